"""Typed words made comparable: case, accents, emoji and single slips of the finger aside."""

import re
import unicodedata
from functools import lru_cache

_QUOTES = str.maketrans(dict.fromkeys("’‘`´ʼʻ′", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_ASCII_SIGNS = str.maketrans({chr(at): " " for at in range(128) if not chr(at).isalnum()})


def vocabulary(words: str) -> frozenset[str]:
    """A list of words as a set."""
    return frozenset(words.split())


def straighten(text: str) -> str:
    """The same text in plain characters: ASCII digits and quotes, nothing invisible."""
    if text.isascii() and text.isprintable():
        return text
    kept = (_plain_character(character) for character in unicodedata.normalize("NFKC", text))
    return "".join(kept).translate(_QUOTES).translate(_DASHES)


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} else character


@lru_cache(64)  # one turn looks at the same words many times; no more than that is kept
def plain(text: str) -> str:
    """Lower-case words and digits with single spaces: "Ya, BETUL! 👍" is "ya betul"."""
    folded = straighten(text).casefold().replace("'", "")
    if folded.isascii():
        return " ".join(folded.translate(_ASCII_SIGNS).split())
    bare = unicodedata.normalize("NFKD", folded)
    kept = (" " if not c.isalnum() else c for c in bare if unicodedata.category(c)[0] != "M")
    return " ".join("".join(kept).split())


def spoken(text: str) -> str:
    """`plain`, with a word that is said twice written out: "laki2" is "laki laki"."""
    return re.sub(r"\b([a-z]{3,})2\b", r"\1 \1", plain(text))


def squeeze(word: str) -> str:
    """Letters held down count once: "iyaaa" is "iya"."""
    return re.sub(r"([^\W\d])\1+", r"\1", word)


def one_slip(typed: str, meant: str) -> bool:
    """One letter too many, missing, wrong or swapped with its neighbour."""
    if len(typed) > len(meant):
        typed, meant = meant, typed
    start = _same_start(typed, meant)
    if len(typed) < len(meant):
        return typed[start:] == meant[start + 1 :]
    swapped = typed[start : start + 2] == meant[start : start + 2][::-1]
    return typed[start + 1 :] == meant[start + 1 :] or (
        swapped and typed[start + 2 :] == meant[start + 2 :]
    )


def _same_start(first: str, second: str) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))


def similar(typed: str, meant: str) -> bool:
    """Word by word the same, but for at most one slip in each word of five letters or more.

    Never in digits: another digit is another number.
    """
    spaces = typed.count(" ")
    if abs(len(typed) - len(meant)) > spaces + 1 or meant.count(" ") != spaces:
        return False
    ours, theirs = typed.split(), meant.split()
    return len(ours) == len(theirs) and all(map(_similar_word, ours, theirs))


def _similar_word(typed: str, meant: str) -> bool:
    if typed == meant or min(len(typed), len(meant)) < 5 or abs(len(typed) - len(meant)) > 1:
        return typed == meant
    return typed.isalpha() and meant.isalpha() and one_slip(typed, meant)


_LOOKALIKES = str.maketrans("OoIiLl", "001111")


def digits_for_letters(text: str) -> str:
    """O becomes 0, I and l become 1, where the rest of the word is digits: "O8l2" is "0812"."""
    return re.sub(r"\b[0-9OoIiLl]*[0-9][0-9OoIiLl]*\b", lambda m: m[0].translate(_LOOKALIKES), text)


def contains(text: str, phrase: str) -> bool:
    """Whole words only; both are `plain`."""
    return bool(phrase) and f" {phrase} " in f" {text} "
