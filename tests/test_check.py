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
from handlers.mind import EXAMPLES
from messages import catalog, check, examples
from messages.check import Fault
from messages.checks import names
from messages.checks.forms import KINDS
from tests.houses import mind
from tests.tiny_messages import build

TODAY = date(2026, 11, 24)
FLOW, PAGES, KATA = "flows/coba.yaml", "flows/halaman.yaml", "flows/kata.yaml"
UCAPAN = "flows/ucapan.yaml"
TALK, JOBS = "words/percakapan.yaml", "words/pekerjaan.yaml"
CARD, FRAME = "text/kartu/tentang.j2", "text/kartu/bingkai.j2"


def found_in(folder: Path, today: date = TODAY) -> list[Fault]:
    return check.faults(folder, "13.11", today)


def test_the_project_itself_has_no_fault() -> None:
    assert [str(one) for one in found_in(check.HERE) if not one.is_warning] == []


def test_the_small_folder_is_right_before_anything_is_broken(tmp_path: Path) -> None:
    assert found_in(build(tmp_path)) == []


BROKEN: Mapping[str, tuple[str, str, str, int, str]] = {
    # what: file, this, becomes that, the line of the fault, what is said
    "yaml": (FLOW, "{isi: setuju", "{isi: setuju: x", 8, "YAML tidak terbaca"),
    "empty file": ("web.yaml", "title: Percobaan\n", "", 1, "harus ada pasangan"),
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
    "word list missing": (TALK, "ragu: [kata ragu]\n", "", 1, "'ragu' belum ada"),
    "strange word list": (TALK, "ragu:", "bimbang: [ah]\nragu:", 5, "'bimbang' tidak dikenal"),
    "word list of one": (TALK, "ragu: [kata ragu]", "ragu: nanti", 5, "'ragu' harus daftar"),
    "a yes that YAML takes": (TALK, "[kata ya]", "[kata ya, yes]", 15, "True harus tulisan"),
    "yes and no at once": (TALK, "[kata tidak]", "[Kata ya]", 16, "'Kata ya' ada di dua daftar"),
    "job without words": (JOBS, "  mungkin: [padi]\n", "", 1, "'mungkin' belum ada"),
    "jobs without lists": (JOBS, "tani:\n  pasti: [sawah]\n  mungkin: [padi]", "tani: [sawah]", 1,
                           "'tani' harus pasangan"),
    "word of two jobs": (JOBS, "tidak", "dagang: {pasti: [Sawah], mungkin: []}\ntidak", 4,
                         "'Sawah' ada di dua daftar"),
    "page twice": (PAGES, "{halaman: tentang,", "{halaman: menu,", 8, "ditulis dua kali"),
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
    "no own text of a page": (PAGES, "teks: sapa/menu", "tentang_saya: sapa/saya", 3,
                              "'sapa/saya'"),
    "saying to nowhere": (UCAPAN, "formulir coba", "halaman awan", 2, "'halaman awan'"),
    "saying without a word": (UCAPAN, "apa ini|itu -bukan", "-bukan", 4, "tidak meminta kata"),
    "empty word of a saying": (UCAPAN, "ini|itu", "ini|", 4, "tidak meminta kata"),
    "place of sayings twice": (UCAPAN, "luar:\n", "  - {ke: formulir coba, ucapan: [a]}\nluar:\n",
                               5, "'formulir coba' ditulis dua kali"),
    "sayings without a place": (UCAPAN, "ke: halaman menu\n    ", "", 6, "'ke' belum ada"),
    "sayings no list": (UCAPAN, "ucapan: [cuaca]", "ucapan: cuaca", 7, "harus daftar"),
    "half of the sayings": (UCAPAN, "luar:", "lain:", 5, "'lain' tidak dikenal"),
    "one digit": ("text/umum/hasil.j2", "Jumlahnya", "Paling lama 3 bulan", 1, "angka 3 diketik"),
    "word twice": (KATA, "[kata batal]", "[Kata bantuan]", 3, "'Kata bantuan' ditulis dua kali"),
    "unknown command": (KATA, "batal:", "sulap:", 3, "perintah 'sulap' tidak dikenal"),
    "command without word": (KATA, "batal:", "sulap:", 1, "'batal' belum punya kata"),
    "words no list": (KATA, "[kata batal]", "kata batal", 3, "harus daftar"),
    "office key": ("office.yaml", "telepon:", "telpon:", 2, "'telpon' tidak dikenal"),
    "office gap": ("office.yaml", "telepon: null\n", "", 1, "'telepon' belum ada"),
    "office day": ("office.yaml", "senin", "snen", 3, "'snen' tidak dikenal"),
    "office hours": ("office.yaml", "08.00-15.00", "pagi", 3, "'pagi' tidak terbaca"),
    "office holiday": ("office.yaml", "2026-12-25", "lebaran", 4, "'lebaran' tidak terbaca"),
    "reply without text": ("balasan.yaml", ", teks: umum/rahasia", "", 1, "nama dan teks"),
    "reply to nowhere": ("balasan.yaml", "umum/rahasia", "umum/tidak_ada", 1, "umum/tidak_ada"),
    "long reply": ("balasan.yaml", "nama: Rahasia", f"nama: {'R' * 21}", 1, "21 huruf"),
    "name of a reply": ("balasan.yaml", "rahasia:", "Rahasia kita:", 1, "huruf kecil dan angka"),
    "word of officers": ("flows/kata_petugas.yaml", "lepas:", "lempar:", 5, "'lempar' tidak"),
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
    "long page": ("text/sapa/menu.j2", "Ada yang", "panjang " * 90 + "Ada yang", 1, "layar HP"),
    "does not render": ("text/umum/hasil.j2", "total |", "(total / 0) |", 2, "tidak bisa dibuat"),
    "no such card": (PAGES, "kartu: kartu/tentang", "kartu: kartu/langit", 8, "'kartu/langit'"),
    "strange line of a card": (CARD, "catatan:", "warna:", 10, "'warna' bukan baris kartu"),
    "card without title": (CARD, "judul: Tentang\n", "", 1, "belum punya judul"),
    "title twice": (CARD, "catatan: Hanya", "judul: Hanya", 10, "'judul' ditulis dua kali"),
    "row of a card": (CARD, "{% if lama %} | sebulan{% endif %}", "| a | b", 7, "nama | isi"),
    "icon of a card": (CARD, "ikon: koin", "ikon: awan", 1, "ikon 'awan' tidak ada"),
    "long row": (CARD, "baris: {{ b", "baris: Iuran untuk bulan {{ b", 7, "kelebihan"),
    "long note": (CARD, "Hanya contoh.", f"{'Hanya contoh. ' * 5}", 10, "kelebihan"),
    "letter of a card": (CARD, "Hanya contoh.", "Bagus 👍", 10, "'👍' tidak bisa digambar"),
    "fact of a card": (CARD, '"package_minimum"', '"package_maximum"', 4, "tidak ada di"),
    "fact from memory": (CARD, '"jkm_contribution"', '"jkk_glasses"', 7, "belum punya halaman"),
    "figure on a card": (CARD, "Hanya contoh.", "Paling rendah 8.400", 10, "8.400 diketik"),
    "long frame": (FRAME, "kaki: Sumber", f"kaki: {'Sumber ' * 9}", 2, "kelebihan"),
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
    assert ("dialog/decide.py", 2) in [(one.file, one.line) for one in found_in(folder)]


@pytest.mark.parametrize("name", ["text/umum/lama.j2", "text.min/umum/lama.j2"])
def test_a_text_that_nobody_uses_is_a_fault(name: str, tmp_path: Path) -> None:
    folder = build(tmp_path)
    (folder / name).write_text("Lama.\n", encoding="utf-8")
    assert [(one.file, one.line) for one in found_in(folder)] == [(f"messages/{name}", 1)]


@pytest.mark.parametrize("name", ["web.yaml", KATA, UCAPAN])
def test_a_file_that_is_gone_is_told(name: str, tmp_path: Path) -> None:
    folder = build(tmp_path)
    (folder / name).unlink()
    assert [Path(name).name in str(one) for one in found_in(folder)] == [True]


def test_figures_of_an_example_and_parts_of_a_number_may_be_typed(tmp_path: Path) -> None:
    folder = build(tmp_path)
    text = "1. Angka ke-10 bukan 0000. Nomor 1 sampai\n\n2. Contoh: 17-8-1980, 800 ribu\n"
    text += "{# 175 #}{{ 100 }}{% if 22 %}{% endif %}"
    (folder / "text/coba/setuju.j2").write_text(text, encoding="utf-8")
    assert found_in(folder) == []


def test_a_page_that_nothing_leads_to_is_only_a_warning(tmp_path: Path) -> None:
    folder = build(tmp_path)
    path = folder / PAGES
    path.write_text(path.read_text().replace("ke: halaman tentang", "ke: halaman menu"))
    assert [(one.line, one.is_warning) for one in found_in(folder)] == [(8, True)]


def test_a_page_that_words_lead_to_is_not_lonely(tmp_path: Path) -> None:
    folder = build(tmp_path)
    pages, sayings = folder / PAGES, folder / UCAPAN
    pages.write_text(pages.read_text().replace("ke: halaman tentang", "ke: halaman menu"))
    sayings.write_text(sayings.read_text().replace("formulir coba", "halaman tentang"))
    assert found_in(folder) == []


def with_relief(root: Path, text: str) -> list[str]:
    """What is said of a text of the small folder, on a day on which nothing is about to end."""
    folder = build(root)
    (folder / "text/coba/setuju.j2").write_text(text, encoding="utf-8")
    found = found_in(folder)
    assert all(one.is_warning and one.file == "messages/text/coba/setuju.j2" for one in found)
    return [f"{one.line} {one.message.split(';')[0]}" for one in found]


UNTIL = "{{ fakta('relief_other_until') | bulan }}"
LOOKS = "masih_berlaku('relief_other_until')"


@pytest.mark.parametrize(
    "text",
    [
        f"A\n{UNTIL}",
        f"A\n{{% if not {LOOKS} %}}{UNTIL}{{% endif %}}",
        f"A\n{{% if {LOOKS} or hari_ini %}}{UNTIL}{{% endif %}}",
        f"{{% if {LOOKS} %}}A{{% endif %}}\n{UNTIL}",
        f"A{{% if masih_berlaku('relief_percent') %}}\n{UNTIL}{{% endif %}}",
        "A\n{% set until = fakta('relief_other_until') %}",
    ],
)
def test_a_figure_that_ends_is_warned_of_where_the_text_does_not_look_first(
    text: str, tmp_path: Path
) -> None:
    said = with_relief(tmp_path, text)
    assert said == ["2 angka 'relief_other_until' hanya berlaku sampai 2026-12-31"]


@pytest.mark.parametrize(
    "text",
    [
        f"A{{% if {LOOKS} %}}{UNTIL}{{% endif %}}",
        f"A{{% if not {LOOKS} %}}B{{% else %}}{UNTIL}{{% endif %}}",
        f"A{{% if hari_ini and {LOOKS} %}}{{% if wilayah %}}{UNTIL}{{% endif %}}{{% endif %}}",
        f"A{{{{ fakta('relief_other_until') if {LOOKS} else 'B' }}}}",
        f"A{{{{ 'B' if not {LOOKS} else fakta('relief_other_until') }}}}",
        "A{% if masih_berlaku('relief_percent', 'relief_other_until') %}" + UNTIL + "{% endif %}",
    ],
)
def test_a_figure_that_ends_may_be_told_where_the_text_looks_first(
    text: str, tmp_path: Path
) -> None:
    assert with_relief(tmp_path, text) == []


def test_looking_for_a_figure_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    folder = build(tmp_path)
    text = "A\n{% if masih_berlaku('relief_othr') %}B{% endif %}"
    (folder / "text/coba/setuju.j2").write_text(text, encoding="utf-8")
    assert [(one.line, one.is_warning) for one in found_in(folder)] == [(2, False)]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 29), []),
        (date(2026, 11, 30), ["belum ada gantinya; sesudah itu"]),
        (date(2026, 12, 31), ["belum ada gantinya; sesudah itu"]),
        (date(2027, 1, 1), ["bot tidak menyebutnya lagi. Tambah"]),
        (date(2028, 1, 1), []),
    ],
)
def test_a_row_that_runs_out_is_warned_of_at_its_line(
    day: date, said: list[str], tmp_path: Path
) -> None:
    rows = (TABLES / "facts.csv").read_text(encoding="utf-8").splitlines()
    line = next(at for at, row in enumerate(rows, 1) if row.startswith("relief_other_until,"))
    there = [
        one
        for one in found_in(build(tmp_path), day)
        if one.line == line and one.file.endswith("benefits/tables/facts.csv")
    ]
    assert [one.is_warning for one in there] == [True] * len(said)
    assert all(part in one.message for part, one in zip(said, there, strict=True))


def test_rows_not_compared_with_their_sources_for_long_are_named_once_a_table(
    tmp_path: Path,
) -> None:
    found = found_in(build(tmp_path), date(2027, 5, 24))
    old = [one for one in found if "terakhir dicocokkan 2026-11-24" in one.message]
    assert [Path(one.file).name for one in old] == [
        "brackets.csv", "facts.csv", "rates.csv", "sectors.csv",
    ]  # fmt: skip
    assert all(one.is_warning for one in old)


def test_a_card_needs_its_frame(tmp_path: Path) -> None:
    folder = build(tmp_path)
    (folder / FRAME).unlink()
    found = [one for one in found_in(folder) if "kartu/bingkai" in one.message]
    assert [(one.file, one.line) for one in found] == [(f"messages/{PAGES}", 8)]


def test_a_frame_that_no_card_needs_is_a_fault(tmp_path: Path) -> None:
    folder = build(tmp_path)
    pages = (folder / PAGES).read_text(encoding="utf-8").replace(", kartu: kartu/tentang", "")
    (folder / PAGES).write_text(pages, encoding="utf-8")
    (folder / CARD).unlink()
    assert [one.file for one in found_in(folder)] == [f"messages/{FRAME}"]


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
    known, book = names.load(check.HERE), open_book(catalog.load("13.11", 90), mind())
    assert known.finish == FINISH.keys()
    assert known.choosers == book.choosers.keys()
    assert known.derived.keys() == book.derive.keys()
    assert known.answers.keys() == KINDS


def test_kamus_lists_exactly_what_follows_from_the_answers() -> None:
    derive = open_book(catalog.load("13.11", 90), mind()).derive["registration"]
    answers = {
        "nik": "1311010101900001", "income": "900000", "occupation": "petani",
        "district": "13.11.01",
    }  # fmt: skip
    confirmed = derive({**answers, "nik_confirmed": "ya"}, TODAY)
    assert names.load(check.HERE).derived["registration"].keys() == confirmed.keys()


def test_every_topic_that_can_be_understood_is_in_kamus() -> None:
    assert {path.stem for path in examples.paths(EXAMPLES)} == names.load(check.HERE).topics


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
    (small / "office.yaml").write_text("nama: null\njam: null\nlibur: null\n", encoding="utf-8")
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
    (small / "office.yaml").write_text("nama: null\njam: null\nlibur: null\n", encoding="utf-8")
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
    (small / "office.yaml").write_text("nama: null\njam: null\nlibur: null\n", encoding="utf-8")
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


def test_hours_that_only_people_can_read_are_a_warning(small: Path) -> None:
    office = small / "office.yaml"
    office.write_text(office.read_text().replace("{senin: 08.00-15.00}", "hari kerja"))
    [found] = found_in(small)
    assert (found.line, found.is_warning) == (3, True)
    assert "tidak bisa menghitung" in found.message
