"""The words of a reminder as an officer writes them, in place of those of messages/text/pengingat.

The language is that of campaigns (messages/campaign_text.py), with the values of a reminder. They
come as people read them, so that nobody has to write a filter. A line that names something nobody
knows of a person is left out, so that nobody has to write a condition either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from jinja2 import Template, Undefined

from dialog.flow import Accepted, Problem
from dialog.prose import read_body
from dialog.session import Say
from dialog.wire import BOLD_OFF, BOLD_ON
from messages import campaign_text
from messages.campaign_reasons import sentence
from messages.filters import bulan, mask_all, rupiah, tanggal
from messages.texts import Texts, emphasise

SHOWN = {"bulan": bulan, "jumlah": rupiah, "nanti": rupiah, "lunas": bulan, "tanggal": tanggal}
"""What a text may say, and how each value is read: those of the texts of the release."""
LONGEST = 1024
"""UTF-16 units of a message with buttons: WhatsApp's limit, the least of all networks."""
_MONTH: Mapping[str, object] = {"bulan": "2026-09", "tanggal": date(2026, 9, 30)}
_PAID: Mapping[str, object] = {**_MONTH, "lunas": "2026-09"}
_CASES: Sequence[Mapping[str, object]] = (
    {**_PAID, "jumlah": 10_400_000, "nanti": 10_800_000},  # paid by oneself or by government
    {**_PAID, "jumlah": 10_400_000},  # the tables do not reach further
    _PAID,  # it is not known what they earn
)
_BY_OWN_DATE = (*_CASES, _MONTH)
"""What may be known of those who are reminded, the least last: a text must come to something for
each of them. Only by a date of their own are people reminded whom the branch does not know."""
_OUR_WORDS = {
    "salah/jawaban_angka": "aturan/teks_angka",
    "salah/jawaban_panjang": "aturan/teks_panjang",
}
_FILTERS = {"default", "upper", "title", "bulan", "rupiah", "tanggal"}
_LEFT_OUT = "\ue00f"
_MARKS: Mapping[str, object] = {
    "bulan": "1901-01", "jumlah": 190_100_001, "nanti": 190_200_002, "lunas": "1902-02",
    "tanggal": date(1903, 3, 3),
}  # fmt: skip
"""Values that no text holds: where they come out, a variable stood."""


class _Unknown(Undefined):
    """What nobody knows of a person. In a condition it is no."""

    def __str__(self) -> str:
        return _LEFT_OUT


_AS_IT_IS = dict.fromkeys(("bulan", "rupiah", "tanggal"), str)
"""Values are made readable before: the filters of the texts of the release may stay, and do
nothing."""
_ENVIRONMENT = campaign_text.environment(_Unknown, _AS_IT_IS).overlay(trim_blocks=False)
"""What stands behind a condition stays on a line of its own."""


def read(text: str, anchor: str) -> str | Problem:
    """The text as it is kept, or the first thing wrong with it, for a rule with this anchor."""
    prose = _prose(text)
    if isinstance(prose, Problem):
        return prose
    if found := campaign_text.flaw(prose, known=SHOWN, filters=_FILTERS):
        return Problem(
            "aturan/teks_salah", {"sebab": sentence(f"text_{found.problem}", found.part)}
        )
    cases = _BY_OWN_DATE if anchor == "chosen" else _CASES
    return _unfit(prose, cases) or prose


def _prose(text: str) -> str | Problem:
    """By the rules for all that editors write (docs/decisions/0016), in words of our own."""
    reading = read_body(text)
    if isinstance(reading, Accepted):
        return reading.value
    assert isinstance(reading, Problem)
    return replace(reading, reason=_OUR_WORDS.get(reading.reason, reading.reason))


def _unfit(text: str, cases: Sequence[Mapping[str, object]]) -> Problem | None:
    """For one of those who may be reminded nothing would be left, or too much; or something was
    put together that may not be written."""
    told = [render(text, case) for case in cases]
    if not all(told):
        return Problem("aturan/teks_hilang")
    if longest := max((units for units in map(_units, told) if units > LONGEST), default=0):
        return Problem("aturan/teks_panjang", {"jumlah": longest, "maks": LONGEST})
    barest = _prose(told[-1])
    return barest if isinstance(barest, Problem) else None


def _units(body: str) -> int:
    return len(body.replace(BOLD_ON, "").replace(BOLD_OFF, "").encode("utf-16-le")) // 2


def render(text: str, told: Mapping[str, object]) -> str:
    """The text as one person gets it; empty where no line is left. No NIK leaves whole."""
    known = {name: SHOWN[name](told[name]) for name in SHOWN if told.get(name)}
    lines = _template(text).render(known).splitlines()
    left = "\n".join(line for line in lines if line.strip() and _LEFT_OUT not in line)
    return mask_all(emphasise(left))


@lru_cache(64)
def _template(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def original(texts: Texts, key: str, today: date) -> str:
    """A text of the release in an officer's way of writing, to begin with."""
    told = texts.text(Say(key, _MARKS), today).replace(BOLD_ON, "*").replace(BOLD_OFF, "*")
    for name, value in _MARKS.items():
        told = told.replace(SHOWN[name](value), f"{{{{ {name} }}}}")
    return told
