"""Which of our texts goes as which approved WhatsApp template: messages/whatsapp.yaml."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any

from dialog.wire import ELLIPSIS
from messages.yaml_files import LINE, read

CATEGORIES = ("utility", "marketing")
LONGEST = 1024
LONGEST_PARAMETER = 200
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_SLOT = re.compile(r"\{\{(\d+)\}\}")


@dataclass(frozen=True, slots=True)
class Approved:
    """A template as it should stand at Meta, and what fills it."""

    text: str  # the key of our text
    name: str
    category: str
    language: str
    body: str
    fillings: tuple[str, ...]  # small texts of ours, one for each slot
    examples: tuple[str, ...]
    line: int = 0

    def slots(self) -> int:
        return len(set(_SLOT.findall(self.body)))


def load(path: Path) -> dict[str, Approved]:
    """By the key of our text. Raises KeyError where a part is missing."""
    data: Mapping[str, Any] = read(path)
    return {key: _approved(key, item) for key, item in data.items() if key != LINE}


def _approved(key: str, item: Mapping[str, Any]) -> Approved:
    return Approved(
        key,
        str(item["nama"]),
        str(item["kategori"]),
        str(item["bahasa"]),
        str(item["isi"]).strip(),
        tuple(str(one) for one in item.get("isian", ())),
        tuple(str(one) for one in item.get("contoh", ())),
        int(item[LINE]),
    )


def parameter(value: str) -> str:
    """A value as the network takes it: one line, no tab, never four blanks, never empty. What is
    too long ends with an ellipsis, by which the sender knows that the rest is still to be said."""
    return shorten(value, LONGEST_PARAMETER, placeholder=f" {ELLIPSIS}") or "-"


def faults(approved: Approved) -> list[str]:
    """Which of Meta's rules it breaks, by the name of a sentence."""
    body = approved.body
    numbers = [int(slot) for slot in _SLOT.findall(body)]
    rules: Sequence[tuple[bool, str]] = (
        (bool(_NAME.fullmatch(approved.name)), "templat_nama"),
        (approved.category in CATEGORIES, "templat_kategori"),
        (0 < len(body) <= LONGEST, "templat_panjang"),
        (numbers == list(range(1, len(numbers) + 1)), "templat_nomor"),
        (not re.search(r"^\{\{|\}\}[.!?]*$", body), "templat_ujung"),
        ("\t" not in body and "    " not in body and "\n\n\n" not in body, "templat_spasi"),
        (len(approved.fillings) == len(numbers) == len(approved.examples), "templat_isian"),
    )
    return [why for kept, why in rules if not kept]
