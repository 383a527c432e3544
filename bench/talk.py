"""What a made-up person says, from the first word to a sent pre-registration. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

TAP = "\u25b6"
"""Begins a step that presses the button with this label under the last message."""

SCRIPT: Sequence[str] = (
    "/start", f"{TAP}Manfaat", f"{TAP}JKK (kecelakaan)", f"{TAP}Menu", f"{TAP}Hitung iuran",
    "petani", "50 ribu sehari", "ya", f"{TAP}JKK + JKM", "sendiri", "3", "bulan depan",
    f"{TAP}Daftar", "setuju", "Budi Santoso", "123", "berapa iurannya?", "{nik}", "ya",
    "0812 3456 7890", "Lubuk Gadang", "petani", "menyadap karet", "tidak", "tidak", "900 ribu",
    "JKK + JKM", "sendiri", "teman", "kirim", "cara bayar",
)  # fmt: skip
"""Menu pages, the calculator, a free question, a wrong NIK, all questions of the form."""


@dataclass(slots=True)
class Visitor:
    """One person on the way through the script. `number` is unique and makes the NIK."""

    number: int
    step: int = 0

    @property
    def is_done(self) -> bool:
        return self.step == len(SCRIPT)

    def next(self) -> str:
        """The next thing to say or press."""
        said = SCRIPT[self.step]
        self.step += 1
        return said.format(nik=nik(self.number)) if "{" in said else said


def nik(number: int) -> str:
    """An invented NIK: each number has its own, with a birth date that can be read."""
    day, rest = number % 28 + 1, number // 28
    month, rest = rest % 12 + 1, rest // 12
    year, serial = rest % 30 + 70, rest // 30
    return f"13110{serial // 9999 % 9 + 1}{day:02}{month:02}{year}{serial % 9999 + 1:04}"
