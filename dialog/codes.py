"""Codes that join two chats: shown in one, typed in the other."""

import hashlib
import re

from dialog.flow import Accepted, Asking, Problem, Reading

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which look alike on a small screen."""
LENGTH = 8
"""A million million codes: in a quarter of an hour nobody guesses one that is open."""
LINK = "sambung-"
"""What a link to this bot carries before the code."""

_CODE = r"([a-z2-9]{4})[\s-]?([a-z2-9]{4})"
_BARE = re.compile(rf"\W*{_CODE}\W*", re.IGNORECASE)
_SPOKEN = re.compile(rf"\W*sambung(?:kan)?\W+{_CODE}\W*", re.IGNORECASE)


def code_from(chance: str) -> str:
    """The code that an unguessable word makes."""
    digest = hashlib.sha256(chance.encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])


def code_in(text: str) -> str | None:
    """The code of a message that says SAMBUNG and a code, and nothing else."""
    return _read(_SPOKEN, text)


def shown(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def kode(text: str, _: Asking) -> Reading:
    """A code with or without the word before it."""
    code = _read(_SPOKEN, text) or _read(_BARE, text)
    return Accepted(code) if code else Problem("salah/kode")


def _read(shape: re.Pattern[str], text: str) -> str | None:
    found = shape.fullmatch(text)
    code = (found[1] + found[2]).upper() if found else ""
    return code if code and set(code) <= set(ALPHABET) else None
