"""The topics of groups in the fake Bot API: opened, closed, deleted, and who writes in them."""

from dataclasses import dataclass, field
from typing import Any

from tests.fake_telegram_wire import Answer, ok, refusal

GROUP = -1001234567890


@dataclass(slots=True)
class Topic:
    """One topic, as its group shows it."""

    name: str
    closed: bool = False


@dataclass(slots=True)
class Forum:
    """All topics by group and number. `may_delete`: the bot has that right."""

    topics: dict[tuple[int, int], Topic] = field(default_factory=dict[tuple[int, int], Topic])
    opened: int = 0
    may_delete: bool = True
    chat: dict[str, object] = field(default_factory=dict[str, object])
    member: dict[str, object] = field(default_factory=dict[str, object])

    def names(self) -> list[str]:
        return [topic.name for topic in self.topics.values()]

    def closed(self) -> list[bool]:
        return [topic.closed for topic in self.topics.values()]

    async def get_chat(self, params: dict[str, Any]) -> Answer:
        return ok(self.chat)

    async def get_member(self, params: dict[str, Any]) -> Answer:
        return ok(self.member)

    async def create(self, params: dict[str, Any]) -> Answer:
        self.opened += 1
        number = 100 + self.opened
        self.topics[int(params["chat_id"]), number] = Topic(params["name"])
        made = {"message_thread_id": number, "name": params["name"], "icon_color": 7322096}
        return ok(made)

    async def close(self, params: dict[str, Any]) -> Answer:
        return self._switch(params, closed=True)

    async def reopen(self, params: dict[str, Any]) -> Answer:
        return self._switch(params, closed=False)

    async def delete(self, params: dict[str, Any]) -> Answer:
        place = _place(params)
        if place not in self.topics:
            return refusal(400, "Bad Request: TOPIC_ID_INVALID")
        if not self.may_delete:
            return refusal(400, "Bad Request: not enough rights to delete messages")
        del self.topics[place]
        return ok(True)

    def fault(self, params: dict[str, Any]) -> Answer | None:
        """Why nothing can be said there. The bot may write in a closed topic: it is an admin."""
        if "message_thread_id" not in params or _place(params) in self.topics:
            return None
        return refusal(400, "Bad Request: message thread not found")

    def _switch(self, params: dict[str, Any], closed: bool) -> Answer:
        topic = self.topics.get(_place(params))
        if topic is None:
            return refusal(400, "Bad Request: TOPIC_ID_INVALID")
        if topic.closed is closed:
            return refusal(400, "Bad Request: TOPIC_NOT_MODIFIED")
        topic.closed = closed
        return ok(True)


def _place(params: dict[str, Any]) -> tuple[int, int]:
    return int(params["chat_id"]), int(params["message_thread_id"])


def in_topic(group: int, number: int) -> dict[str, object]:
    """What makes a message one that stands in a topic."""
    chat = {"id": group, "type": "supergroup", "title": "Petugas", "is_forum": True}
    return {"chat": chat, "message_thread_id": number, "is_topic_message": True}
