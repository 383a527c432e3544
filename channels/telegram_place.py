"""Where in Telegram the key of an address leads: a chat, or a topic in a group. Pure."""


def topic_key(group: str, number: int) -> str:
    """How a topic is written as the key of an address: its group, and its number in there."""
    return f"{group}/{number}"


def place_of(key: str) -> dict[str, object]:
    """The chat, and the topic in it where the key names one, as the Bot API wants them."""
    chat, _, number = key.partition("/")
    place: dict[str, object] = {"chat_id": _chat(chat)}
    return place | {"message_thread_id": int(number)} if number else place


def _chat(key: str) -> int | str:
    """A number where it is one, as the Bot API documents it."""
    return int(key) if key.removeprefix("-").isdecimal() else key
