"""Rules for the forms of messages/flows: everything a question names must exist."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from dialog.answers import READERS
from dialog.forms import CHOOSING
from messages.checks import buttons
from messages.checks.faults import Fault, Keys, Source
from messages.checks.names import Names

Data = Mapping[str, Any]

KINDS = frozenset((*READERS, "pesan", "gambar", "penerima", "segmen", "tulisan"))
"""What may be asked for; the last ones are read where campaigns and reminders are known
(handlers)."""


def form_faults(source: Source, names: Names) -> Iterator[Fault]:
    """Every fault of one form whose shape is right."""
    form = source.data
    yield from _named(source, names)
    yield from _ends(source)
    yield from _repeated(source)
    for at, question in enumerate(form["pertanyaan"]):
        keys: Keys = ("pertanyaan", at)
        yield from _kind(source, keys, question, names)
        yield from _earlier(source, at, names)
        yield from _choices(source, keys, question)


def fields(form: Data) -> list[str]:
    return [str(question["isi"]) for question in form["pertanyaan"]]


def derived(form: Data, names: Names) -> Mapping[str, str]:
    """What follows from the answers of this form, by an example."""
    return names.derived.get(str(form.get("turunan")), {})


def _named(source: Source, names: Names) -> Iterator[Fault]:
    form = source.data
    known = {"selesai": names.finish, "turunan": frozenset(names.derived)}
    for key, given in known.items():
        if key in form and form[key] not in given:
            said = {"nama": form[key], "kenal": ", ".join(sorted(given))}
            yield source.fault((key,), f"{key}_asing", **said)


def _ends(source: Source) -> Iterator[Fault]:
    form = source.data
    for field, values in form.get("akhiri_jika", {}).items():
        keys: Keys = ("akhiri_jika", field)
        if field not in fields(form):
            yield source.fault(keys, "syarat_asing", isi=field)
        else:
            yield from _values(source, keys, _question(form, field), values)


def _repeated(source: Source) -> Iterator[Fault]:
    counted = Counter(fields(source.data))
    for at, field in enumerate(fields(source.data)):
        if counted[field] > 1:
            yield source.fault(("pertanyaan", at, "isi"), "isi_dua_kali", isi=field)


def _kind(source: Source, keys: Keys, question: Data, names: Names) -> Iterator[Fault]:
    kind = question["jawaban"]
    if kind not in KINDS:
        known = ", ".join(sorted(KINDS))
        yield source.fault((*keys, "jawaban"), "jawaban_asing", nama=kind, kenal=known)
    chooser = question.get("pilihan_dari")
    if chooser is not None and chooser not in names.choosers:
        said = {"nama": chooser, "kenal": ", ".join(sorted(names.choosers))}
        yield source.fault((*keys, "pilihan_dari"), "pilihan_dari_asing", **said)
    if kind in CHOOSING and chooser is None and not question.get("pilihan"):
        yield source.fault(keys, "pilihan_kosong", isi=question["isi"])


def _earlier(source: Source, at: int, names: Names) -> Iterator[Fault]:
    """A condition looks back: at a question before this one, or at what follows from answers."""
    form, keys = source.data, ("pertanyaan", at)
    question, asked = form["pertanyaan"][at], fields(form)
    for field, values in question.get("hanya_jika", {}).items():
        where: Keys = (*keys, "hanya_jika", field)
        if field in asked[:at]:
            yield from _values(source, where, _question(form, field), values)
        elif field not in derived(form, names):
            why = "syarat_belum_ditanya" if field in asked else "syarat_asing"
            yield source.fault(where, why, isi=field)
    for field in question.get("bergantung", ()):
        if field not in asked[:at]:
            why = "syarat_belum_ditanya" if field in asked else "syarat_asing"
            yield source.fault((*keys, "bergantung"), why, isi=field)


def _values(source: Source, keys: Keys, question: Data, values: object) -> Iterator[Fault]:
    """The values of a condition must be options, where the options are in the file."""
    if not isinstance(values, list):
        yield source.fault(keys, "harus_daftar", kunci=keys[-1])
        return
    known = option_values(question)
    for value in values:
        if known and str(value) not in known:
            said = {"nilai": value, "isi": question["isi"], "kenal": ", ".join(known)}
            yield source.fault(keys, "nilai_bukan_pilihan", **said)


def option_values(question: Data) -> list[str]:
    """The values a question can have, where that is known from the file alone."""
    if question["jawaban"] == "ya_tidak":
        return ["ya", "tidak"]
    if question["jawaban"] not in CHOOSING or "pilihan_dari" in question:
        return []
    return [str(option["nilai"]) for option in question.get("pilihan", ())]


def _question(form: Data, field: str) -> Data:
    found: Data = next(one for one in form["pertanyaan"] if str(one["isi"]) == field)
    return found


def _choices(source: Source, keys: Keys, question: Data) -> Iterator[Fault]:
    given = question.get("pilihan", ())
    where: list[tuple[Keys, Data]] = [
        ((*keys, "pilihan", number), option) for number, option in enumerate(given)
    ]
    yield from buttons.crowd(source, (*keys, "pilihan"), where)
    counted = Counter(str(option["nilai"]) for option in given)
    form, field = str(source.data["formulir"]), str(question["isi"])
    for place, option in where:
        value = str(option["nilai"])
        if counted[value] > 1:
            yield source.fault((*place, "nilai"), "nilai_dua_kali", nilai=value)
        yield from buttons.tap_id(source, place, form, field, value)
    yield from buttons.tap_id(source, (*keys, "isi"), form, field, buttons.LONGEST_DYNAMIC)
