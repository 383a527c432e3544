"""Two chats of one person become one conversation: how it is asked for, and who stays."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dialog.asking import ask_again, ask_next
from dialog.effects import JoinByPhone
from dialog.flow import Form
from dialog.pages import show
from dialog.session import Say, Turn
from dialog.turns import Scene, first, park

PAGE, FORM = "saluran", "sambungkan"


def explained(scene: Scene) -> Turn:
    """How two chats are joined; a form under way waits."""
    return show(park(scene), PAGE)


def typed(scene: Scene, code: str) -> Turn:
    """Somebody typed a code: asked first, for whoever was talked into it by another."""
    form = scene.book.forms[FORM]
    opened = park(scene).to(form=FORM, answers={"code": code}, run=scene.session.run + 1)
    return ask_next(opened, form)


def expects_number(scene: Scene) -> bool:
    """Whether a shared contact is the proof this page asked for."""
    return scene.form() is None and scene.session.page == PAGE


def number_shared(scene: Scene, phone: str) -> Turn:
    return Turn(scene.session, (), (JoinByPhone(phone),))


def go_on_here(scene: Scene, form: Form) -> Turn:
    """The question was put in another chat of theirs: these words cannot be the answer to it."""
    return first(ask_again(scene, form), Say("saluran/lanjut_di_sini"))


@dataclass(frozen=True, slots=True)
class Side:
    """One of two people who are to be one. `nik` is a hash; nothing: they never filed."""

    person_id: int
    channel: str
    nik: bytes | None = None
    filed_at: datetime | None = None
    draft_at: datetime | None = None  # the last word of a pre-registration under way
    attended: bool = False  # a conversation with an officer is open


Refusal = Literal["sudah", "sesaluran", "sedang_dilayani", "dua_orang"]


def refusal(one: Side, other: Side) -> Refusal | None:
    """Why they cannot be one: what they filed would belong to two people, for example."""
    if one.person_id == other.person_id:
        return "sudah"
    if one.channel == other.channel:
        return "sesaluran"
    if one.attended or other.attended:
        return "sedang_dilayani"
    if one.nik and other.nik and one.nik != other.nik:
        return "dua_orang"
    return None


def stays(one: Side, other: Side) -> tuple[Side, Side]:
    """Who stays, and who becomes part of them: the earlier registration first, else the later
    draft, else whoever was here first."""
    kept, joined = sorted((one, other), key=_rank)
    return kept, joined


def _rank(side: Side) -> tuple[int, float, int]:
    if side.filed_at:
        return (0, side.filed_at.timestamp(), side.person_id)
    if side.draft_at:
        return (1, -side.draft_at.timestamp(), side.person_id)
    return (2, 0.0, side.person_id)
