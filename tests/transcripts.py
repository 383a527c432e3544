"""Golden transcripts: a conversation as an officer reads it, and how it is played again.

# judul: Petani mendaftar          what it shows
# hari: 2026-11-24                 the day it happens, 10.00 WIB (this is the usual one)
# peran: Petugas officer           who has which role; the worker has no name
# peran: Ani officer@13.11.01      an officer of one kecamatan or nagari
# jam: senin-jumat 08.00-15.30     the opening hours of the office; without this unknown
# grup: ada                        officers answer in a group: "Grup" writes in the worker's topic
# perlu: simpan                    cannot be played without a database
# bukan di: web                    there it begins differently
# hanya di: whatsapp               nowhere else it goes like this
# mulai: tidak                     nobody pressed "start" before the first words

> berapa iurannya                  typed
> [Daftar]                         a tap on that button under the last message
> [Setuju]^2                       ... under the message two before it
> (foto baik) (foto besar)         a photo that can be fetched, and one that is too large
> (foto) (suara) (kontak 0812…) (kontak orang lain) (mulai xyz) (diam 3 jam) (panjang)
> (formulir nik=1311…; …)          the page below the last message, filled in and saved
< what the bot answers
  [Setuju] [Tidak setuju]          its buttons
  (gambar: ...)                    the picture above it, in the words of its alt text
Buyung> halo                       somebody else, in a conversation of their own
Petugas< ...                       what somebody else is sent
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dialog.hours import Hours
from messages import office

FOLDER = Path(__file__).with_name("dialogs")
GROUP = "Grup"
LINE = 96  # columns of a row of buttons

_SAID = re.compile(r"(\w*)> ?(.*)")
_HEADER = re.compile(r"# (judul|hari|peran|jam|grup|perlu|bukan di|hanya di|mulai): (.+)")
_TAP = re.compile(r"\[(.+)\](?:\^(\d))?")
_ACTION = re.compile(r"\((\w+) ?(.*)\)")
_VARYING = (
    (re.compile(r"\b(telegram|terminal|web|whatsapp):[\w-]+"), "(alamat)"),
    (re.compile(r"^Nama: (Siti C\.|belum diketahui)$", re.MULTILINE), "Nama: (nama)"),
    (re.compile(r"^(Siti C\.|Siti Contoh|[Nn]ama belum diketahui), ", re.MULTILINE), "(nama), "),
    (
        re.compile(
            r"^(Sedang dilayani: |No\. \d+ sudah diambil: )(Siti Contoh|petugas lain)", re.MULTILINE
        ),
        r"\1(nama)",
    ),
    (
        re.compile(r"^Gambar hanya bisa dikirim dari Telegram atau WhatsApp\..*$", re.MULTILINE),
        "Kirim satu gambar untuk di atas pesannya, atau tekan Tanpa gambar.",
    ),
    (re.compile(r"/download/[\w-]+"), "/download/(sekali-pakai)"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does, and the lines that everybody then reads."""

    who: str
    does: str
    expected: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def tap(self) -> tuple[str, int] | None:
        """The label of the button and how many messages back it is."""
        found = _TAP.fullmatch(self.does)
        return (found[1], int(found[2] or 0)) if found else None

    @property
    def action(self) -> tuple[str, str] | None:
        """What is sent or done instead of typing, and its detail."""
        found = _ACTION.fullmatch(self.does)
        return (found[1], found[2]) if found else None

    @property
    def text(self) -> str:
        return "kata " * 300 if self.does == "(panjang)" else self.does


@dataclass(frozen=True, slots=True)
class Transcript:
    """One file of tests/dialogs."""

    path: Path
    header: dict[str, str]
    steps: tuple[Step, ...]

    @property
    def begins(self) -> datetime:
        day = self.header.get("hari", "2026-11-24")
        return datetime.fromisoformat(f"{day}T03:00").replace(tzinfo=UTC)

    @property
    def roles(self) -> dict[str, str]:
        """Role by name; a role alone is the worker's."""
        given = [part.split() for part in self.header.get("peran", "").split(",") if part.strip()]
        return {" ".join(words[:-1]): words[-1] for words in given}

    @property
    def hours(self) -> Hours | None:
        days, _, spans = self.header.get("jam", "").partition(" ")
        return office.hours({"jam": {days: spans}}) if days else None

    @property
    def has_group(self) -> bool:
        return "grup" in self.header

    @property
    def not_at(self) -> frozenset[str]:
        return frozenset(self.header.get("bukan di", "").replace(",", " ").split())

    @property
    def only_at(self) -> str:
        return self.header.get("hanya di", "")

    def uses(self, action: str) -> bool:
        return any(step.action and step.action[0] == action for step in self.steps)


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as somebody sees it."""

    who: str
    body: str
    labels: tuple[str, ...] = ()
    picture: str = ""  # what it shows, in words

    def lines(self) -> list[str]:
        body = self.body
        for pattern, name in _VARYING:
            body = pattern.sub(name, body)
        shown = [f"  (gambar: {self.picture})"] if self.picture else []
        told = [f"{self.who}< {line}".rstrip() for line in body.split("\n")]
        return shown + told + _rows(self.labels)


def _rows(labels: Sequence[str]) -> list[str]:
    rows: list[str] = []
    for label in labels:
        if rows and len(rows[-1]) + len(label) + 3 <= LINE:
            rows[-1] += f" [{label}]"
        else:
            rows.append(f"  [{label}]")
    return rows


def read(path: Path) -> Transcript:
    """Raises ValueError for a line that is none of a transcript's."""
    header, steps, remarks = dict[str, str](), list[Step](), list[str]()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if (found := _HEADER.fullmatch(line)) and not steps:
            header[found[1]] = found[2]
        elif line.startswith("#"):
            remarks.append(line)
        elif said := _SAID.fullmatch(line):
            steps.append(Step(said[1], said[2], (), tuple(remarks)))
            remarks = []
        elif line and steps and re.match(r"  \[|  \(gambar: |\w*<", line):
            steps[-1] = replace(steps[-1], expected=(*steps[-1].expected, line))
        elif line:
            raise ValueError(f"{path.name}:{number}: neither said nor answered: {line}")
    return Transcript(path, header, tuple(steps))


def written(transcript: Transcript, heard: Sequence[Sequence[str]]) -> str:
    """The file with these answers in it."""
    parts = ["\n".join(f"# {key}: {value}" for key, value in transcript.header.items())]
    for step, lines in zip(transcript.steps, heard, strict=True):
        parts.append("\n".join([*step.remarks, f"{step.who}> {step.does}", *lines]))
    return "\n\n".join(parts) + "\n"


_UNITS = {"menit": "minutes", "jam": "hours", "hari": "days"}


def silence(detail: str) -> timedelta:
    """ "3 jam" as a length of time."""
    count, unit = detail.split()
    return timedelta(**{_UNITS[unit]: int(count)})


def every() -> list[Transcript]:
    return [read(path) for path in sorted(FOLDER.glob("*.txt"))]
