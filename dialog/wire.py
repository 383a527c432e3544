"""What crosses the edge between the program and a chat network."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

ChannelName = Literal["telegram", "whatsapp", "web", "terminal"]

# "command" is a word with a slash before it: it is meant for the bot, not as an answer.
# "start" is the first knock (Telegram's /start, a freshly opened web chat); its text is the
# payload of the link that brought the person, or empty. "left" and "returned": the person
# blocked or unblocked us. "desk": an officer wrote in a thread of the officers' group; without
# text it was no writing. "hidden": a NIK was typed where the network forbids it, and the channel
# kept none of the text. The kinds from "photo" on are things we answer but cannot read.
Kind = Literal[
    "text", "command", "tap", "contact", "start", "left", "returned", "desk", "hidden",
    "photo", "voice", "video", "sticker", "location", "document", "group", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached. The key is the network's own id and is never parsed."""

    channel: str
    key: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.key}"


@dataclass(frozen=True, slots=True)
class PhotoSize:
    """One size of a photo that somebody sent, still at the network."""

    id: str
    bytes: int = 0  # unknown: 0


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo somebody sent, fetched and kept by this name; or why there is none: too_large,
    not_a_picture, several or unreachable."""

    name: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something a person did. `external_id` is unique within the channel: repeats are dropped."""

    sender: Address
    external_id: str
    text: str
    at: datetime
    kind: Kind = "text"
    choice: str | None = None  # the id of the button pressed
    phone: str | None = None  # a shared contact, only when it is the sender's own
    name: str = ""  # what the network calls the person; shown to officers only
    other_key: str = ""  # another id of the sender, by which alone they may come next time
    sizes: tuple[PhotoSize, ...] = ()  # of a photo, the largest first
    several: bool = False  # the photo is one of an album
    photo: Photo | None = None  # what was made of it, where it is wanted


@dataclass(frozen=True, slots=True)
class Unfetched:
    """A file that a network did not hand over."""

    too_large: bool = False


Download = Callable[[str, int], Awaitable[bytes | Unfetched]]
"""A file somebody sent, by the network's id, if it is no longer than so many bytes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button. The id comes back in `Incoming.choice`, at most 64 bytes.

    With a `url` it opens that page instead, and nothing comes back."""

    id: str
    label: str
    url: str = ""


ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Approved:
    """A template that a network has approved, with what fills it. Without a name there is none
    for this text: it can only be sent while the window is open."""

    name: str
    language: str = "id"
    parameters: tuple[str, ...] = ()

    def curtailed(self) -> bool:
        """Whether it says only how the words begin."""
        return any(value.endswith(ELLIPSIS) for value in self.parameters)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes before the words; nothing of it is drawn yet.

    `source` says what it is made from: the name of a maker, a colon, and what that maker reads.
    The same source is the same picture, today and after a restart."""

    source: str
    title: str  # a few words, where the message itself does not fit below it
    alt: str  # everything it shows, for whoever cannot see it
    width: int  # pixels
    height: int
    required: bool = False  # the words do not go without it

    @property
    def name(self) -> str:
        """What it is kept and asked for by, wherever that is."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:40]


Fetch = Callable[[Picture], Awaitable[bytes]]
"""The picture as PNG or JPEG. Raises what its maker raises: the words go without it then, or wait
where it is required."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The part of a group a message belongs in: there is one for each person officers talk with."""

    title: str  # what it is called when it has to be opened
    key: str = ""  # the network's own id; empty: there is none yet
    reopen: bool = False  # it may have been closed: open it again before
    then: Literal["stay", "close", "delete"] = "stay"  # what becomes of it after the message


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One finished message. `body` is plain text in which BOLD_ON and BOLD_OFF mark emphasis."""

    to: Address
    body: str
    choices: tuple[Choice, ...] = ()
    ask_contact: bool = False  # offer the network's "share my number", where there is one
    approved_template: Approved | None = None  # what stands in for it where the window is closed
    thread: Thread | None = None  # only for a group
    id: int = 0  # the outbox row: lets a network that echoes it settle an uncertain send
    picture: Picture | None = None
    replaces: str = ""  # the network's id of a message of ours whose place this takes


BOLD_ON, BOLD_OFF = "\ue001", "\ue002"


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str
    curtailed: bool = False  # a stand-in went: the words themselves go when the person writes


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again after a while."""

    after: timedelta
    why: str
    whole_channel: bool = False  # "slow down" is about the channel, not this message
    maybe_sent: bool = False  # no answer came: it may have arrived
    uncounted: bool = False  # it was not tried, or others must mend something first


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: trying again would not help."""

    why: str
    person_left: bool = False  # blocked the bot, closed the account
    wants_no_more: bool = False  # told the network to stop what we send first
    our_fault: bool = False  # a malformed request: somebody should look
    channel_down: bool = False  # a wrong or revoked token: keep every message, stop the channel


@dataclass(frozen=True, slots=True)
class Moved:
    """Nothing was sent: the thread has this key from now on, or none if it is empty. Keep that,
    then send again."""

    thread: str


Outcome = Sent | Later | Refused | Moved

Stage = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a network tells later about a message: how far it came, or why it failed."""

    row: int  # the outbox row, as it was given in `Outgoing.id`
    external_id: str
    stage: Stage
    at: datetime
    failure: Later | Refused | None = None
    price: str = ""  # the category it was charged in; empty when the network did not tell
    billable: bool | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """Somebody told the network, not us, whether they want to be written to."""

    who: Address
    stop: bool


@dataclass(frozen=True, slots=True)
class TemplateNews:
    """What a network tells about an approved template: how one thing of it stands from then on."""

    name: str
    language: str
    aspect: Literal["status", "quality", "category"]
    value: str  # the network's own word, in small letters
    at: datetime


Report = Receipt | Preference | TemplateNews
Receive = Callable[[Incoming], Awaitable[None]]
"""Returns only after the event is committed; raises when it could not be."""


class Outlet(Protocol):
    """Where messages go out."""

    @property
    def name(self) -> str: ...

    async def send(self, message: Outgoing) -> Outcome: ...


class Channel(Outlet, Protocol):
    """One chat network: what goes out, and what comes in."""

    async def run(self, receive: Receive) -> None:
        """Listen until cancelled, handing every event to `receive`."""
        ...

    async def close(self) -> None: ...
