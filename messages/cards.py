"""Cards: what is drawn beside a text, filled from the same facts and values, on the same day.

A card is a text of its own, one line of the picture a line:

    ikon: payung
    judul: Meninggal dunia
    baris: Santunan | {{ fakta("jkm_grant") | juta }} | dibayar sekaligus

Its foot (the rule, its dates) follows from the facts it used, in the words of FRAME.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from benefits.facts import Fact, Value, fact
from dialog.wire import BOLD_OFF, BOLD_ON, Picture
from messages.filters import mask_all
from pictures.card import Card, Row, aloud
from pictures.sheet import size

FRAME = "kartu/bingkai"
SINGLE = {"ikon": "icon", "kepala": "head", "judul": "title", "nama": "subtitle", "angka": "figure"}
SEVERAL = {"keterangan": "captions", "baris": "rows", "catatan": "notes", "kaki": "foot"}
MAKER = "card"

Render = Callable[[str, date, Mapping[str, object]], str]
_PLACES = frozenset({"telepon", "situs"})  # where to ask: no figure that needs a source
_REGULATION = re.compile(r"\b(?:UU|PP|Perpres|Permenaker) \d+/\d{4}")
_SITE = re.compile(r"[\w.-]+\.[a-z]{2,}")
_MARKS = str.maketrans("", "", BOLD_ON + BOLD_OFF)


class StaleFactError(LookupError):
    """A figure of the card does not hold on this day: it must not be drawn as if it did."""


class CardLineError(ValueError):
    """A line is none of a card's. `line` counts from 0; `why` is a short name."""

    def __init__(self, line: int, why: str, **said: object) -> None:
        super().__init__(why)
        self.line, self.why, self.said = line, why, said


class _Noted:
    """Stands in for `fakta` while a card is filled, and remembers what was used."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.used: dict[str, Fact] = {}

    def __call__(self, name: str) -> Value:
        found = fact(name, self._today)
        if found.expired:
            raise StaleFactError(name)
        self.used[name] = found
        return found.value


def picture(render: Render, key: str, today: date, params: Mapping[str, object]) -> Picture | None:
    """The card as a picture still to be drawn; none when a figure on it is out of its dates."""
    try:
        card = fill(render, key, today, params)
    except StaleFactError:
        return None
    width, height = size(card)
    return Picture(f"{MAKER}:{card.to_source()}", card.title, aloud(card), width, height)


def fill(render: Render, key: str, today: date, params: Mapping[str, object]) -> Card:
    """The card with its words and figures. Raises StaleFactError and CardLineError."""
    noted = _Noted(today)
    body = render(key, today, {**params, "fakta": noted})
    frame = render(FRAME, today, _origin(noted.used.values(), params))
    return parse(mask_all(f"{frame}\n{body}").splitlines())


def _origin(used: Iterable[Fact], params: Mapping[str, object]) -> Mapping[str, object]:
    """What the foot tells: the sources, the oldest check, the first day that ends a figure."""
    facts = [one for one in used if one.unit not in _PLACES]
    sources = [one.source for one in facts] or _listed(params.get("sumber"))
    return {
        "sumber": list(dict.fromkeys(map(short, sources))),
        "diperiksa": min((one.checked_on for one in facts), default=None),
        "sampai": min((one.until for one in facts if one.until), default=None),
    }


def _listed(sources: object) -> list[str]:
    return [str(one) for one in sources] if isinstance(sources, list) else []


def short(source: str) -> str:
    """The regulation that a source names first, else where it was read."""
    if found := _REGULATION.search(source) or _SITE.match(source):
        return found[0]
    return source.split(";")[0].strip()


def parse(lines: Sequence[str]) -> Card:
    """Raises CardLineError; each reason is a sentence of `check` in perintah.yaml."""
    single: dict[str, str] = {}
    several: dict[str, list[str | Row]] = {name: [] for name in SEVERAL.values()}
    for at, line in enumerate(lines):
        key, _, text = (part.strip() for part in line.translate(_MARKS).partition(":"))
        if not key:
            continue
        if key in SEVERAL:
            several[SEVERAL[key]].append(_row(at, text) if key == "baris" else text)
        elif key not in SINGLE:
            known = ", ".join((*SINGLE, *SEVERAL))
            raise CardLineError(at, "kartu_kunci_asing", kunci=key, kenal=known)
        elif single.setdefault(SINGLE[key], text) != text:
            raise CardLineError(at, "kunci_dua_kali", kunci=key)
    if not single.get("title"):
        raise CardLineError(0, "kartu_tanpa_judul")
    return Card(**single, **{name: tuple(found) for name, found in several.items()})  # type: ignore[arg-type]


def _row(at: int, text: str) -> Row:
    parts = [part.strip() for part in text.split("|")]
    share = parts[3] if len(parts) == 4 else "0"
    if not 2 <= len(parts) <= 4 or not all(parts[:2]) or not _is_share(share):
        raise CardLineError(at, "kartu_bentuk_baris", baris=text)
    detail = parts[2] if len(parts) > 2 else ""
    return Row(parts[0], parts[1], detail, int(share) if len(parts) == 4 else None)


def _is_share(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) <= 100
