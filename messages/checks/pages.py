"""Rules for pages, topics and the words that work anywhere."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from dialog.commanding import COMMANDS
from dialog.desk import COMMANDS as STAFF
from dialog.typed import plain
from messages import office as hours
from messages.checks import buttons
from messages.checks.faults import Fault, Keys, Source, warning
from messages.checks.names import Names
from understanding.sayings import pattern

_MARKS = {"halaman": "p", "formulir": "f", "perintah": "d"}
LANGUAGE = "bahasa_"
START = "menu"


@dataclass(frozen=True, slots=True)
class Targets:
    """Everywhere a button can lead, by the first word of `ke:`."""

    places: Mapping[str, Set[str]]

    def has(self, words: str) -> bool:
        kind, _, name = words.partition(" ")
        language = kind == "perintah" and name.startswith(LANGUAGE)
        return language or name.strip() in self.places.get(kind, ())


def targets(pages: Source, forms: Set[str]) -> Targets:
    return Targets({"halaman": set(names(pages)), "formulir": forms, "perintah": COMMANDS | STAFF})


def names(pages: Source) -> list[str]:
    return [str(page["halaman"]) for page in pages.data["halaman"]]


def texts(pages: Source) -> list[str]:
    """The texts that are read as pages."""
    found = pages.data["halaman"]
    return [str(page.get("teks", f"halaman/{page['halaman']}")) for page in found]


def page_faults(pages: Source, reach: Targets) -> Iterator[Fault]:
    counted = Counter(names(pages))
    if START not in counted:
        yield pages.fault(("halaman",), "tanpa_menu")
    for at, page in enumerate(pages.data["halaman"]):
        keys: Keys = ("halaman", at)
        if counted[str(page["halaman"])] > 1:
            yield pages.fault(keys, "halaman_dua_kali", nama=page["halaman"])
        yield from _links(pages, keys, page.get("tombol", ()), reach)


def _links(
    pages: Source, keys: Keys, links: list[Mapping[str, str]], reach: Targets
) -> Iterator[Fault]:
    where: list[tuple[Keys, Mapping[str, str]]] = [
        ((*keys, "tombol", number), link) for number, link in enumerate(links)
    ]
    yield from buttons.crowd(pages, (*keys, "tombol"), where)
    for place, link in where:
        yield from _leads(pages, (*place, "ke"), str(link["ke"]), reach)


def _leads(pages: Source, keys: Keys, words: str, reach: Targets) -> Iterator[Fault]:
    if not reach.has(words):
        yield pages.fault(keys, "tujuan_tidak_ada", ke=words)
    else:
        kind, _, name = words.partition(" ")
        yield from buttons.link_id(pages, keys, f"{_MARKS[kind]}|{name.strip()}")


def topic_faults(pages: Source, reach: Targets, known: Names) -> Iterator[Fault]:
    given = pages.data["topik"]
    for topic in sorted(known.topics - given.keys()):
        yield pages.fault(("topik",), "topik_kurang", topik=topic)
    for topic, words in given.items():
        if topic not in known.topics:
            yield pages.fault(("topik", topic), "topik_asing", topik=topic)
        yield from _leads(pages, ("topik", topic), str(words), reach)


def saying_faults(sayings: Source, reach: Targets) -> Iterator[Fault]:
    """Every place exists, every line asks for something, and no place is written twice."""
    for part in ("dulu", "luar"):
        counted = Counter(str(item["ke"]) for item in sayings.data[part])
        for at, item in enumerate(sayings.data[part]):
            yield from _leads(sayings, (part, at, "ke"), str(item["ke"]), reach)
            if counted[str(item["ke"])] > 1:
                yield sayings.fault((part, at, "ke"), "ucapan_dua_kali", ke=item["ke"])
            for number, line in enumerate(item["ucapan"]):
                yield from _asks(sayings, (part, at, "ucapan", number), str(line))


def _asks(sayings: Source, keys: Keys, line: str) -> Iterator[Fault]:
    try:
        pattern(line)
    except ValueError:
        yield sayings.fault(keys, "ucapan_kosong", baris=line)


def told_places(sayings: Source) -> set[str]:
    """The pages a sentence may lead to by its words."""
    items = (*sayings.data["dulu"], *sayings.data["luar"])
    places = (str(item["ke"]).partition(" ") for item in items)
    return {name.strip() for kind, _, name in places if kind == "halaman"}


def lonely(pages: Source, elsewhere: Set[str]) -> Iterator[Fault]:
    """Pages that no button and no topic leads to; `elsewhere` are those the program names."""
    links = [link for page in pages.data["halaman"] for link in page.get("tombol", ())]
    linked = {str(link["ke"]) for link in links} | set(map(str, pages.data["topik"].values()))
    met = {words.partition(" ")[2].strip() for words in linked if words.startswith("halaman ")}
    for at, name in enumerate(names(pages)):
        if name not in met | elsewhere | {START}:
            line = pages.line(("halaman", at))
            yield warning(pages.path, line, "halaman_sepi", nama=name)


def word_faults(words: Source, commands: Set[str] = COMMANDS) -> Iterator[Fault]:
    """Each word means one command, each command has a word."""
    wrong = [key for key, said in words.data.items() if not isinstance(said, list)]
    if wrong:
        yield from (words.fault((key,), "harus_daftar", kunci=key) for key in wrong)
        return
    counted = Counter(plain(str(word)) for said in words.data.values() for word in said)
    for command, said in words.data.items():
        if command not in commands and not command.startswith(LANGUAGE):
            known = ", ".join(sorted(commands))
            yield words.fault((command,), "perintah_asing", nama=command, kenal=known)
        for at, word in enumerate(said):
            if counted[plain(str(word))] > 1:
                yield words.fault((command, at), "kata_dua_kali", kata=word)
    for command in sorted(commands - words.data.keys()):
        yield words.fault((), "perintah_tanpa_kata", nama=command)


def office_faults(office: Source, known: Names) -> Iterator[Fault]:
    for key in office.data.keys() - known.office:
        said = {"kunci": key, "kenal": ", ".join(sorted(known.office))}
        yield office.fault((key,), "kunci_asing", **said)
    for key in sorted(known.office - office.data.keys()):
        yield office.fault((), "kunci_kurang", kunci=key)
    for wrong in hours.faults(office.data):
        if wrong.why == "jam_tulisan":
            yield warning(office.path, office.line(wrong.keys), wrong.why)
        else:
            yield office.fault(wrong.keys, wrong.why, isi=wrong.value)
