"""One reader for each kind of answer a form can ask for."""

from collections.abc import Mapping

from dialog.addresses import alamat
from dialog.choices import pilihan, ya_tidak
from dialog.codes import kode
from dialog.dates import tanggal, tanggal_depan, tanggal_lahir
from dialog.flow import Accepted, Asking, Problem, Reader, Reading
from dialog.jobs import pekerjaan
from dialog.lexicon import Lexicon
from dialog.money import rupiah
from dialog.months import bulan, hari_bulan, jumlah_bulan
from dialog.names import nama
from dialog.nik import nik
from dialog.phones import telepon
from dialog.places import kecamatan, nagari
from dialog.prose import LIKE_A_NIK, judul, kalimat, paragraf, sumber
from dialog.rule_answers import hari_acuan, rentang_jam
from dialog.typed import plain, straighten

SHORTEST_TEXT, LONGEST_TEXT = 2, 300


def teks(text: str, asking: Asking) -> Reading:
    """Free text on one line, 2 to 300 characters, nothing invisible and no NIK in it. A question,
    small talk, a bare yes or no, or "I don't know" is none."""
    line = " ".join(straighten(text).split())
    if len(line) < SHORTEST_TEXT:
        return Problem("salah/teks_kosong", {"min": SHORTEST_TEXT})
    if len(line) > LONGEST_TEXT:
        return Problem("salah/teks_terlalu_panjang", {"maks": LONGEST_TEXT})
    if LIKE_A_NIK.search(line):
        return Problem("salah/teks_ada_nik")
    says_nothing = _says_nothing(line, asking.lexicon)
    return Problem("salah/teks_bukan_jawaban") if says_nothing else Accepted(line)


def _says_nothing(line: str, lexicon: Lexicon) -> bool:
    core = lexicon.core(plain(line).split())
    lists = (lexicon.yes, lexicon.no, lexicon.unknowing, lexicon.refusing)
    empty = not core and lexicon.around.within(plain(line).split())
    speaks = lexicon.asks(line) or lexicon.postpones(line)
    return empty or speaks or any(phrases.cover(core) for phrases in lists)


READERS: Mapping[str, Reader] = {
    "pilihan": pilihan,
    "pekerjaan": pekerjaan,
    "ya_tidak": ya_tidak,
    "nama": nama,
    "nik": nik,
    "tanggal_lahir": tanggal_lahir,
    "tanggal": tanggal,
    "telepon": telepon,
    "kecamatan": kecamatan,
    "nagari": nagari,
    "rupiah": rupiah,
    "teks": teks,
    "jumlah_bulan": jumlah_bulan,
    "bulan": bulan,
    "hari_bulan": hari_bulan,
    "alamat": alamat,
    "kode": kode,
    "judul": judul,
    "paragraf": paragraf,
    "kalimat": kalimat,
    "sumber": sumber,
    "tanggal_depan": tanggal_depan,
    "hari_acuan": hari_acuan,
    "rentang_jam": rentang_jam,
}
"""The readers by the word that messages/flows/*.yaml uses after `jawaban:`."""
