"""The second language: an overlay that says the same, and people who answer in it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from jinja2 import meta, nodes

from dialog.flow import Option
from dialog.proposals import worded
from dialog.words import command_of
from dialog.yesno import yes_no
from handlers.house import House
from handlers.reminders import send_due
from messages import catalog, flows
from messages.checks import texts
from tests.houses import REGISTRATION, Clock, Talk, house_at

MESSAGES = Path(catalog.__file__).parent
BASE, MINANG = MESSAGES / "text", MESSAGES / "text.min"
KEYS = sorted(path.relative_to(MINANG).as_posix() for path in MINANG.rglob("*.j2"))
SPOKEN_EVERYWHERE = ("sapa", "umum", "sambung", "daftar", "hitung", "pengingat", "hapus", "salah")
WIDEST_BUTTON = 20
COMMANDS = flows.commands(MESSAGES / "flows" / "kata.yaml")
LEXICON = catalog.load("13.11", 90).lexicon

_CODE = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")


def sources(key: str) -> Iterator[str]:
    """The Indonesian text and the one that stands in for it."""
    for folder in (BASE, MINANG):
        yield (folder / key).read_text(encoding="utf-8")


def variables(source: str) -> set[str]:
    return meta.find_undeclared_variables(texts.environment().parse(source))


def facts(source: str) -> set[str]:
    calls = texts.environment().parse(source).find_all(nodes.Call)
    first = [call.args[0] for call in calls if call.args]
    return {str(name.value) for name in first if isinstance(name, nodes.Const)}


def capitals(source: str) -> set[str]:
    """The words in capitals that people read: commands to type, and names such as BPJS."""
    return set(_CAPITALS.findall(_CODE.sub("", source)))


def test_everything_said_in_a_conversation_is_there_in_the_second_language() -> None:
    wanted = {
        path.relative_to(BASE).as_posix()
        for folder in SPOKEN_EVERYWHERE
        for path in (BASE / folder).glob("*.j2")
    }
    assert not wanted - set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_an_overlay_stands_in_for_a_text_and_knows_what_that_knows(key: str) -> None:
    ours, theirs = sources(key)
    assert variables(theirs) == variables(ours)
    assert facts(theirs) == facts(ours)


@pytest.mark.parametrize("key", KEYS)
def test_an_overlay_keeps_every_word_to_type_and_every_official_name(key: str) -> None:
    ours, theirs = sources(key)
    assert capitals(theirs) == capitals(ours)


@pytest.mark.parametrize("key", KEYS)
def test_an_overlay_speaks_the_other_language(key: str) -> None:
    ours, theirs = (_CODE.sub("", source) for source in sources(key))
    assert theirs != ours or len(re.findall(r"[a-z]+", ours)) < 2


def test_buttons_fit_and_stand_in_for_buttons_there_are() -> None:
    base, own = (
        yaml.safe_load((MESSAGES / name).read_text(encoding="utf-8"))
        for name in ("labels.yaml", "text.min/labels.yaml")
    )
    assert set(own) <= set(base)
    shown = {name: re.sub(r"\{\{.*?\}\}", "Rp1.300.000", label) for name, label in own.items()}
    assert [name for name, label in shown.items() if len(label) > WIDEST_BUTTON] == []


def test_the_button_a_text_names_is_the_button_there_is() -> None:
    own = yaml.safe_load((MINANG / "labels.yaml").read_text(encoding="utf-8"))
    odd = [key for key in KEYS if "takan *Iyo" in (MINANG / key).read_text(encoding="utf-8")]
    assert odd
    for key in odd:
        assert f"*{own['ya_sudah_benar']}*" in (MINANG / key).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("iyo", "ya"), ("iyo pak", "ya"), ("batua", "ya"), ("lai ado", "ya"), ("lai", "ya"),
        ("buliah", "ya"), ("indak", "tidak"), ("ndak do", "tidak"), ("indak ado", "tidak"),
        ("alun", "tidak"), ("alun ado", "tidak"), ("indak punyo", "tidak"), ("indak lai", "tidak"),
        ("beko sabanta", None), ("iyo sabanta", None), ("baa mukasuiknyo", None),
    ],
)  # fmt: skip
def test_yes_and_no_as_they_are_said_here(said: str, meant: str | None) -> None:
    assert yes_no(said, LEXICON) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("lanjuik", "lanjut"), ("lanjuik lai", "lanjut"), ("taruihan", "lanjut"),
        ("baliak", "kembali"), ("lewaik", "lewati"), ("indak jadi", "batal"), ("tuka 3", "ubah"),
        ("ulang baliak", "mulai_lagi"), ("mintak tolong", "bantuan"), ("baranti", "berhenti"),
        ("caliak data ambo", "data_saya"), ("hapuih data ambo", "hapus"),
        ("tanyo petugas", "petugas"), ("bahaso minang", "bahasa_min"),
        ("bahaso indonesia baliak", "bahasa_id"), ("kmbali", "kembali"),
    ],
)  # fmt: skip
def test_words_that_work_anywhere_are_understood_in_minang(said: str, meant: str) -> None:
    command = command_of(COMMANDS, said)
    assert command
    assert command.name == meant


@pytest.mark.parametrize("said", ["indak ado", "tidak ada", "indak do", "dari kawan", "data anak"])
def test_an_answer_that_looks_a_little_like_a_command_is_none(said: str) -> None:
    assert command_of(COMMANDS, said) is None


PERIODS = (Option("1950000", "@sehari"), Option("325000", "@seminggu"), Option("75000", "@sebulan"))
HARVESTS = (Option("3000000", "@panen_sebulan"), Option("1000000", "@panen_3_bulan"))


@pytest.mark.parametrize(
    ("said", "proposed", "value"),
    [
        ("sahari", PERIODS, "1950000"), ("sehari", PERIODS, "1950000"),
        ("Saminggu", PERIODS, "325000"), ("per bulan", PERIODS, "75000"),
        ("100 ribu sahari", PERIODS, None), ("tigo bulan", PERIODS, None),
        ("tiok tigo bulan", HARVESTS, "1000000"), ("tiap 3 bulan", HARVESTS, "1000000"),
        ("tiok bulan", HARVESTS, "3000000"), ("5 bulan", HARVESTS, None),
        ("pakai nan tarandah", (Option("0", "@pakai_golongan_terendah"),), "0"),
    ],
)  # fmt: skip
def test_a_proposal_may_be_typed_instead_of_pressed(
    said: str, proposed: tuple[Option, ...], value: str | None
) -> None:
    assert worded(said, proposed) == value


async def test_switching_in_the_middle_keeps_the_answers_and_asks_the_same_question(
    database_url: str, tmp_path: Path
) -> None:
    async with house_at(database_url, tmp_path) as house:
        talk = Talk(house)
        for text in ("daftar", "setuju", "Budi Santoso"):
            await talk.say(text)
        minang = await talk.say("bahaso minang")
        assert "Bara NIK Apak/Ibu? 16 angko" in minang
        indonesian = await talk.say("bahasa indonesia")
        assert "Berapa NIK Bapak/Ibu? 16 angka" in indonesian
        back = await talk.say("kembali")
        assert "Budi Santoso" in back


async def test_a_whole_registration_in_minang_arrives_like_any_other(
    database_url: str, tmp_path: Path
) -> None:
    in_minang = {
        "setuju": "iyo", "ya": "batua", "petani": "urang tani", "tidak": "indak ado",
        "JKK + JKM": "nan murah", "sendiri": "ambo surang", "teman": "dari kawan",
    }  # fmt: skip
    async with house_at(database_url, tmp_path) as house:
        talk = Talk(house)
        await talk.say("bahaso minang")
        review = [await talk.say(in_minang.get(text, text)) for text in REGISTRATION][-1]
        assert "Petani / pekebun" in review
        assert "Digaji majikan: Indak" in review
        sent = await talk.say("iyo, lah batua")
        assert "Kini Apak/Ibu alun peserta." in sent


async def test_the_help_of_each_language_tells_of_the_other(
    database_url: str, tmp_path: Path
) -> None:
    async with house_at(database_url, tmp_path) as house:
        talk = Talk(house)
        assert "Tulih: bahaso minang" in await talk.say("bantuan")
        assert "Tulih: bahasa indonesia" in await talk.say("bahaso minang")
        assert "Tulih: bahasa indonesia" in await talk.say("bantuan")


async def test_a_wrong_answer_is_explained_in_the_chosen_language_with_its_buttons(
    database_url: str, tmp_path: Path
) -> None:
    async with house_at(database_url, tmp_path) as house:
        talk = Talk(house)
        for text in ("bahaso minang", *REGISTRATION[:3]):
            await talk.say(text)
        assert "musti 16 angko" in await talk.say("1311")
        odd = await talk.say("1311010113900001")
        assert "takan Iyo, lah batua" in odd
        assert "Bilo tanggal lahia" in await talk.tap("Iyo, lah batua")


async def test_a_reminder_comes_in_the_language_of_the_person(
    database_url: str, tmp_path: Path
) -> None:
    clock = Clock()
    async with house_at(database_url, tmp_path, clock) as house:
        minang, other = Talk(house, "1"), Talk(house, "2")
        await minang.say("bahaso minang")
        for talk in (minang, other):
            await asked_for(talk)
        clock.forward(timedelta(days=1))
        bodies = await reminded(house, minang)
    assert ("pangingek iuran" in bodies["1"], "pengingat iuran" in bodies["2"]) == (True, True)


async def asked_for(talk: Talk) -> None:
    await talk.say("pengingat")
    await talk.say("tanggal 25")


async def reminded(house: House, talk: Talk) -> dict[str, str]:
    await send_due(house)
    return {sent.to.key: sent.body for sent in await talk.drain()}


async def test_giving_up_a_question_of_one_step_does_not_speak_of_answers(
    database_url: str, tmp_path: Path
) -> None:
    async with house_at(database_url, tmp_path) as house:
        talk = Talk(house)
        await talk.say("hapus")
        assert await talk.say("tidak jadi") == "Baik, tidak jadi."
