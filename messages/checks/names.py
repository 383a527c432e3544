"""What the program knows by name: messages/kamus.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Names:
    """The names the files may use, each value with an example."""

    finish: frozenset[str]
    choosers: frozenset[str]
    derived: Mapping[str, Mapping[str, str]]
    office: frozenset[str]
    topics: frozenset[str]
    answers: Mapping[str, str]  # an example by kind of answer
    labels: Mapping[str, Values]
    params: Mapping[str, Values]


def load(folder: Path) -> Names:
    data: dict[str, Any] = yaml.safe_load((folder / "kamus.yaml").read_text(encoding="utf-8"))
    return Names(
        finish=frozenset(data["selesai"]),
        choosers=frozenset(data["pilihan_dari"]),
        derived=data["turunan"],
        office=frozenset(data["kantor"]),
        topics=frozenset(data["topik"]),
        answers=data["jawaban"],
        labels=data["tombol"],
        params=data["isian"],
    )
