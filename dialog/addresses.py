"""Where somebody is reached in a chat, as an admin types it."""

import re

from dialog.flow import Accepted, Asking, Problem, Reading
from dialog.typed import straighten

_ADDRESS = re.compile(r"(telegram|whatsapp|web|terminal):([\w.-]{1,160})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{5,15}")


def alamat(text: str, _asking: Asking) -> Reading:
    """ "telegram:12345"; a number alone is one of Telegram's."""
    said = straighten(text).strip()
    if _NUMBER.fullmatch(said):
        return Accepted(f"telegram:{said}")
    found = _ADDRESS.search(said)
    if found is None:
        return Problem("salah/alamat_tidak_terbaca")
    return Accepted(f"{found[1].lower()}:{found[2]}")
