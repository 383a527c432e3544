"""`bot.py check`: the project has no fault, and each kind of fault is found where it is."""

import argparse
import json
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from benefits.rows import TABLES
from commands import check as command
from commands.parts import Parts
from commands.settings import Settings, read
from handlers.book import FINISH, open_book
from messages import catalog, check
from messages.check import Fault
from messages.checks import names
from messages.checks.forms import KINDS
from tests.tiny_messages import build
from understanding.topics import clues_by_topic

TODAY = date(2026, 11, 24)
FLOW, PAGES, KATA = "flows/coba.yaml", "flows/halaman.yaml", "flows/kata.yaml"


def found_in(folder: Path, today: date = TODAY) -> list[Fault]:
    return check.faults(folder, "13.11", today)


def test_the_project_itself_has_no_fault() -> None:
    assert [str(one) for one in found_in(check.HERE) if not one.is_warning] == []


def test_the_small_folder_is_right_before_anything_is_broken(tmp_path: Path) -> None:
    assert found_in(build(tmp_path)) == []


BROKEN: Mapping[str, tuple[str, str, str, int, str]] = {
    # what: file, this, becomes that, the line of the fault, what is said
    "yaml": (FLOW, "{isi: setuju", "{isi: setuju: x", 8, "YAML tidak terbaca"),
    "empty file": ("office.yaml", "nama: null\ntelepon: null\n", "", 1, "harus ada pasangan"),
    "repeated key": (FLOW, "selesai: contribution", "judul: Lagi\nselesai: contribution", 3,
                     "'judul' ditulis dua kali"),
    "missing key": (FLOW, "nama: Kebun\n    ", "", 15, "'nama' belum ada"),
    "strange key": (FLOW, "bergantung:", "tergantung:", 18, "'tergantung' tidak dikenal"),
    "no list": (FLOW, "bergantung: [kerja]", "bergantung: kerja", 18, "harus daftar"),
    "no word": (FLOW, "judul: Percobaan", "judul: [a]", 2, "harus tulisan"),
    "no pairs": (FLOW, "{setuju: [tidak]}", "[setuju]", 6, "harus pasangan"),
    "no yes or no": (FLOW, "turunan:", "periksa: mungkin\nturunan:", 4, "harus ya atau tidak"),
    "strange role": (FLOW, "turunan:", "hanya_untuk: [bos]\nturunan:", 4, "peran 'bos'"),
    "strange finish": (FLOW, "selesai: contribution", "selesai: sulap", 3, "penutup 'sulap'"),
    "strange derive": (FLOW, "turunan: registration", "turunan: sulap", 4, "turunan 'sulap'"),
    "strange kind": (FLOW, "jawaban: teks", "jawaban: puisi", 17, "jawaban 'puisi'"),
    "strange chooser": (FLOW, "jawaban: teks", "jawaban: teks\n    pilihan_dari: langit", 18,
                        "sumber pilihan 'langit'"),
    "no options": (FLOW, "jawaban: teks", "jawaban: pilihan", 15, "tidak punya pilihan"),
    "asked twice": (FLOW, "isi: kebun", "isi: kerja", 15, "'kerja' ditanya dua kali"),
    "unknown condition": (FLOW, "{inside_region", "{langit", 20, "'langit' bukan pertanyaan"),
    "later condition": (FLOW, "{kerja: [tani]}", "{harga: [tani]}", 19, "sesudah ini"),
    "later dependency": (FLOW, "bergantung: [kerja]", "bergantung: [harga]", 18, "sesudah ini"),
    "unknown end": (FLOW, "akhiri_jika: {setuju:", "akhiri_jika: {langit:", 6, "'langit' bukan"),
    "no such value": (FLOW, "{kerja: [tani]}", "{kerja: [awan]}", 19, "'awan' bukan pilihan"),
    "no such yes": (FLOW, "{setuju: [tidak]}", "{setuju: [ndak]}", 6, "'ndak' bukan pilihan"),
    "value twice": (FLOW, "nilai: dagang", "nilai: tani", 13, "'tani' dipakai dua pilihan"),
    "word at two options": (FLOW, "[warung]", "[SAWAH]", 13, "'sawah' dipakai dua tombol"),
    "long option": (FLOW, "label: Tani,", "label: Petani sawah dan ladang,", 13, "23 huruf"),
    "long id": (FLOW, "isi: kebun", f"isi: {'k' * 40}", 15, "paling panjang 64"),
    "many buttons": (FLOW, "[sawah, ladang]}", "[sawah]}" + "".join(
        f"\n      - {{nilai: n{n}, label: N{n}}}" for n in range(10)), 12, "ada 12 tombol"),
    "no text of a question": (FLOW, "isi: kebun", "isi: ladang", 15, "'coba/ladang'"),
    "no text of an end": (FLOW, "{setuju: [tidak]}", "{kerja: [tani]}", 6,
                          "'coba/ditutup_kerja'"),
    "no intro": (FLOW, "coba/pembuka", "coba/sambutan", 5, "'coba/sambutan'"),
    "no label": (FLOW, "@dagang", "@jualan", 14, "'jualan' tidak ada di labels"),
    "page twice": (PAGES, "halaman: tentang\n", "halaman: menu\n", 8, "ditulis dua kali"),
    "no menu": (PAGES, "halaman: menu\n    teks", "halaman: awal\n    teks", 1, "halaman menu"),
    "no such page": (PAGES, "ke: halaman tentang", "ke: halaman langit", 5, "'halaman langit'"),
    "no such form": (PAGES, "ke: formulir coba", "ke: formulir langit", 6, "'formulir langit'"),
    "no such command": (PAGES, "ke: perintah bantuan", "ke: perintah sulap", 7, "sulap"),
    "no such target": (PAGES, "ke: perintah bantuan", "ke: bantuan", 7, "'bantuan' tidak ada"),
    "long button": (PAGES, "label: Tentang", "label: Tentang program yang ini", 5, "24 huruf"),
    "word at two links": (PAGES, "sama_dengan: [apa]", "sama_dengan: [mulai]", 5, "'mulai'"),
    "topic without target": (PAGES, "greeting: halaman menu", "{}", 9, "'greeting' belum punya"),
    "unknown topic": (PAGES, "greeting:", "weather: halaman menu\n  greeting:", 10, "'weather'"),
    "topic to nowhere": (PAGES, "greeting: halaman menu", "greeting: halaman awan", 10, "awan"),
    "no text of a page": (PAGES, "teks: sapa/menu", "teks: sapa/pagi", 3, "'sapa/pagi'"),
    "word twice": (KATA, "[kata batal]", "[Kata bantuan]", 2, "'Kata bantuan' ditulis dua kali"),
    "unknown command": (KATA, "batal:", "sulap:", 2, "perintah 'sulap' tidak dikenal"),
    "command without word": (KATA, "batal:", "sulap:", 1, "'batal' belum punya kata"),
    "words no list": (KATA, "[kata batal]", "kata batal", 2, "harus daftar"),
    "office key": ("office.yaml", "telepon:", "telpon:", 2, "'telpon' tidak dikenal"),
    "office gap": ("office.yaml", "telepon: null\n", "", 1, "'telepon' belum ada"),
    "long label": ("labels.yaml", "dagang: Dagang", f"dagang: {'D' * 21}", 1, "21 huruf"),
    "broken label": ("labels.yaml", "{{ jumlah | rupiah }}", "{{ jumlah | }}", 2, "tidak bisa"),
    "jinja": ("text/umum/hasil.j2", "rupiah }}", "rupiah }", 2, "teks tidak terbaca"),
    "filter": ("text/umum/hasil.j2", "| rupiah", "| rupia", 2, "rupia"),
    "variable": ("text/umum/hasil.j2", "total", "jumlah", 2, "'jumlah' tidak diisi program"),
    "later answer": ("text/coba/kebun.j2", "kerja", "harga", 1, "'harga' tidak diisi"),
    "fact": ("text/sapa/menu.j2", "call_centre", "call_center", 2, "'call_center' tidak ada"),
    "figure": ("text/umum/hasil.j2", "Jumlahnya", "Sebulan Rp16.800", 1, "16.800 diketik"),
    "empty text": ("text/coba/setuju.j2", "Setuju?", "", 1, "kosong"),
    "long text": ("text/coba/setuju.j2", "Setuju?", "panjang " * 140, 1, "muat satu pesan"),
    "does not render": ("text/umum/hasil.j2", "total |", "(total / 0) |", 2, "tidak bisa dibuat"),
    "other language": ("text.min/umum/hasil.j2", "total", "jumlah", 1, "'jumlah' tidak diisi"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_fault_is_found_with_its_file_and_line(what: str, tmp_path: Path) -> None:
    name, this, that, line, said = BROKEN[what]
    folder = build(tmp_path)
    before = (folder / name).read_text(encoding="utf-8")
    assert this in before
    (folder / name).write_text(before.replace(this, that, 1), encoding="utf-8")
    found = found_in(folder)
    there = [one.message for one in found if (one.file, one.line) == (f"messages/{name}", line)]
    assert any(said in message for message in there), [str(one) for one in found]
    assert not any(one.is_warning for one in found if said in one.message)


def test_all_faults_are_told_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    folder = build(tmp_path)
    for name, this, that, _, _ in (BROKEN["fact"], BROKEN["figure"], BROKEN["office key"]):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(this, that), encoding="utf-8")
    found = found_in(folder)
    assert {one.file for one in found} == {
        "messages/office.yaml", "messages/text/sapa/menu.j2", "messages/text/umum/hasil.j2",
    }  # fmt: skip
    assert found == sorted(found)


def test_a_text_that_the_program_names_and_nobody_wrote_is_told_in_the_source(
    tmp_path: Path,
) -> None:
    folder = build(tmp_path)
    (folder / "text/umum/hasil.j2").unlink()
    (folder / "text/salah/tanggal_kosong.j2").unlink()
    found = [one for one in found_in(folder) if one.file == "dialog/decide.py"]
    assert [(one.line, one.message.split("'")[1]) for one in found] == [
        (2, "umum/hasil"),
        (3, "salah/tanggal_*"),
    ]


def test_a_label_that_the_program_names_and_nobody_wrote_is_told_in_the_source(
    tmp_path: Path,
) -> None:
    folder = build(tmp_path)
    (folder / "labels.yaml").write_text("dagang: Dagang\n", encoding="utf-8")
    assert [(one.file, one.line) for one in found_in(folder)] == [("dialog/decide.py", 2)]


@pytest.mark.parametrize("name", ["text/umum/lama.j2", "text.min/umum/lama.j2"])
def test_a_text_that_nobody_uses_is_a_fault(name: str, tmp_path: Path) -> None:
    folder = build(tmp_path)
    (folder / name).write_text("Lama.\n", encoding="utf-8")
    assert [(one.file, one.line) for one in found_in(folder)] == [(f"messages/{name}", 1)]


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    folder = build(tmp_path)
    (folder / "web.yaml").unlink()
    assert ["web.yaml" in str(one) for one in found_in(folder)] == [True]


def test_figures_of_an_example_and_parts_of_a_number_may_be_typed(tmp_path: Path) -> None:
    folder = build(tmp_path)
    text = "Angka ke-10 bukan 0000. Contoh: 17-8-1980, 800 ribu\n"
    text += "{# 175 #}{{ 100 }}{% if 22 %}{% endif %}"
    (folder / "text/coba/setuju.j2").write_text(text, encoding="utf-8")
    assert found_in(folder) == []


def test_a_page_that_nothing_leads_to_is_only_a_warning(tmp_path: Path) -> None:
    folder = build(tmp_path)
    path = folder / PAGES
    path.write_text(path.read_text().replace("ke: halaman tentang", "ke: halaman menu"))
    assert [(one.line, one.is_warning) for one in found_in(folder)] == [(8, True)]


def with_relief(root: Path) -> Path:
    folder = build(root)
    text = "Sampai {{ fakta('relief_other_until') | bulan }}.\n"
    (folder / "text/coba/setuju.j2").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 1), []),
        (date(2026, 12, 2), ["dalam 30 hari"]),
        (date(2026, 12, 31), ["dalam 30 hari"]),
        (date(2027, 1, 1), ["sudah lewat"]),
    ],
)
def test_a_figure_that_runs_out_is_warned_of_thirty_days_before(
    day: date, said: list[str], tmp_path: Path
) -> None:
    found = found_in(with_relief(tmp_path), day)
    assert [one.is_warning for one in found] == [True] * len(said)
    assert all(part in one.message for part, one in zip(said, found, strict=True))


def test_a_row_of_a_table_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    tables = tmp_path / "benefits" / "tables"
    shutil.copytree(TABLES, tables)
    for name in ("facts.csv", "rates.csv"):
        lines = (tables / name).read_text(encoding="utf-8").splitlines()
        lines[1] = lines[1].replace("2015-07-01", "2015-13-01")
        (tables / name).write_text("\n".join(lines), encoding="utf-8")
    found = check.faults(build(tmp_path), "13.11", TODAY, tables)
    assert [(one.file, one.line) for one in found] == [
        ("benefits/tables/facts.csv", 2),
        ("benefits/tables/rates.csv", 2),
    ]


def test_a_region_that_does_not_exist_is_told(tmp_path: Path) -> None:
    found = check.faults(build(tmp_path), "99.99", TODAY)
    assert [str(one)[:15] for one in found] == ["REGION: '99.99'"]


# What kamus.yaml promises, the program does.


def test_kamus_lists_exactly_the_names_of_the_book() -> None:
    known, book = names.load(check.HERE), open_book(catalog.load("13.11", 90))
    assert known.finish == FINISH.keys()
    assert known.choosers == book.choosers.keys()
    assert known.derived.keys() == book.derive.keys()
    assert known.answers.keys() == KINDS


def test_kamus_lists_exactly_what_follows_from_the_answers() -> None:
    derive = open_book(catalog.load("13.11", 90)).derive["registration"]
    answers = {
        "nik": "1311010101900001", "income": "900000", "occupation": "petani",
        "district": "13.11.01",
    }  # fmt: skip
    confirmed = derive({**answers, "nik_confirmed": "ya"}, TODAY)
    assert names.load(check.HERE).derived["registration"].keys() == confirmed.keys()


def test_every_topic_that_can_be_understood_is_in_kamus() -> None:
    assert clues_by_topic().keys() <= names.load(check.HERE).topics


# The command


def parts(settings: Mapping[str, str]) -> Parts:
    def no_house(_: Settings) -> None:
        raise AssertionError("check opens no database")

    async def no_clock(_: object) -> None:
        raise AssertionError("check starts no clock")

    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    return Parts(lambda: read(settings), no_house, no_clock, lambda: now)  # type: ignore[arg-type]


def run(*given: str, settings: Mapping[str, str] | None = None) -> int:
    parser = argparse.ArgumentParser("check")
    command.arguments(parser)
    return command.run(parser.parse_args(given), parts(settings or {}))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = build(tmp_path)
    monkeypatch.setattr(check, "HERE", folder)
    return folder


def test_nothing_wrong_ends_in_zero(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert capsys.readouterr().out == "Tidak ada yang salah.\n"


def test_a_fault_ends_in_one_and_is_told_with_its_place(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small / "office.yaml").write_text("nama: null\n", encoding="utf-8")
    assert run() == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "messages/office.yaml:1: kunci 'telepon' belum ada"
    assert told[1] == "1 salah, 0 perlu dilihat."


def test_a_warning_is_told_and_ends_in_zero(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small / PAGES
    path.write_text(path.read_text().replace("ke: halaman tentang", "ke: halaman menu"))
    assert run() == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith("(perlu dilihat)")
    assert told[1] == "Tidak ada yang salah; 1 hal perlu dilihat."


def test_json_is_one_list_and_nothing_else(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small / "office.yaml").write_text("nama: null\n", encoding="utf-8")
    assert run("--json") == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "file": "messages/office.yaml",
            "line": 1,
            "message": "kunci 'telepon' belum ada",
            "is_warning": False,
        }
    ]


def test_wrong_settings_are_told_each_beside_all_else(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small / "office.yaml").write_text("nama: null\n", encoding="utf-8")
    assert run(settings={"HTTP_PORT": "x", "TELEGRAM_MODE": "pigeon"}) == 1
    told = capsys.readouterr().out
    assert "HTTP_PORT: tulis bilangan" in told
    assert "TELEGRAM_MODE: tulis polling" in told
    assert "messages/office.yaml:1" in told


@pytest.mark.parametrize("region", ["99.99", "00.00"])
def test_an_unknown_region_is_a_fault_like_others(
    region: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings={"REGION": region}) == 1
    assert f"'{region}' bukan kode" in capsys.readouterr().out


def test_a_diagram_shows_questions_conditions_and_ends(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--diagram", "coba") == 0
    drawn = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert drawn[:3] == ["flowchart TD", 'start(["Percobaan"])', 'q1["1. Setuju"]']
    assert 'q1 -->|"tidak"| stop' in drawn
    assert 'q2 -->|"kerja = tani"| q3' in drawn
    assert {"q4 --> done", "q3 --> done", "q2 --> done"} <= set(drawn)
    assert not any(line.startswith("review") for line in drawn)


def test_a_diagram_of_a_form_with_a_review_passes_through_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("--diagram", "daftar") == 0
    drawn = capsys.readouterr().out
    assert 'review{{"Periksa jawaban"}}' in drawn
    assert "review --> done" in drawn


def test_a_diagram_of_no_form_is_wrong_usage(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--diagram", "langit") == 2
    assert capsys.readouterr().err == "formulir 'langit' tidak ada; yang ada: coba\n"
