"""Texts and labels that somebody asks for and nobody wrote, and the other way round."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from dialog.steps import STEPS
from messages.checks.code import Used
from messages.checks.faults import Fault, Keys, Source, fault
from messages.checks.texts import Template
from messages.yaml_files import plain


def of_form(source: Source) -> Iterator[Used]:
    """The texts and labels a form asks for, and where it does."""
    form: Mapping[str, Any] = source.data
    name = form["formulir"]
    if "pembuka" in form:
        yield _used(source, ("pembuka",), form["pembuka"])
    for field in form.get("akhiri_jika", {}):
        yield _used(source, ("akhiri_jika", field), f"{name}/ditutup_{field}")
    for at, question in enumerate(form["pertanyaan"]):
        yield _used(source, ("pertanyaan", at, "isi"), f"{name}/{question['isi']}")
        yield from _of_page(source, at, f"{name}/{question['isi']}", question)
        for number, option in enumerate(question.get("pilihan", ())):
            if str(option["label"]).startswith("@"):
                where: Keys = ("pertanyaan", at, "pilihan", number, "label")
                yield _used(source, where, option["label"])


def _of_page(source: Source, at: int, text: str, question: Mapping[str, Any]) -> Iterator[Used]:
    """Other words for the same question: where it can be answered on the secure page, or where no
    photo can be sent."""
    if question.get("rahasia") == "ya":
        where: Keys = ("pertanyaan", at, "rahasia")
        yield from (_used(source, where, text + more) for more in ("_halaman", "_halaman_dulu"))
    if question.get("jawaban") == "gambar":
        yield _used(source, ("pertanyaan", at, "jawaban"), f"{text}_tanpa_foto")
    if question.get("tawarkan_halaman") == "ya":
        where = ("pertanyaan", at, "tawarkan_halaman")
        yield _used(source, where, f"{source.data['formulir']}/halaman")


def of_pages(source: Source) -> Iterator[Used]:
    for at, page in enumerate(source.data["halaman"]):
        text = page.get("teks", f"halaman/{page['halaman']}")
        yield _used(source, ("halaman", at, "teks"), text)
        for key in ("tentang_saya", "kartu"):
            if key in page:
                yield _used(source, ("halaman", at, key), page[key])
        for number, link in enumerate(page.get("tombol", ())):
            if str(link["label"]).startswith("@"):
                where: Keys = ("halaman", at, "tombol", number, "label")
                yield _used(source, where, link["label"])
    for topic in plain(source.data["topik"]):
        yield _used(source, ("topik", topic), f"@topik_{topic}")


def _used(source: Source, keys: Keys, name: object) -> Used:
    return Used(str(name), source.path, source.line(keys))


@dataclass(frozen=True, slots=True)
class Written:
    """What there is: texts by key, labels by name, and the texts of other languages."""

    texts: Collection[Template]
    labels: Set[str]
    others: Collection[Template] = ()

    def keys(self) -> set[str]:
        return {template.key for template in self.texts}


def missing(asked: Iterable[Used], written: Written) -> Iterator[Fault]:
    keys = written.keys()
    for one in asked:
        if one.name.startswith("@"):
            if one.name[1:] not in written.labels:
                yield fault(one.path, one.line, "tulisan_tidak_ada", nama=one.name[1:])
        elif "/" in one.name and not any(fnmatchcase(key, one.name) for key in keys):
            yield fault(one.path, one.line, "teks_tidak_ada", teks=one.name)


def unused(asked: Iterable[Used], written: Written) -> Iterator[Fault]:
    names = {one.name for one in asked if "/" in one.name}
    stars = [name for name in names if "*" in name]
    for template in written.texts:
        fits = any(fnmatchcase(template.key, star) for star in stars)
        if template.key not in names and not fits:
            yield fault(template.path, 1, "teks_tidak_dipakai", teks=template.key)
    known = written.keys()
    for template in written.others:
        if template.key not in known:
            yield fault(template.path, 1, "teks_tanpa_padanan", teks=template.key)


def real(asked: Iterable[Used], folder: Path) -> list[Used]:
    """Words of the source that look like keys are none where no such group of texts is, and the
    engine's own questions are named like labels."""
    groups = {path.name for path in folder.iterdir() if path.is_dir()}
    return [
        one
        for one in asked
        if one.name not in STEPS and ("/" not in one.name or one.name.partition("/")[0] in groups)
    ]
