"""Yes and no, as they are said and typed here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dialog.lexicon import Lexicon
from dialog.phrases import Phrases
from dialog.typed import plain, similar, spoken, squeeze, vocabulary

_LONGEST = 8  # words; a longer text tells a story
_CLEAR_YES = vocabulary("ya iya iyo yo yes")
_BEGINS_YES = _CLEAR_YES | vocabulary("ada ado punya punyo sudah")
_WRONG = vocabulary("salah keliru")
_OPEN = Phrases(
    f"{no} {sure}"
    for no in ("belum", "blm", "alun", "tidak", "tdk", "tak", "ndak", "indak", "gak", "ga", "nggak")
    for sure in ("tentu", "tantu", "pasti", "yakin", "jelas")
)
"""No no, though it begins like one."""
_SENTENCE = re.compile(r"[!;\n]+|\.+(?=\s|$)")
_A_NUMBER = re.compile(r"(?i)\W*no\b.*[0-9]{3}")  # "no" is "nomor" too

YesNo = Literal["ya", "tidak"]


@dataclass(frozen=True, slots=True)
class _Said:
    """Words that tell something and what they mean: "ya", "tidak", "salah", or "?" when unknown."""

    words: str
    means: str


def yes_no(text: str, lexicon: Lexicon) -> YesNo | None:
    """Yes, no, or nothing when the text says neither or both."""
    said = _said(text, lexicon)
    if said and all(one.means == "ya" for one in said):
        return "ya"
    return "tidak" if said and _denies(said) else None


def in_sentences(text: str, lexicon: Lexicon) -> YesNo | None:
    """The one that a sentence of several says, where no other denies or doubts it: "Sudah saya
    baca pelan-pelan. Sudah betul semua." Never for consent."""
    parts = [part for part in _SENTENCE.split(text) if plain(part)]
    verdicts = [(part, yes_no(part, lexicon)) for part in parts]
    found = {verdict for _, verdict in verdicts if verdict}
    if len(parts) < 2 or len(found) != 1 or "?" in text:
        return None
    clear = all(
        lexicon.plainly.cover(plain(part).split()) if verdict else _harmless(part, lexicon)
        for part, verdict in verdicts
    )
    return found.pop() if clear else None


def _harmless(part: str, lexicon: Lexicon) -> bool:
    words = plain(part).split()
    lists = (lexicon.denying, lexicon.refusing, _OPEN)
    settled = not lexicon.unsettled(part, words) and not lexicon.postpones(part)
    return settled and not any(each.within(words) for each in lists)


def yes_and_why(text: str, lexicon: Lexicon) -> YesNo | None:
    """A yes that goes on to tell more: "iya, saya kerja di toko". Never for consent."""
    said = _said(text, lexicon)
    denied = any(one.means in {"tidak", "salah"} for one in said)
    denied = denied or lexicon.refusing.within(plain(text).split())
    return "ya" if said and said[0].words in _BEGINS_YES and not denied else None


def _denies(said: Sequence[_Said]) -> bool:
    means = {one.means for one in said}
    double = {"salah", "tidak"} <= means
    clear_yes = any(one.words in _CLEAR_YES for one in said)
    return said[0].means in {"tidak", "salah"} and not double and not clear_yes


def _said(text: str, lexicon: Lexicon) -> list[_Said]:
    """What a text tells that is short and sure enough to be a yes or a no."""
    words = spoken(_signs_as_words(text, lexicon)).split()
    if len(words) > _LONGEST or _OPEN.within(words) or _A_NUMBER.match(text):
        return []
    if lexicon.unsettled(text, _beside_phrases(words, lexicon)):
        return []
    words, found, at = [squeeze(word) for word in words], list[_Said](), 0
    while at < len(words):
        means, count = _meaning(words, at, lexicon)
        if means:
            found.append(_Said(" ".join(words[at : at + count]), means))
        at += count
    return found


def _beside_phrases(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Without what is a yes or a no in several words: "tidak apa apa" asks nothing."""
    rest, at = list[str](), 0
    while at < len(words):
        count = max(lexicon.yes.begins(words, at), lexicon.no.begins(words, at))
        rest += words[at : at + count] if count == 1 else words[at : at + 1] if not count else []
        at += max(count, 1)
    return rest


def _signs_as_words(text: str, lexicon: Lexicon) -> str:
    for signs, word in ((lexicon.signs_of_yes, "ya"), (lexicon.signs_of_no, "tidak")):
        for sign in signs & set(text):
            text = text.replace(sign, f" {word} ")
    return text


def _meaning(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[str, int]:
    """What begins here and how many words it has; an empty meaning tells nothing."""
    if words[at] in _WRONG:
        return "salah", 1
    counts = {means: found.begins(words, at) for means, found in lexicon.yes_or_no.items()}
    longest = max(counts, key=lambda means: counts[means])
    if counts[longest]:
        return longest, counts[longest]
    return ("" if words[at].isdecimal() else _slip(words[at], lexicon)), 1


def _slip(word: str, lexicon: Lexicon) -> str:
    """The yes or no that a word misses by one letter."""
    for means in ("ya", "tidak"):
        if any(similar(word, meant) for meant in lexicon.yes_or_no[means]):
            return means
    return "?"
