from datetime import date

import pytest

from dialog.flow import Accepted, Asking, Option, Problem, Question, Reading, Unsure
from dialog.places import kecamatan, nagari
from dialog.typed import plain
from messages import catalog, places, wording

SOLOK_SELATAN = places.load("13.11")
DISTRICTS = places.districts(SOLOK_SELATAN)
LEXICON = wording.load(catalog.HERE / "words", SOLOK_SELATAN)


def _asking(options: tuple[Option, ...]) -> Asking:
    question = Question("tempat", "kecamatan", "Tempat", "x")
    return Asking(question, options, {}, date(2026, 11, 24), lexicon=LEXICON)


def district(text: str) -> Reading:
    return kecamatan(text, _asking(DISTRICTS))


def village(text: str, in_district: str) -> Reading:
    return nagari(text, _asking(places.villages(SOLOK_SELATAN, in_district)))


def test_solok_selatan_has_seven_kecamatan_and_39_nagari() -> None:
    assert (SOLOK_SELATAN.name, SOLOK_SELATAN.province) == (
        "Kabupaten Solok Selatan",
        "Sumatera Barat",
    )
    assert (SOLOK_SELATAN.timezone, SOLOK_SELATAN.village_word) == ("Asia/Jakarta", "nagari")
    assert len(SOLOK_SELATAN.districts) == 7
    assert sum(map(len, SOLOK_SELATAN.villages.values())) == 39
    assert {place.code for place in SOLOK_SELATAN.districts} == set(SOLOK_SELATAN.villages)


def test_every_one_of_the_514_regencies_loads() -> None:
    lines = (places.FOLDER / "regencies.csv").read_text(encoding="utf-8").splitlines()[1:]
    picked = [line.split(",")[0] for line in lines]
    loaded = [places.load(code) for code in picked[::17] + picked[-1:]]
    assert len(picked) == 514
    assert all(found.districts and found.villages and found.province for found in loaded)
    assert all(len(places.districts(found)) == len(found.districts) + 1 for found in loaded)


@pytest.mark.parametrize("code", ["", "13", "13.99", "13.11.01", "abc", "13,11", "13.11\n", "1"])
def test_an_unknown_code_is_told_what_a_code_looks_like(code: str) -> None:
    with pytest.raises(places.UnknownRegionError, match=r"seperti 13\.11"):
        places.load(code)


@pytest.mark.parametrize(
    ("code", "clock", "village_word", "district_word"),
    [
        ("13.09", "Asia/Jakarta", "desa", "kecamatan"),
        ("13.71", "Asia/Jakarta", "kelurahan", "kecamatan"),
        ("11.01", "Asia/Jakarta", "gampong", "kecamatan"),
        ("61.01", "Asia/Jakarta", "desa", "kecamatan"),
        ("64.03", "Asia/Makassar", "desa", "kecamatan"),
        ("73.18", "Asia/Makassar", "lembang", "kecamatan"),
        ("81.01", "Asia/Jayapura", "desa", "kecamatan"),
        ("94.01", "Asia/Jayapura", "kampung", "distrik"),
    ],
)
def test_clock_and_words_follow_the_region(
    code: str, clock: str, village_word: str, district_word: str
) -> None:
    found = places.load(code)
    assert found.timezone == clock
    assert (found.village_word, found.district_word) == (village_word, district_word)


def test_every_province_has_a_clock() -> None:
    lines = (places.FOLDER / "provinces.csv").read_text(encoding="utf-8").splitlines()[1:]
    clocks = [places.timezone(line[:2]) for line in lines]
    assert len(clocks) == 38
    assert {clock: clocks.count(clock) for clock in clocks} == {
        "Asia/Jakarta": 18,
        "Asia/Makassar": 12,
        "Asia/Jayapura": 8,
    }


def test_every_alias_belongs_to_a_place() -> None:
    everyone = [
        *SOLOK_SELATAN.districts,
        *(place for found in SOLOK_SELATAN.villages.values() for place in found),
    ]
    aliased = {place.code for place in everyone if place.aliases}
    assert aliased | {"13", "13.11"} == set(places._aliases())


def test_names_and_aliases_are_unique_within_a_kecamatan() -> None:
    for found in SOLOK_SELATAN.villages.values():
        names = [plain(n) for place in found for n in (place.name, *place.aliases)]
        assert len(names) == len(set(names))


def test_the_last_choice_is_to_live_elsewhere() -> None:
    assert DISTRICTS[-1].value == "luar"
    assert district("luar daerah") == district("8") == Accepted("luar")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "13.11.01"),
        ("Sangir", "13.11.01"),
        ("kec. sangir", "13.11.01"),
        ("SANGIR JUJUAN", "13.11.04"),
        ("sangir batanghari", "13.11.05"),
        ("KPGD", "13.11.03"),
        ("koto parik gadang di ateh", "13.11.03"),
        ("sungai pagu", "13.11.02"),
        ("muaro labuah", "13.11.02"),
        ("saya tinggal di Pauah Duo", "13.11.06"),
        ("sungai pago", "13.11.02"),
        ("balai jango", "13.11.07"),
        ("13.11.06", "13.11.06"),
    ],
)
def test_a_kecamatan_is_known_by_its_usual_names(text: str, code: str) -> None:
    assert district(text) == Accepted(code)


@pytest.mark.parametrize(
    ("text", "code", "nagari_code"),
    [
        ("Lubuk Gadang Timur", "13.11.01", "13.11.01.2002"),
        ("lubuak gadang", "13.11.01", "13.11.01.2001"),
        ("lubuk gadamg", "13.11.01", "13.11.01.2001"),
        ("nagari Abai", "13.11.05", "13.11.05.2001"),
        ("abai, sangir batang hari", "13.11.05", "13.11.05.2001"),
        ("kapau alam pauh duo", "13.11.06", "13.11.06.2002"),
        ("bidar alam", "13.11.04", "13.11.04.2002"),
    ],
)
def test_the_name_of_a_nagari_answers_both_questions(
    text: str, code: str, nagari_code: str
) -> None:
    assert district(text) == Accepted(code, also={"nagari": nagari_code})


def test_a_name_that_two_kecamatan_share_tells_neither() -> None:
    shared = [
        Option("a", "Hulu", params={"nagari": {}}),
        Option("b", "Hilir", params={"nagari": {}}),
    ]
    found = places.Places(
        "99.01", "X", "Y", "Z", "kecamatan", "desa",
        (places.Place("99.01.01", "Hulu"), places.Place("99.01.02", "Hilir")),
        {
            "99.01.01": (places.Place("99.01.01.2001", "Koto Baru"),),
            "99.01.02": (places.Place("99.01.02.2001", "Koto Baru"),),
        },
        ("X",), ("Kabupaten W", "W"),
    )  # fmt: skip
    assert [option.params for option in places.districts(found)[:2]] == [
        option.params for option in shared
    ]
    assert isinstance(kecamatan("koto baru", _asking(places.districts(found))), Problem)


@pytest.mark.parametrize(
    "text", ["Bandung", "tidak tahu", "", "9", "99", "sangir itu dimana?", "xx"]
)
def test_other_places_are_not_guessed(text: str) -> None:
    assert district(text) == Problem("salah/kecamatan_tidak_dikenal")


def test_a_name_close_to_several_is_asked_back() -> None:
    found = village("sako", "13.11.02")
    assert isinstance(found, Unsure)
    assert found.problem == "salah/nagari_mirip"
    assert {option.label.split()[0] for option in found.options} == {"Sako"}
    assert len(found.options) == 3


@pytest.mark.parametrize(
    ("text", "in_district", "code"),
    [
        ("lubuk gadang", "13.11.01", "13.11.01.2001"),
        ("Lubuk Gadang Utara", "13.11.01", "13.11.01.2004"),
        ("4", "13.11.01", "13.11.01.2004"),
        ("nagari pakan raba'a timur", "13.11.03", "13.11.03.2002"),
        ("lubuk ulang aliang selatan", "13.11.05", "13.11.05.2006"),
        ("talunan", "13.11.07", "13.11.07.2004"),
        ("pauah duo nan batigo", "13.11.06", "13.11.06.2004"),
        ("muaro labuah", "13.11.02", "13.11.02.2005"),
        ("lubukmalako", "13.11.04", "13.11.04.2001"),
    ],
)
def test_a_nagari_is_known_by_its_usual_names(text: str, in_district: str, code: str) -> None:
    assert village(text, in_district) == Accepted(code)


def test_every_official_name_is_itself() -> None:
    for code, found in SOLOK_SELATAN.villages.items():
        assert [village(place.name, code) for place in found] == [
            Accepted(place.code) for place in found
        ]


def test_a_nagari_of_another_kecamatan_is_not_known() -> None:
    assert village("Abai", "13.11.01") == Problem("salah/nagari_tidak_dikenal")
    assert places.villages(SOLOK_SELATAN, "99.99.99") == ()
