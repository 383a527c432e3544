"""What a visit of `bot.py doctor` found, one line a thing."""

from dataclasses import dataclass
from typing import Literal

from messages.operator_words import words

Level = Literal["fine", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`said` is empty when there is nothing to add; a wrong one says what to do."""

    name: str
    level: Level = "fine"
    said: str = ""

    def line(self) -> str:
        told = words("doctor")
        extra = f": {self.said}" if self.said and self.level == "fine" else self.said
        sentence = told[f"keluaran.{self.level}"]
        return sentence.format(nama=told[f"nama.{self.name}"], keterangan=extra)


def fine(name: str, why: str = "", **said: object) -> Finding:
    return Finding(name, "fine", words("doctor")[f"baik.{why}"].format(**said) if why else "")


def note(name: str, why: str, **said: object) -> Finding:
    return Finding(name, "note", words("doctor")[f"catatan.{why}"].format(**said))


def wrong(name: str, why: str, **said: object) -> Finding:
    return Finding(name, "wrong", words("doctor")[f"salah.{why}"].format(**said))
