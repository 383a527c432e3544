from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog.amounts import Money, MoneyRange, amount
from dialog.answers import READERS
from dialog.flow import Accepted, Asking, Option, Problem, Question, Reading, Unsure
from dialog.hearing import PROSE
from dialog.typed import one_slip, plain, similar, straighten
from messages import catalog

TODAY = date(2026, 11, 24)
LEXICON = catalog.load("13.11", 90).lexicon
CONSENT = (
    Option("ya", "Setuju", ("iya", "boleh", "ok")),
    Option("tidak", "Tidak setuju", ("tidak", "ndak", "menolak")),
)
WORK = (
    Option("petani", "Petani / pekebun", ("tani", "penyadap karet", "buruh tani")),
    Option("ojek", "Ojek / kurir", ("ojol", "tukang ojek")),
    Option("tukang", "Tukang / montir", ("tukang", "bengkel")),
    Option("buruh_harian", "Buruh harian", ("buruh", "kuli")),
    Option("lainnya", "Lainnya", ("lain",)),
)
GENDER = (Option("L", "Laki-laki", ("lk", "pria")), Option("P", "Perempuan", ("pr", "padusi")))
MONTHS = (Option("3", "3 bulan"), Option("12", "12 bulan", ("setahun",)))
DAYS = (Option("5", "Tanggal 5"), Option("0", "Matikan pengingat", ("mati", "tidak usah")))
STARTS = (Option("2026-12", "Desember 2026"), Option("2027-01", "Januari 2027"))


def read(
    kind: str, text: str, options: tuple[Option, ...] = (), phone: str | None = None
) -> Reading:
    question = Question("isi", kind, "Isi", "daftar/isi")
    return READERS[kind](text, Asking(question, options, {}, TODAY, phone, LEXICON))


def accepted(kind: str, text: str, options: tuple[Option, ...] = ()) -> str | None:
    found = read(kind, text, options)
    return found.value if isinstance(found, Accepted) else None


def problem(kind: str, text: str, options: tuple[Option, ...] = ()) -> str | None:
    found = read(kind, text, options)
    return found.reason.removeprefix("salah/") if isinstance(found, Problem) else None


def unsure(kind: str, text: str, options: tuple[Option, ...] = ()) -> tuple[str, list[str]] | None:
    found = read(kind, text, options)
    if not isinstance(found, Unsure):
        return None
    return found.problem.removeprefix("salah/"), [option.value for option in found.options]


# --- words ---


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Ya, BETUL! 👍", "ya betul"),
        ("1️⃣", "1"),
        ("Jum’at", "jumat"),
        ("١٢", "12"),
        ("\u200bÉté", "ete"),
        ("𝐈𝐲𝐚", "iya"),
    ],
)
def test_texts_become_plain_words(typed: str, words: str) -> None:
    assert plain(typed) == words


@pytest.mark.parametrize("slip", ["setju", "settuju", "setuku", "steuju", "setujuu"])
def test_one_slip_is_seen(slip: str) -> None:
    assert one_slip(slip, "setuju")
    assert one_slip("setuju", slip)


@pytest.mark.parametrize("other", ["satuja", "tuju", "setujuan", "jutuse"])
def test_two_slips_are_too_many(other: str) -> None:
    assert not one_slip(other, "setuju")


def test_short_words_and_digits_allow_no_slip() -> None:
    assert not similar("dua", "duo")
    assert not similar("1311010101900002", "1311010101900001")
    assert similar("buruh harisn", "buruh harian")


# --- choices ---


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "petani"),
        ("2.", "ojek"),
        ("PETANI", "petani"),
        ("petani / pekebun", "petani"),
        ("saya petani karet", "petani"),
        ("penyadap karet", "petani"),
        ("tukang ojek", "ojek"),
        ("buruh tani", "petani"),
        ("buruh", "buruh_harian"),
        ("pettani", "petani"),
        ("penyadap kret", None),
        ("tukamg ojek", "ojek"),
        ("bukan petani", None),
        ("petani atau apa ya?", None),
        ("6", None),
        ("0", None),
        ("", None),
    ],
)
def test_a_choice_is_known_by_number_name_synonym_and_slip(text: str, value: str | None) -> None:
    assert accepted("pilihan", text, WORK) == value


def test_two_choices_in_one_text_are_asked_back() -> None:
    assert unsure("pilihan", "tani sama bengkel", WORK) == ("pilihan_mirip", ["petani", "tukang"])


def test_no_choice_says_how_many_there_are() -> None:
    assert read("pilihan", "astronot", WORK) == Problem("salah/pilihan_tidak_ada", {"jumlah": 5})


@pytest.mark.parametrize(
    ("text", "value"),
    [("l", "L"), ("lk", "L"), ("Laki laki", "L"), ("laki2", "L"), ("padusi", "P"), ("P", "P")],
)
def test_a_gender_is_read(text: str, value: str | None) -> None:
    assert accepted("pilihan", text, GENDER) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("setuju", "ya"),
        ("ya saya setuju", "ya"),
        ("👍", "ya"),
        ("saya tidak mau", "tidak"),
        ("tidak setuju", "tidak"),
        ("tidak, saya setuju", "tidak"),
        ("boleh tanya dulu", None),
        ("boleh saya pikirkan malam", None),
        ("iya itu apa", None),
        ("setuju?", None),
        ("ya tapi nanti", None),
    ],
)
def test_consent_is_never_picked_out_of_a_doubt(text: str, value: str | None) -> None:
    assert accepted("pilihan", text, CONSENT) == value


YES = "1 ya iya iyo Yo y Y yaaa iyaa ok oke okay okeh sip betul benar batua ado punya 👍 ✅"
NO = "2 tidak tdk t tak gak g ga nggak engga indak ndak dak belum blm alun bukan jangan salah 👎 ❌"


@pytest.mark.parametrize(
    "text", [*YES.split(), "iya pak", "ado 2 urang", "ya, benar", "sudah betul", "iyo batua tu"]
)
def test_many_forms_of_yes(text: str) -> None:
    assert accepted("ya_tidak", text) == "ya"


@pytest.mark.parametrize(
    "text",
    [
        *NO.split(), "tidak ada", "indak ado do", "belum punya", "ndak, ambo karajo surang",
        "tiddak", "gakkk", "tidak benar", "nggak kok", "salah pak",
    ],
)  # fmt: skip
def test_many_forms_of_no(text: str) -> None:
    assert accepted("ya_tidak", text) == "tidak"


@pytest.mark.parametrize(
    "text", ["", "mungkin", "ya?", "tidak salah", "ya tidak", "iya ndak", "apa itu", "3", "petani"]
)
def test_neither_yes_nor_no(text: str) -> None:
    assert problem("ya_tidak", text) == "ya_atau_tidak"


# --- names ---


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("budi santoso", "Budi Santoso"),
        ("BUDI  SANTOSO", "Budi Santoso"),
        ("nama saya Budi", "Budi"),
        ("Namo ambo syafri, pak", "Syafri"),
        ("saya Siti Aminah", "Siti Aminah"),
        ("perkenalkan nama saya Rina", "Rina"),
        ("pak Budi", "Budi"),
        ("nur'aini", "Nur'aini"),
        ("nur’aini", "Nur'aini"),
        ("d'cruz", "D'Cruz"),
        ("m. yusuf", "M. Yusuf"),
        ("AHMAD BIN SALEH", "Ahmad bin Saleh"),
        ("syafrudin dt. rajo", "Syafrudin Dt. Rajo"),
        ("budi santoso, s.pd", "Budi Santoso, S.Pd"),
        ("al-fatih", "Al-Fatih"),
        ("Sukarno II", "Sukarno II"),
        ("Wati 😊", "Wati"),
        ("Élise", "Élise"),
        ("Untung", "Untung"),
        ("selamat riyadi", "Selamat Riyadi"),
        ("Bara Kasih", "Bara Kasih"),
        ("Namora", "Namora"),
        ("Pakmin", "Pakmin"),
    ],
)
def test_names_are_written_as_on_the_ktp(text: str, name: str) -> None:
    assert accepted("nama", text) == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nama_kosong"),
        ("nama saya", "nama_kosong"),
        ("🙏", "nama_kosong"),
        ("Budi 2", "nama_ada_angka"),
        ("12", "nama_kosong"),
        ("B", "nama_terlalu_pendek"),
        ("apa itu BPU?", "nama_bukan_nama"),
        ("untuk apa nama saya", "nama_bukan_nama"),
        ("tidak mau", "nama_bukan_nama"),
        ("mau daftar", "nama_bukan_nama"),
        ("selamat pagi pak", "nama_bukan_nama"),
        ("petani karet", "nama_bukan_nama"),
        ("ya", "nama_bukan_nama"),
        ("<b>Budi", "nama_bukan_nama"),
        ("ini itu sana sini sana sini sana sini sana sini", "nama_bukan_nama"),
        ("a" * 101, "nama_terlalu_panjang"),
    ],
)
def test_what_is_no_name_is_refused(text: str, reason: str) -> None:
    assert problem("nama", text) == reason


# --- dates ---


@pytest.mark.parametrize(
    "text",
    [
        "17-8-1980", "17/08/80", "17 agustus 1980", "17 agt 80", "1980-08-17", "17081980",
        "170880", "17.8.1980", "17-Agustus-1980", "17agustus1980", "19800817", "17 8 1980",
        "lahir tanggal 17 Agustus 1980", "Padang, 17-08-1980", "17 agustsu 1980", "17 Aug '80",
        "tujuh belas agustus 1980", "agustus 17 1980", "1980 agustus 17", "17 Agustuih 1980",
    ],
)  # fmt: skip
def test_every_usual_writing_of_a_birth_date(text: str) -> None:
    assert read("tanggal_lahir", text) == Accepted("1980-08-17")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("24-11-2008", None),
        ("25-11-2008", "catatan/usia_di_bawah_18"),
        ("1 jan 2015", "catatan/usia_di_bawah_18"),
        ("25-11-1961", None),
        ("24-11-1961", "catatan/usia_65_ke_atas"),
        ("1-1-1930", "catatan/usia_65_ke_atas"),
    ],
)
def test_the_young_and_the_old_are_accepted_with_a_note(text: str, note: str | None) -> None:
    found = read("tanggal_lahir", text)
    assert isinstance(found, Accepted)
    assert found.note == note


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "tanggal_tidak_terbaca"),
        ("lupa", "tanggal_tidak_terbaca"),
        ("1311010101900001", "tanggal_tidak_terbaca"),
        ("17 agustus", "tanggal_tanpa_tahun"),
        ("17-8", "tanggal_tanpa_tahun"),
        ("1980", "tanggal_hanya_tahun"),
        ("agustus 1980", "tanggal_hanya_tahun"),
        ("30-2-1980", "tanggal_tidak_ada"),
        ("29 feb 1981", "tanggal_tidak_ada"),
        ("32-13-1980", "tanggal_tidak_ada"),
        ("25-11-2026", "tanggal_di_depan"),
        ("1-1-1900", "tanggal_terlalu_lama"),
        ("00-00-0000", "tanggal_tidak_ada"),
    ],
)
def test_a_wrong_birth_date_says_why(text: str, reason: str) -> None:
    assert problem("tanggal_lahir", text) == reason


def test_a_swapped_month_and_day_is_asked_back() -> None:
    found = read("tanggal_lahir", "08/17/1980")
    option = Option("1980-08-17", "17-08-1980")
    assert found == Unsure("salah/tanggal_terbalik", (option,))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hari ini", "2026-11-24"),
        ("kemarin", "2026-11-23"),
        ("kapatang", "2026-11-23"),
        ("1-11-2026", "2026-11-01"),
        ("1/11/26", "2026-11-01"),
        ("1 november", "2026-11-01"),
        ("25 desember", "2025-12-25"),
        ("31-12-2030", "2030-12-31"),
        ("1 januari 1899", "1899-01-01"),
    ],
)
def test_any_other_date_may_be_relative(text: str, day: str) -> None:
    assert accepted("tanggal", text) == day


def test_a_date_that_does_not_exist_is_refused() -> None:
    assert problem("tanggal", "31 april 2026") == "tanggal_tidak_ada"
    assert problem("tanggal", "29 februari") == "tanggal_tidak_ada"
    assert problem("tanggal", "entah") == "tanggal_tidak_terbaca"


# --- telephones ---


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("081234567890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("812 3456 7890", "+6281234567890"),
        ("0812.3456.7890", "+6281234567890"),
        ("+62 0812 3456 7890", "+6281234567890"),
        ("hp saya 0812 3456 7890 pak", "+6281234567890"),
        ("0812345678", "+62812345678"),
        ("081234567890 / 0813", "+6281234567890"),
    ],
)
def test_telephone_numbers_get_their_country(text: str, number: str) -> None:
    assert accepted("telepon", text) == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "telepon_tidak_terbaca"),
        ("tidak punya", "telepon_tidak_terbaca"),
        ("0812345", "telepon_terlalu_pendek"),
        ("12345", "telepon_terlalu_pendek"),
        ("08123456789012345", "telepon_terlalu_panjang"),
        ("1311010101900001", "telepon_seperti_nik"),
        ("12345678901", "telepon_tidak_terbaca"),
        ("+0812345678", "telepon_tidak_terbaca"),
        ("nomor ini", "telepon_nomor_ini"),
        ("(0755) 583123", "telepon_bukan_hp"),
        ("0755-70123", "telepon_bukan_hp"),
        ("021 5551234", "telepon_bukan_hp"),
        ("0800 1500 175", "telepon_bukan_hp"),
        ("+60 12-345 6789", "telepon_bukan_hp"),
        ("0060123456789", "telepon_bukan_hp"),
        ("+62 755 70123", "telepon_bukan_hp"),
    ],
)
def test_what_is_no_telephone_number_says_why(text: str, reason: str) -> None:
    assert problem("telepon", text) == reason


@pytest.mark.parametrize(
    "text", ["ini", "nomor ini", "nomor wa ini aja", "samo jo iko", "No ko se"]
)
def test_this_number_is_the_number_of_the_chat(text: str) -> None:
    assert read("telepon", text, phone="081234567890") == Accepted("+6281234567890")


def test_a_sentence_with_ini_is_not_this_number() -> None:
    found = read("telepon", "ini untuk apa", phone="+6281234567890")
    assert found == Problem("salah/telepon_tidak_terbaca")


# --- money ---


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1500000", Money(1_500_000)),
        ("1.500.000", Money(1_500_000)),
        ("1,500,000", Money(1_500_000)),
        ("1 500 000", Money(1_500_000)),
        ("Rp1.500.000,-", Money(1_500_000)),
        ("Rp. 1.500.000,00", Money(1_500_000)),
        ("1,5 jt", Money(1_500_000)),
        ("1.5juta", Money(1_500_000)),
        ("1.250 juta", Money(1_250_000)),
        ("800rb", Money(800_000)),
        ("800 ribu", Money(800_000)),
        ("800k", Money(800_000)),
        ("500-an ribu", Money(500_000)),
        ("5 ratus ribu", Money(500_000)),
        ("sejuta", Money(1_000_000)),
        ("satu setengah juta", Money(1_500_000)),
        ("sajuta satangah", Money(1_500_000)),
        ("setengah juta", Money(500_000)),
        ("dua juta lima ratus", Money(2_500_000)),
        ("2 juta 500 ribu", Money(2_500_000)),
        ("2jt500", Money(2_500_000)),
        ("1jt5", Money(1_500_000)),
        ("limo baleh juta", Money(15_000_000)),
        ("dua puluh lima ribu", Money(25_000)),
        ("saratuih limo puluah ribu", Money(150_000)),
        ("saratuih ribu", Money(100_000)),
        ("sekitar 1 jutaan", Money(1_000_000)),
        ("2 juta, anak 3 orang", Money(2_000_000)),
        ("50 ribu sehari", Money(50_000, "day")),
        ("100rb/hari", Money(100_000, "day")),
        ("sahari 75.000", Money(75_000, "day")),
        ("500 ribu per minggu", Money(500_000, "week")),
        ("1 juta 2 minggu sekali", Money(500_000, "week")),
        ("2,5jt/bln", Money(2_500_000, "month")),
        ("3 juta sekali panen", Money(3_000_000, "harvest")),
        ("3 juta per 3 bulan", Money(3_000_000, "quarter")),
        ("20 juta setahun", Money(20_000_000, "year")),
        ("0", Money(0)),
        ("1-2 juta", MoneyRange(1_000_000, 2_000_000)),
        ("800 ribu sampai 1,2 juta", MoneyRange(800_000, 1_200_000)),
        ("800 - 1 juta", MoneyRange(800_000, 1_000_000)),
        ("50-100 ribu sehari", MoneyRange(50_000, 100_000, "day")),
        ("dua sampai tiga juta", MoneyRange(2_000_000, 3_000_000)),
    ],
)
def test_money_is_understood(text: str, found: Money | MoneyRange) -> None:
    assert amount(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "", "petani", "umur 45", "lahir tahun 1980", "3 anak", "berapa iuran 1 juta", "1 juta?",
        "081234567890", "sehari 50 ribu seminggu 300 ribu", "1.2.3",
    ],
)  # fmt: skip
def test_what_is_no_clear_amount_is_none(text: str) -> None:
    assert amount(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.500.000", "1500000"),
        ("50 ribu sebulan", "50000"),
        ("300000", "300000"),
        ("100 juta", "100000000"),
        ("2 juta per bulan", "2000000"),
    ],
)
def test_a_monthly_amount_is_accepted(text: str, value: str) -> None:
    assert accepted("rupiah", text) == value


@pytest.mark.parametrize(
    ("text", "asked", "values"),
    [
        ("50 ribu sehari", "rupiah_sebulan_kira_kira", ["1300000"]),
        ("50 sehari", "rupiah_sebulan_kira_kira", ["1300000"]),
        ("500 ribu seminggu", "rupiah_sebulan_kira_kira", ["2165000"]),
        ("20 juta setahun", "rupiah_sebulan_kira_kira", ["1667000"]),
        ("3 juta per 3 bulan", "rupiah_sebulan_kira_kira", ["1000000"]),
        (
            "3 juta sekali panen",
            "rupiah_per_panen",
            ["6495000", "3000000", "1000000", "750000", "500000"],
        ),
        ("1-2 juta", "rupiah_antara", ["1000000", "1500000", "2000000"]),
        ("50-100 ribu sehari", "rupiah_antara", ["1300000", "1950000", "2600000"]),
        ("1-2", "rupiah_tidak_terbaca", []),
        ("299000", "rupiah_masa_apa", ["7774000", "1295000", "299000"]),
        ("100 ribu", "rupiah_masa_apa", ["2600000", "433000", "100000"]),
        ("50-100 ribu", "rupiah_masa_apa", ["1950000", "325000", "75000"]),
        ("800", "rupiah_maksudnya", ["800000"]),
        ("1500", "rupiah_maksudnya", ["1500000"]),
        ("0", "rupiah_tidak_tentu", ["0"]),
        ("tidak tentu", "rupiah_tidak_tentu", ["0"]),
        ("indak ado", "rupiah_tidak_tentu", ["0"]),
        ("150 juta", "rupiah_besar", ["150000000"]),
    ],
)
def test_what_must_be_worked_out_is_asked_back(text: str, asked: str, values: list[str]) -> None:
    if values:
        assert unsure("rupiah", text) == (asked, values)
    else:
        assert problem("rupiah", text) == asked


def test_the_person_sees_how_the_month_was_reckoned() -> None:
    option = Option("1300000", "@rp_sebulan", params={"jumlah": 1_300_000})
    params = {"jumlah": 50_000, "masa": "hari", "sebulan": 1_300_000}
    said = {"amount": 50_000, "period": "day"}
    assert read("rupiah", "50rb/hari") == Unsure(
        "salah/rupiah_sebulan_kira_kira", (option,), params, said
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "rupiah_tidak_terbaca"),
        ("petani", "rupiah_tidak_terbaca"),
        ("berapa ya?", "rupiah_tidak_terbaca"),
        ("5", "rupiah_tidak_terbaca"),
        ("9" * 30, "rupiah_kebanyakan_angka"),
        ("1000 miliar", "rupiah_kebanyakan_angka"),
        ("1311010101900001", "rupiah_kebanyakan_angka"),
    ],
)
def test_what_is_no_income_says_why(text: str, reason: str) -> None:
    assert problem("rupiah", text) == reason


@given(st.integers(300_000, 100_000_000))
def test_any_whole_amount_is_read_back(rupiah: int) -> None:
    assert accepted("rupiah", str(rupiah)) == str(rupiah)
    assert accepted("rupiah", f"Rp{rupiah:,}".replace(",", ".")) == str(rupiah)


# --- texts, months, days ---


def test_texts_are_trimmed_and_cleaned() -> None:
    assert accepted("teks", "  kebun\tkaret \n di Abai\u200b ") == "kebun karet di Abai"
    assert accepted("teks", "a" * 300) == "a" * 300
    assert read("teks", "a" * 301) == Problem("salah/teks_terlalu_panjang", {"maks": 300})
    assert read("teks", " \x00a ") == Problem("salah/teks_kosong", {"min": 2})


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3", "3"), ("2", "2"), ("3 bulan", "3"), ("setahun", "12"), ("satahun", "12"),
        ("dua tahun", "24"), ("enam bulan", "6"), ("sebulan", "1"), ("60", "60"), ("12bln", "12"),
    ],
)  # fmt: skip
def test_a_number_of_months_means_itself(text: str, months: str) -> None:
    assert accepted("jumlah_bulan", text, MONTHS) == months


@pytest.mark.parametrize("text", ["0", "61", "6 tahun", "999999999999"])
def test_months_outside_the_bounds_are_refused(text: str) -> None:
    assert read("jumlah_bulan", text) == Problem(
        "salah/jumlah_bulan_di_luar", {"min": 1, "maks": 60}
    )


def test_months_need_one_number() -> None:
    assert problem("jumlah_bulan", "entah") == "jumlah_bulan_tidak_terbaca"
    assert problem("jumlah_bulan", "3 atau 6") == "jumlah_bulan_tidak_terbaca"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2027-01", "2027-01"), ("januari 2027", "2027-01"), ("jan 27", "2027-01"),
        ("01/2027", "2027-01"), ("1-2027", "2027-01"), ("januari", "2027-01"),
        ("november", "2026-11"), ("bulan ini", "2026-11"), ("bulan iko", "2026-11"),
        ("bulan depan", "2026-12"), ("1", "2026-12"), ("2", "2027-01"), ("desembr", "2026-12"),
    ],
)  # fmt: skip
def test_a_month_is_read(text: str, month: str) -> None:
    assert accepted("bulan", text, STARTS) == month


@pytest.mark.parametrize("text", ["", "13-2027", "entah", "januari 1950", "0-2027", "5", "1 2 3"])
def test_what_is_no_month_is_refused(text: str) -> None:
    assert problem("bulan", text, STARTS) == "bulan_tidak_terbaca"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5", "5"), ("1", "1"), ("tanggal 10", "10"), ("tgl 28", "28"), ("mati", "0"),
        ("tidak usah", "0"), ("0", "0"), ("limo baleh", "15"),
    ],
)  # fmt: skip
def test_a_day_of_the_month_is_read(text: str, day: str) -> None:
    assert accepted("hari_bulan", text, DAYS) == day


@pytest.mark.parametrize("text", ["29", "31", "tanggal 100"])
def test_a_day_that_some_months_lack_is_refused(text: str) -> None:
    assert read("hari_bulan", text, DAYS) == Problem("salah/hari_di_luar", {"min": 1, "maks": 28})


def test_a_day_needs_a_number() -> None:
    assert problem("hari_bulan", "awal bulan", DAYS) == "hari_tidak_terbaca"
    assert problem("hari_bulan", "0") == "hari_di_luar"


# --- every reader ---

PIECES = (
    "ya|tidak|1|0|1311010101900001|juta|ribu|sehari|-|/|.|,|jan|2027|nama|saya|17|agustus|ini|+|"
    "setengah|sampai|nomor|99999999999999999999|tanggal|bulan|tahun|²|①|٣|é|ß|an|per|rp"
)
TEXTS = st.text() | st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map(" ".join)
EVERY_OPTION = (*WORK, *CONSENT, Option("luar", "@luar"), Option("", "", ("",), {"nagari": 3}))


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=60, deadline=None)
@given(text=TEXTS, given_options=st.booleans(), phone=st.none() | st.text(max_size=20))
def test_no_text_makes_a_reader_raise(
    kind: str, text: str, given_options: bool, phone: str | None
) -> None:
    found = read(kind, text, EVERY_OPTION if given_options else (), phone)
    match found:
        case Accepted(value):
            assert value.split("\n") == [straighten(line) for line in value.split("\n")]
            assert "\n" not in value or kind in PROSE
        case Unsure(asked, options):
            assert asked.startswith("salah/")
            assert 1 <= len(options) <= 5
        case Problem(reason):
            assert reason.startswith(("salah/", "aturan/"))


@pytest.mark.parametrize("kind", READERS)
def test_a_very_long_text_is_read_at_once(kind: str) -> None:
    for text in (
        "1" * 20_000,
        "a" * 20_000,
        "1 juta " * 3_000,
        "( " * 10_000,
        "nama saya " * 2_000,
    ):
        assert isinstance(read(kind, text, WORK), Accepted | Unsure | Problem)
