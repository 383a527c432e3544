"""`bot.py contribution`: what it prints, and what it says to wrong usage."""

import argparse
import json

import pytest

from benefits.contributions import quote
from commands import contribution
from messages.operator_words import words


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser("contribution")
    contribution.arguments(made)
    return made


USUAL = ["--month", "2026-12", "--work", "other", "--programmes", "jkk,jkm", "--payer", "self"]


@pytest.mark.parametrize(
    ("income", "rest"),
    [
        ("900000", ["--months", "6"]),
        ("25.000.000", ["--programmes", "jkk,jkm,jht", "--payer", "government"]),
        ("Rp2.500.000", ["--work", "transport", "--month", "2027-03", "--programmes", "JKM, jkk"]),
    ],
)
def test_json_holds_the_quote_and_nothing_else(
    income: str, rest: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    args = parser().parse_args([income, *USUAL, *rest, "--json"])
    assert contribution.run(args) == 0
    printed = json.loads(capsys.readouterr().out)
    found = quote(args.income, args.month, args.months, args.work, args.programmes, args.payer)
    assert printed == {
        "total": found.total,
        "months": [
            {
                "month": str(each.month),
                "total": each.total,
                "programmes": {
                    programme: {
                        "contribution": line.contribution,
                        "base": line.base,
                        "rule": line.rule,
                        "source": line.source,
                    }
                    for programme, line in each.programmes.items()
                },
            }
            for each in found.months
        ],
    }


def test_people_read_rupiah_with_dots(capsys: pytest.CaptureFixture[str]) -> None:
    assert contribution.run(parser().parse_args(["0", *USUAL, "--months", "2"])) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Iuran 2 bulan: Rp25.200", "Desember 2026: Rp8.400"]
    assert "JKK Rp5.000 · dasar Rp1.000.000 · iuran setengah" in lines[2]
    assert lines[4] == "Januari 2027: Rp16.800"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["1,5jt"], "penghasilan '1,5jt' bukan bilangan rupiah"),
        (["15.00"], "penghasilan '15.00'"),
        (["-5"], "penghasilan '-5'"),
        (["0", "--month", "Desember"], "bulan 'Desember' tidak dikenal"),
        (["0", "--months", "0"], "jumlah bulan '0'"),
        (["0", "--months", "61"], "jumlah bulan '61'"),
        (["0", "--work", "ojek"], "'ojek' tidak dikenal; pilih salah satu: transport, other"),
        (["0", "--payer", "baznas"], "pilih salah satu: self, government"),
        (["0", "--programmes", "jkk,jht"], "program 'jkk,jht' tidak bisa dipakai"),
        (["0", "--programmes", "jkk,jkm,jp"], "program 'jkk,jkm,jp'"),
        (["0", "--programmes", "jkk,jkm,jkm"], "program 'jkk,jkm,jkm'"),
    ],
)
def test_wrong_usage_ends_in_two_with_a_sentence(
    wrong: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([wrong[0], *USUAL, *wrong[1:]])
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert says in told.err
    assert told.out == ""


def test_a_month_before_the_tables_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    args = parser().parse_args(["0", *USUAL, "--month", "2015-06", "--json"])
    assert contribution.run(args) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "tidak ada tarif untuk bulan Juni 2015; tabel dimulai Juli 2015\n"


def test_every_argument_is_explained_in_the_words_of_operators() -> None:
    told = words("contribution")
    shown = " ".join(parser().format_help().split())
    assert told["ringkas"] in shown
    for name in ("income", "month", "months", "work", "programmes", "payer", "json"):
        assert told[f"argumen.{name}"] in shown


def test_a_command_without_words_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        words("no_such_command")
