"""Topics of the officers' group: opened, written in, closed, at the pace a group allows.

A message for a topic that is not there is not sent: its outcome says which one to use from now
on, and it comes again. So whoever keeps the topic's id always knows it before anything stands in
the topic, and a crash in between costs at most an empty topic.

Source of the descriptions of errors: Bot API answers as users quote them (tdlib/telegram-bot-api
issues 854 and 447); the API documents the status codes only.
"""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from telegram.error import BadRequest, TelegramError

from channels.telegram_outcome import outcome_of
from channels.telegram_place import place_of, topic_key
from channels.telegram_render import Request, to_requests
from channels.telegram_transport import SlowDownError
from dialog.wire import Later, Moved, Outcome, Outgoing, Refused, Sent, Thread

Call = Callable[[str, Mapping[str, object]], Awaitable[object]]
Deliver = Callable[[Request], Awaitable[Outcome]]

MINUTE = timedelta(minutes=1)
MOST = 20  # messages a minute in one group (core.telegram.org/bots/faq)
LONGEST_TITLE = 128
_GONE = ("thread not found", "topic_id_invalid", "topic_deleted", "topic not found")
_UNCHANGED = "not_modified"
_CLOSED = "topic_closed"
_MENDABLE = {"not a forum": "not_a_forum", "not enough rights": "no_rights",
             "chat_admin_required": "no_rights", "administrator rights": "no_rights"}  # fmt: skip

log = logging.getLogger(__name__)


@dataclass(slots=True)
class GroupPace:
    """At most so many messages in any minute, in each group."""

    sent: dict[str, deque[datetime]] = field(default_factory=dict[str, deque[datetime]])

    def wait(self, group: str, now: datetime) -> timedelta | None:
        """How long until one more may go; nothing when it may go now, and then it counts."""
        times = self.sent.setdefault(group, deque())
        while times and times[0] <= now - MINUTE:
            times.popleft()
        if len(times) >= MOST:
            return times[0] + MINUTE - now
        times.append(now)
        return None


@dataclass(slots=True)
class Topics:
    """`call` asks a method of the Bot API; `deliver` sends one message and names its outcome."""

    call: Call
    deliver: Deliver
    clock: Callable[[], datetime]
    pace: GroupPace = field(default_factory=GroupPace)

    async def send(self, message: Outgoing, thread: Thread) -> Outcome:
        """Never raises for the network."""
        wait = self.pace.wait(message.to.key, self.clock())
        if wait is not None:
            return Later(wait, "group_pace", uncounted=True)
        try:
            return await self._sent(message, thread)
        except TelegramError as error:
            return topic_outcome(error)

    async def _sent(self, message: Outgoing, thread: Thread) -> Outcome:
        if not thread.key:
            return await self._opened(message.to.key, thread.title)
        if thread.then == "delete":
            return await self._deleted(message, thread)
        if thread.reopen:
            await self._switch("reopenForumTopic", thread.key)
        outcome = await self._said(message, thread)
        if isinstance(outcome, Sent) and thread.then == "close":
            return await self._closed(outcome, thread.key)
        return outcome

    async def _opened(self, group: str, title: str) -> Outcome:
        params = {**place_of(group), "name": title[:LONGEST_TITLE]}
        made = await self.call("createForumTopic", params)
        number = made.get("message_thread_id") if isinstance(made, dict) else None
        if not isinstance(number, int):
            return Later(timedelta(seconds=1), "no_answer", maybe_sent=True)
        return Moved(topic_key(group, number))

    async def _said(self, message: Outgoing, thread: Thread) -> Outcome:
        """All parts; a topic that somebody closed by hand is opened again."""
        outcome: Outcome = Sent("")
        for request in to_requests(message, ""):
            try:
                outcome = await self.deliver(request)
            except BadRequest as error:
                if _CLOSED not in error.message.lower():
                    raise
                await self._switch("reopenForumTopic", thread.key)
                outcome = await self.deliver(request)
            if not isinstance(outcome, Sent):
                return outcome
        return outcome

    async def _closed(self, outcome: Outcome, key: str) -> Outcome:
        """What was said is said: only a network that fails is tried again, words and all."""
        try:
            await self._switch("closeForumTopic", key)
        except TelegramError as error:
            again = outcome_of(error)
            return replace(again, maybe_sent=True) if isinstance(again, Later) else outcome
        return outcome

    async def _switch(self, method: str, key: str) -> None:
        """Opens or closes it. A refusal is no matter: it may be so already, and whether the topic
        is there at all shows when something is said in it."""
        try:
            await self.call(method, place_of(key))
        except BadRequest as error:
            if _UNCHANGED not in error.message.lower():
                log.warning("%s was refused", method)

    async def _deleted(self, message: Outgoing, thread: Thread) -> Outcome:
        """With everything in it. Where the bot may not, somebody is asked to."""
        try:
            await self.call("deleteForumTopic", place_of(thread.key))
        except BadRequest as error:
            if _is_gone(error):
                return Sent("")
            log.warning("a topic could not be deleted: the bot needs the right to delete messages")
            return await self._said(message, thread)
        return Sent("")


def topic_outcome(error: TelegramError) -> Outcome:
    """What a refusal means in a group. What its admins can mend is tried again until they do, and
    too many messages there are no reason for anybody else to wait."""
    if isinstance(error, SlowDownError):
        return Later(error.after, "too_many", uncounted=True)
    if _is_gone(error):
        return Moved("")
    if isinstance(error, BadRequest):
        for words, name in _MENDABLE.items():
            if words in error.message.lower():
                log.error("the officers' group cannot be used: %s", name)
                return Later(MINUTE, name, uncounted=True)
    outcome = outcome_of(error)
    if isinstance(outcome, Refused) and outcome.why == "chat_not_found":
        return replace(outcome, person_left=True)  # a group that is not there is as good as left
    return outcome


def _is_gone(error: TelegramError) -> bool:
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in _GONE)


async def group_fault(call: Call, group: str) -> str:
    """Why topics cannot be used there: group_unreachable, group_without_topics, group_no_rights;
    or nothing."""
    try:
        chat = await call("getChat", place_of(group))
        me = await call("getMe", {})
        asked = {**place_of(group), "user_id": me.get("id") if isinstance(me, dict) else 0}
        member = await call("getChatMember", asked)
    except TelegramError:
        return "group_unreachable"
    if not (isinstance(chat, dict) and chat.get("is_forum") is True):
        return "group_without_topics"
    may = isinstance(member, dict) and member.get("can_manage_topics") is True
    return "" if may else "group_no_rights"
