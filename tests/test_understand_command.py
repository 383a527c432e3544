"""`bot.py understand`: what the form makes of a text, in the words of the outside."""

import argparse
import io
import json
from datetime import UTC, date, datetime

import pytest

from bot import main
from commands import understand
from commands.parts import Parts
from commands.settings import Settings
from commands.understand import FIELDS, reader
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

BOOK = open_book(catalog.load("13.11", 90), mind())
TODAY = date(2026, 11, 24)


def told(field: str, text: str) -> dict[str, object]:
    return reader(BOOK, field, TODAY)(text)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("full_name", "namo ambo syafril pak", "Syafril"),
        ("nik", "1311 0101 0190 ooo1", "1311010101900001"),
        ("birth_date", "lahia 5 bulan 6 taun 79", "1979-06-05"),
        ("gender", "padusi", "P"),
        ("phone", "0812-3456-7890", "+6281234567890"),
        ("phone", "nomor ini aja", "SAME_CHAT"),
        ("income", "sajuta satangah", 1_500_000),
        ("income", "800", 800_000),
        ("income", "limo puluah sahari", {"amount": 50_000, "period": "day"}),
        ("income", "tigo ratuih ribu saminggu", {"amount": 300_000, "period": "week"}),
        ("income", "panen 3 bulan sekali 6 juta", {"amount": 6_000_000, "period": "quarter"}),
        ("income", "20 juta setahun", {"amount": 20_000_000, "period": "year"}),
        ("income", "1-2 juta", {"min": 1_000_000, "max": 2_000_000}),
        ("income", "50-70 ribu sehari", {"min": 50_000, "max": 70_000, "period": "day"}),
        ("occupation", "manakiak gatah", "petani"),
        ("nagari", "lubuak gadang timua", "Lubuk Gadang Timur"),
        ("district", "KPGD", "Koto Parik Gadang Diateh"),
        ("district", "bidar alam", "Sangir Jujuan"),
        ("yes_no", "jadih", "yes"),
        ("yes_no", "alun ado", "no"),
    ],
)
def test_a_value_has_the_form_that_others_rely_on(field: str, text: str, value: object) -> None:
    assert told(field, text) == {
        "text": text, "ok": True, "value": value, "problem": None, "command": None, "topic": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("kembali", "back"), ("batal", "cancel"), ("lewati", "skip"), ("berhenti", "stop"),
        ("mulai dari awal", "restart"), ("nanti", "later"), ("menu", "menu"), ("petugas", "human"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", FIELDS)
def test_orders_have_their_outside_names_at_every_field(
    field: str, text: str, command: str
) -> None:
    found = told(field, text)
    assert (found["ok"], found["value"], found["command"]) == (False, None, command)


@pytest.mark.parametrize(
    ("text", "topic"),
    [("hapus data saya", "delete_my_data"), ("data saya", "my_data"), ("ubah", None)],
)
def test_an_order_without_such_a_name_is_told_by_its_topic(text: str, topic: str | None) -> None:
    found = told("nik", text)
    assert (found["command"], found["topic"]) == (None, topic)
    assert topic or found["problem"] == "perintah_ubah"


def test_a_question_in_the_middle_has_its_topic_and_why_it_is_no_answer() -> None:
    found = told("nik", "berapa iurannya pak?")
    assert (found["topic"], found["problem"]) == ("contribution_amount", "nik_kosong")
    assert told("yes_no", "mau bicara dengan petugas")["command"] == "human"


def test_where_there_is_no_value_there_is_a_reason() -> None:
    assert told("district", "luar daerah")["problem"] == "luar_daerah"
    assert told("income", "sekali panen 5 juta")["problem"] == "rupiah_per_panen"
    assert told("birth_date", "17 agustus")["problem"] == "tanggal_tanpa_tahun"


def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    field: str | None,
    text: str,
) -> list[dict[str, object]]:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    parts = Parts(
        Settings, lambda _: pytest.fail("opened the house"), lambda _: pytest.fail("ticked"),
        lambda: datetime(2026, 11, 24, 3, tzinfo=UTC),
    )  # fmt: skip
    assert understand.run(argparse.Namespace(field=field), parts) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_gives_one_line_and_nothing_is_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(monkeypatch, capsys, "gender", "padusi\n\r\nlaki2 👍\n")
    assert [one["value"] for one in found] == ["P", None, "L"]
    assert [one["text"] for one in found] == ["padusi", "", "laki2 👍"]


def test_without_a_field_it_tells_what_a_sentence_is_about(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = run(monkeypatch, capsys, None, "berapa iurannya\n")
    assert found.keys() == {"text", "topic", "confidence", "candidates"}
    assert found["topic"] == "contribution_amount"


def test_an_unknown_field_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["understand", "--field", "alamat"])
    assert error.value.code == 2
    assert "full_name" in capsys.readouterr().err
