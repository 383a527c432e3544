"""Every fault of what people wrote, all at once, with file and line. Nothing is changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benefits import facts
from benefits.rows import TABLES, TableFaults
from messages import office, places
from messages.checks import (
    approved,
    cards,
    code,
    forms,
    names,
    needs,
    pages,
    rendered,
    staff,
    tables,
    texts,
)
from messages.checks.examples import ORDERS, example_faults
from messages.checks.faults import Fault, Source, fault, opened
from messages.checks.names import Names, Values
from messages.checks.needs import Written
from messages.checks.rendered import Reading
from messages.checks.shapes import form_shape, pages_shape, sayings_shape
from messages.checks.texts import Law, Template
from messages.checks.words import word_list_faults
from messages.yaml_files import plain

__all__ = ["HERE", "Fault", "faults"]

HERE = Path(__file__).parent
EXAMPLE = "13.11"  # the region whose words fill the examples
ALWAYS = (
    "kantor", "wilayah", "sebutan_desa", "simpan_obrolan_hari", "fakta", "masih_berlaku",
    "hari_ini",
)  # fmt: skip
_OUR_FLOWS = ("halaman.yaml", "kata.yaml", "ucapan.yaml")
_OUR_YAML = (
    "office.yaml", "labels.yaml", "web.yaml", "menu_telegram.yaml", "balasan.yaml", "formulir.yaml",
    "whatsapp.yaml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Files:
    """The YAML files that can be read, by name; forms, pages and sayings only when their shape is
    right."""

    forms: tuple[Source, ...]
    pages: Source | None
    sayings: Source | None
    others: Mapping[str, Source]


def faults(folder: Path, region: str, today: date, rows: Path = TABLES) -> list[Fault]:
    """`folder` is laid out as messages/; its parent holds the source that names the texts."""
    known = names.load(folder)
    files, found = _read(folder)
    found += _flows(files, known)
    found += tables.table_faults(rows, today)
    found += word_list_faults(folder)
    found += _region(region)
    found += example_faults(folder.parent / "understanding" / "examples", known.topics)
    found += example_faults(folder.parent / "understanding" / "orders", ORDERS)
    found += _texts(folder, files, known, Law(_facts(rows), today))
    return sorted({_short(one, folder, rows) for one in found})


def _short(one: Fault, folder: Path, rows: Path) -> Fault:
    """The file as seen from the checkout."""
    for base in (folder.parent, rows.parent.parent):
        if Path(one.file).is_relative_to(base):
            return replace(one, file=Path(one.file).relative_to(base).as_posix())
    return one


def _read(folder: Path) -> tuple[Files, list[Fault]]:
    found: list[Fault] = []
    sources: dict[str, Source] = {}
    needed = {folder / "flows" / name for name in _OUR_FLOWS}
    flows = sorted({*(folder / "flows").glob("*.yaml"), *needed})
    minang = folder / "text.min" / "labels.yaml"
    for path in (*flows, *(folder / name for name in _OUR_YAML), minang):
        source, wrong = opened(path)
        found += wrong
        if source:
            sources[path.relative_to(folder).as_posix()] = source
    return _sorted(sources, found), found


def _sorted(sources: Mapping[str, Source], found: list[Fault]) -> Files:
    """Which are forms, which the pages; what is out of shape is told and left out."""
    forms_: list[Source] = []
    pages_: Source | None = None
    sayings: Source | None = None
    for name, source in sources.items():
        if "formulir" in source.data and _in_shape(form_shape(source), found):
            forms_.append(source)
        elif name == "flows/halaman.yaml" and _in_shape(pages_shape(source), found):
            pages_ = source
        elif name == "flows/ucapan.yaml" and _in_shape(sayings_shape(source), found):
            sayings = source
    return Files(tuple(forms_), pages_, sayings, sources)


def _in_shape(wrong: Iterable[Fault], found: list[Fault]) -> bool:
    listed = list(wrong)
    found += listed
    return not listed


def _flows(files: Files, known: Names) -> Iterator[Fault]:
    for form in files.forms:
        yield from forms.form_faults(form, known)
    if files.pages:
        named = {str(source.data.get("formulir")) for source in files.others.values()}
        reach = pages.targets(files.pages, named)
        yield from pages.page_faults(files.pages, reach)
        yield from pages.topic_faults(files.pages, reach, known)
        if files.sayings:
            yield from pages.saying_faults(files.sayings, reach)
    if words := files.others.get("flows/kata.yaml"):
        yield from pages.word_faults(words)
    yield from staff.faults(files.others)
    if kept := files.others.get("office.yaml"):
        yield from pages.office_faults(kept, known)


def _facts(folder: Path) -> facts.Facts:
    """The facts to look texts up in; those of this release where the table is broken."""
    try:
        return facts.load(folder / "facts.csv")
    except TableFaults:
        return facts.recorded()


def _region(region: str) -> Iterator[Fault]:
    try:
        places.load(region)
    except places.UnknownRegionError as error:
        yield fault(Path("REGION"), 0, "setelan", nama="REGION", sebab=error)


def _texts(folder: Path, files: Files, known: Names, law: Law) -> Iterator[Fault]:
    samples = {**known.params, **_question_samples(files, known)}
    allowed = {key: frozenset(values) for key, values in samples.items()}
    main, minang = folder / "text", folder / "text.min"
    common = frozenset(ALWAYS)
    ours, others = (texts.read(one, allowed, common) for one in (main, minang))
    wrong = {one.path: texts.template_faults(one, law) for one in (*ours, *others)}
    for listed in wrong.values():
        yield from listed
    screens = frozenset(pages.texts(files.pages)) if files.pages else frozenset[str]()
    how = Reading(samples, _shared(files), law.today, screens)
    for sound, where in ((_sound(ours, wrong), [main]), (_sound(others, wrong), [minang, main])):
        unfit = rendered.text_faults(sound, where, how)
        yield from unfit
        broken = {one.file for one in unfit}
        whole = [one for one in sound if one.path.as_posix() not in broken]
        yield from cards.card_faults(whole, where, how, law)
    yield from _labels(files, known, how.shared)
    if source := files.others.get("whatsapp.yaml"):
        yield from approved.approved_faults(source.path, {one.key for one in ours})
    yield from _asked(folder, files, ours, others)


def _sound(templates: list[Template], wrong: Mapping[Path, list[Fault]]) -> list[Template]:
    return [one for one in templates if all(found.is_warning for found in wrong[one.path])]


def _question_samples(files: Files, known: Names) -> dict[str, Values]:
    """What the text of a question may use: the answers before it and what follows from them."""
    samples: dict[str, Values] = {}
    for source in files.forms:
        form = source.data
        given: dict[str, str] = {"today": "2026-11-24", **forms.derived(form, known)}
        for question in form["pertanyaan"]:
            samples[f"{form['formulir']}/{question['isi']}"] = dict(given)
            values = forms.option_values(question)
            given[str(question["isi"])] = (values or [known.answers.get(question["jawaban"], "")])[
                0
            ]
    return samples


def _shared(files: Files) -> Values:
    kept = files.others.get("office.yaml")
    region = places.load(EXAMPLE)
    return {
        "kantor": office.shown(plain(kept.data), region.timezone) if kept else {},
        "wilayah": region.name,
        "sebutan_desa": region.village_word,
        "simpan_obrolan_hari": 90,
    }


def _labels(files: Files, known: Names, shared: Values) -> Iterator[Fault]:
    for name in ("labels.yaml", "text.min/labels.yaml"):
        if source := files.others.get(name):
            yield from rendered.label_faults(source, known.labels, shared)


def _asked(
    folder: Path, files: Files, ours: list[Template], others: list[Template]
) -> Iterator[Fault]:
    """Between those who ask for texts and those who wrote them."""
    labels = files.others.get("labels.yaml")
    written = Written(ours, set(labels.data) if labels else set(), others)
    named = needs.real(code.used(folder.parent), folder / "text")
    asked = [*named, *(one for form in files.forms for one in needs.of_form(form))]
    if replies := files.others.get("balasan.yaml"):
        asked += staff.texts(replies)
    if files.pages:
        asked += needs.of_pages(files.pages)
        elsewhere = {one.name[2:] for one in named if one.name.startswith("p|")}
        elsewhere |= pages.told_places(files.sayings) if files.sayings else set()
        yield from pages.lonely(files.pages, elsewhere)
    asked += cards.needed(asked)
    yield from needs.missing(asked, written)
    if files.pages and len(files.forms) == _count_forms(files):
        yield from needs.unused(asked, written)


def _count_forms(files: Files) -> int:
    return sum("formulir" in source.data for source in files.others.values())
