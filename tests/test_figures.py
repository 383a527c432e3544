"""Every number people read comes from the tables, on every day and in every language."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml
from jinja2 import nodes

from benefits.facts import Facts, fact, recorded
from dialog.session import Say
from dialog.wire import BOLD_OFF, BOLD_ON
from messages import catalog
from messages.checks import texts
from messages.checks.rendered import SCREEN
from messages.checks.stated import LOOKS, STATES, called
from messages.filters import bulan, juta, rupiah
from messages.texts import UNDER_REVIEW

RETENTION = 90  # a setting, not a figure of the law: how many days a conversation is kept
CATALOG = catalog.load("13.11", RETENTION)
MESSAGES = Path(catalog.__file__).parent
TEXTS = sorted((*(MESSAGES / "text").rglob("*.j2"), *(MESSAGES / "text.min").rglob("*.j2")))
PAGES = sorted({page.text for page in CATALOG.pages.values()})
LANGUAGES = ("id", "min")

_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_EXAMPLE = re.compile(r"\b(contoh|misalnya|misalnyo|seperti)\b.*", re.IGNORECASE)
_NUMBERING = re.compile(r"^\d\. ", re.MULTILINE)

# What is no figure: the place of a digit, the number of a button, zeros that are read aloud.
NO_FIGURES: Mapping[str, set[str]] = {
    "salah/nik_bulan_janggal": {"9", "10"},
    "salah/nik_nomor_urut_nol": {"0000"},
    "salah/pilihan_tidak_ada": {"1"},
    "umum/nomor_tidak_ada": {"1"},
}
# Numbers in words where they count something, by the text that may use them.
_COUNTING = re.compile(
    r"\b(dua|duo|tiga|tigo|empat|ampek|lima|limo|enam|anam|tujuh|tujuah|delapan|salapan|sembilan|"
    r"sambilan|sepuluh|sapuluah|belas|baleh|puluh|puluah|ratus|ratuih|setengah|satangah)\b"
)
COUNTED: Mapping[str, set[str]] = {
    "info/siapa_boleh_lanjut": {"dua", "duo"},  # two jobs, both of them
    "info/cara_bayar_lanjut": {"dua", "duo"},  # paid twice
    "info/keluhan": {"dua", "duo"},
    "kabar/ambil_jht": {"dua", "duo"},  # two rules
}


def key_of(path: Path) -> str:
    return "/".join(path.with_suffix("").parts[-2:])


def bare(path: Path) -> str:
    """The words of a text without code, examples and the numbers of steps."""
    source = _CODE.sub(" ", path.read_text(encoding="utf-8"))
    return "\n".join(_EXAMPLE.sub("", line) for line in _NUMBERING.sub("", source).splitlines())


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: "-".join(path.parts[-3:]))
def test_no_figure_is_typed_in_a_text(path: Path) -> None:
    typed = set(re.findall(r"\d(?:[\d.,]*\d)?", bare(path)))
    assert typed <= NO_FIGURES.get(key_of(path), set())


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: "-".join(path.parts[-3:]))
def test_no_figure_hides_in_the_code_of_a_text(path: Path) -> None:
    tree = texts.environment().parse(path.read_text(encoding="utf-8"))
    named = {name for call in tree.find_all(nodes.Call) for name in names_in(call)}
    hidden = {
        constant.value
        for constant in tree.find_all(nodes.Const)
        if constant.value not in named and re.search(r"\d", str(constant.value))
    }
    assert hidden <= {0, 1}


def names_in(call: nodes.Call) -> list[str]:
    return [*(called(call, STATES) or ()), *(called(call, LOOKS) or ())]


@pytest.mark.parametrize("key", PAGES)
def test_no_rule_is_counted_in_words(key: str) -> None:
    for folder in ("text", "text.min"):
        words = set(_COUNTING.findall(bare(MESSAGES / folder / f"{key}.j2").casefold()))
        assert words <= COUNTED.get(key, set())


def test_a_button_shows_no_figure_but_its_own_value() -> None:
    """Lengths of time to choose from. What stands on a button is what is meant by it."""
    for name in ("labels.yaml", "text.min/labels.yaml"):
        labels = yaml.safe_load((MESSAGES / name).read_text(encoding="utf-8"))
        for label, shown in labels.items():
            assert re.findall(r"\d+", _CODE.sub("", shown)) == re.findall(r"\d+", label)
    links = [link for page in CATALOG.pages.values() for link in page.links]
    assert [link.label for link in links if re.search(r"\d", link.label)] == []
    for form in CATALOG.forms.values():
        for option in (option for question in form.questions for option in question.options):
            digits = re.findall(r"\d+", "" if option.label.startswith("@") else option.label)
            assert digits in ([], [option.value])


def test_the_page_of_the_web_chat_names_the_telephone_of_the_table() -> None:
    """It is made once for all days, so the number is typed there; this holds it to the table."""
    typed = {figure for word in CATALOG.web.values() for figure in re.findall(r"\d+", word)}
    assert typed == {str(recorded()["call_centre"][-1].value)}


# What is read in the end


@cache
def named_in(key: str, folder: str) -> frozenset[str]:
    """The figures that a text asks for."""
    source = (MESSAGES / folder / f"{key}.j2").read_text(encoding="utf-8")
    tree = texts.environment().parse(source)
    return frozenset(n for call in tree.find_all(nodes.Call) for n in called(call, STATES) or ())


def boundaries(facts: Facts) -> list[date]:
    """Both sides of every date in the table."""
    days = set[date]()
    for rows in facts.values():
        for row in rows:
            days |= {row.origin.first - timedelta(days=1), row.origin.first}
            if row.origin.last:
                days |= {row.origin.last, row.origin.last + timedelta(days=1)}
    return sorted(days)


DAYS = [*boundaries(recorded()), date(2026, 11, 24)]


def body(key: str, language: str, day: date) -> str:
    text = CATALOG.texts[language].text(Say(key), day)
    return text.replace(BOLD_ON, "").replace(BOLD_OFF, "")


def shown(value: int | str) -> Iterator[str]:
    """How a value may be written."""
    yield str(value)
    if isinstance(value, int):
        yield from (rupiah(value), juta(value))
    elif re.fullmatch(r"\d{4}-\d\d", value):
        yield bulan(value)


def allowed(key: str, folder: str, day: date) -> list[str]:
    """Everything the figures of this text that hold on this day may look like, the longest
    first; also the sum of two, as for a grant and the funeral."""
    held = [found for name in named_in(key, folder) if not (found := fact(name, day)).expired]
    money = [found.value for found in held if found.unit == "rupiah"]
    sums = [a + b for a in money for b in money if isinstance(a, int) and isinstance(b, int)]
    values: list[int | str] = [*(found.value for found in held), *sums, RETENTION]
    return sorted({form for value in values for form in shown(value)}, key=len, reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", PAGES)
def test_every_number_that_is_read_holds_on_that_day(key: str, language: str) -> None:
    folder = "text" if language == "id" else "text.min"
    for day in DAYS:
        text = _NUMBERING.sub("", body(key, language, day))
        if text == body(UNDER_REVIEW, language, day):
            continue
        for form in allowed(key, folder, day):
            text = re.sub(rf"(?<![\d.,]){re.escape(form)}(?![\d]|[.,]\d)", "", text)
        assert re.findall(r"\d[\d.,]*", text) == [], day


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", PAGES)
def test_a_page_fits_the_screen_of_a_phone_on_every_day(key: str, language: str) -> None:
    assert max(len(body(key, language, day)) for day in DAYS) <= SCREEN


@pytest.mark.parametrize("key", PAGES)
def test_no_page_is_under_review_today_or_when_the_relief_ends(key: str) -> None:
    days = (date(2026, 11, 25), date(2026, 12, 31), date(2027, 1, 1), date(2027, 4, 1))
    review = {body(UNDER_REVIEW, language, days[0]) for language in LANGUAGES}
    assert not {body(key, language, day) for language in LANGUAGES for day in days} & review


def test_what_rests_on_memory_or_is_in_conflict_is_told_with_care() -> None:
    """Each such figure stands in a text that says so, near it or for the whole."""
    careful = re.compile(
        "menurut aturan yang kami ketahui|menurut yang kami ketahui|biasanya|belum pasti|pastikan|"
        "belum kami pastikan|belum tentu|tanyakan|memastikan|paling banyak|di sebagian tempat"
    )
    for key in PAGES:
        unsure = [n for n in named_in(key, "text") if recorded()[n][-1].origin.confidence in "MC"]
        said = body(key, "id", date(2026, 11, 25)).casefold()
        assert not unsure or careful.search(said), (key, unsure)
