"""How values are shown: rupiah, dates in Indonesian, a masked NIK."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from dialog import codes

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
    "September", "Oktober", "November", "Desember",
)  # fmt: skip
# As on the card, or as people write it down: in groups of four, or of six, six and four.
_SIXTEEN = re.compile(
    r"(?<!\d)(\d{4})(?:\d{8}|([ .-])\d{4}\2\d{4}\2|\d\d([ .-])\d{6}\3)(\d{4})(?!\d)"
)


def rupiah(amount: object) -> str:
    """16800 -> Rp16.800"""
    return "Rp" + f"{int(str(amount)):,}".replace(",", ".")


def juta(amount: object) -> str:
    """42000000 -> Rp42 juta; what is no round number of hundred thousands stays exact."""
    value = int(str(amount))
    if value < 1_000_000 or value % 100_000:
        return rupiah(value)
    return f"Rp{value / 1_000_000:g} juta".replace(".", ",")


def tanggal(day: object) -> str:
    """2027-01-05 -> 5 Januari 2027"""
    value = day if isinstance(day, date) else date.fromisoformat(str(day))
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def bulan(month: object) -> str:
    """2026-12 -> Desember 2026"""
    year, number = str(month).split("-")[:2]
    return f"{MONTHS[int(number) - 1]} {year}"


def bulan_singkat(month: object) -> str:
    """2026-12 -> Des 2026"""
    name, _, year = bulan(month).partition(" ")
    return f"{name[:3]} {year}"


def waktu(moment: object) -> str:
    """The clock of the office, Tuesday at eight -> Selasa, 24 November, pukul 08.00 WIB"""
    assert isinstance(moment, datetime)
    day = f"{DAYS[moment.weekday()]}, {moment.day} {MONTHS[moment.month - 1]}"
    return f"{day}, {pukul(moment)}"


def pukul(moment: object) -> str:
    """pukul 08.00 WIB"""
    assert isinstance(moment, datetime)
    return f"pukul {moment:%H.%M} {moment.tzname() or ''}".strip()


def lama(minutes: object) -> str:
    """90 -> 1 jam; 3000 -> 2 hari"""
    count = int(str(minutes))
    if count < 60:
        return f"{count} menit"
    return f"{count // 60} jam" if count < 24 * 60 else f"{count // (24 * 60)} hari"


def hari_acuan(days: object) -> str:
    """-14 -> 14 hari sebelum; 0 -> pada harinya"""
    count = int(str(days))
    if count == 0:
        return "pada harinya"
    return f"{abs(count)} hari {'sebelum' if count < 0 else 'sesudah'}"


def rentang_jam(hours: object) -> str:
    """8-17 -> jam 8 sampai 17"""
    first, _, last = str(hours).partition("-")
    return f"jam {first} sampai {last}"


def samarkan(nik: object) -> str:
    """1311010101900001 -> 1311••••••••0001"""
    text = str(nik)
    return f"{text[:4]}{'•' * (len(text) - 8)}{text[-4:]}" if len(text) > 8 else "•" * len(text)


def samarkan_nama(name: object) -> str:
    """Siti Contoh Binti Fulan -> Siti C. B. F."""
    first, *others = str(name).split() or [""]
    return " ".join([first, *(f"{other[0]}." for other in others)])


def telepon(number: object) -> str:
    """+6281234567890 -> 0812-3456-7890"""
    text = str(number)
    local = "0" + text[3:] if text.startswith("+62") else text
    if not re.fullmatch(r"08\d{8,11}", local):
        return local
    return f"{local[:4]}-{local[4:8]}-{local[8:]}"


def kode(code: object) -> str:
    """ABCDEFGH -> ABCD-EFGH"""
    return codes.shown(str(code))


CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "web": "halaman web"}


def nama_saluran(channel: object) -> str:
    """whatsapp -> WhatsApp"""
    return CHANNELS.get(str(channel), str(channel))


def nomor_wa(number: object) -> str:
    """0812-3456-7890 -> 6281234567890: as WhatsApp's links want it"""
    digits = "".join(filter(str.isdigit, str(number)))
    return f"62{digits[1:]}" if digits.startswith("0") else digits


def mask_all(text: str) -> str:
    """No text leaves with sixteen digits in a row."""
    return _SIXTEEN.sub(lambda found: f"{found[1]}{'•' * 8}{found[4]}", text)


FILTERS: Mapping[str, Callable[[object], str]] = {
    "rupiah": rupiah,
    "juta": juta,
    "tanggal": tanggal,
    "bulan": bulan,
    "bulan_singkat": bulan_singkat,
    "samarkan": samarkan,
    "telepon": telepon,
    "waktu": waktu,
    "pukul": pukul,
    "lama": lama,
    "samarkan_nama": samarkan_nama,
    "nomor_wa": nomor_wa,
    "nama_saluran": nama_saluran,
    "kode": kode,
}

# How an answer is read back, by its kind.
SHOWN: Mapping[str, Callable[[object], str]] = {
    "nik": samarkan,
    "rupiah": lambda amount: rupiah(amount) if str(amount) != "0" else "Tidak tentu",
    "tanggal": tanggal,
    "tanggal_depan": tanggal,
    "tanggal_lahir": tanggal,
    "bulan": bulan,
    "telepon": telepon,
    "gambar": lambda _: "ada",
    "hari_acuan": hari_acuan,
    "rentang_jam": rentang_jam,
}
