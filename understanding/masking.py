"""What names a person, taken out of a sentence that others will read.

Numbers, names where they are told, addresses of the net. Amounts of money stay: they belong to
the question. It leans to the safe side: better a word too many is gone than a name too few.
"""

import re

from understanding.plain import plain

NUMBER, NAME, DATE, LINK = "(nomor)", "(nama)", "(tanggal)", "(alamat)"
LONGEST_NAME = 4
_LINK = re.compile(r"\S+@\S+|@\w{3,}|(?:https?://|www\.)\S+", re.IGNORECASE)
_MONTHS = "jan|feb|mar|apr|mei|jun|jul|agu|ags|sep|okt|nov|des"
_DATE = re.compile(
    rf"\b\d{{1,2}}\s*(?:[-/.]\s*\d{{1,2}}\s*[-/.]|\s(?:{_MONTHS})[a-z]*)\s*(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:,\d\d)?|\d+0{3}")
_NUMBER = re.compile(r"(?<![\w,.])(?:\brp\.?\s*)?\+?\(?\d(?:[ .()/-]{0,2}\d){7,}", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:(?:nama|namo|atas nama|bernama|panggil|panggie|perkenalkan|kenalkan|a\.?n\.?)"
    r"(?:(?:\s+(?:lengkap|panggilan|asli|istri|suami|anak|bapak|ayah|ibu|orang tua))*"
    r"\s+(?:saya|sy|ambo|aku|awak|gue|kami|nya|beliau|dia))?"
    r"|namaku|namonyo|namanya|namo ambo)(?!\w)[\s:,=]*(?:adalah\b|itu\b|iyolah\b)?[\s:]*",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(pak|bapak|bu|buk|ibu|bang|abang|kak|kakak|uda|uni|mak|haji|hajah|ustad|ustadz|si)"
    r"((?:\s+[A-Z][a-z'.]+){1,3})"
)
_I_AM = re.compile(r"\b([Ss]aya|[Aa]mbo|[Aa]ku)((?:\s+[A-Z][a-z'.]+){2,4})")
_ORDINARY = """
    dan atau yang nan di dari ke ka untuk untuak pada dengan jo sama mau nio ingin apa apakah
    siapa kok kenapa mengapa manga salah saya sy ambo aku awak kami tidak tak ndak indak gak
    ga belum alun sudah udah lah alah bisa buliah boleh kalau kalo jika karena dek bpjs jkk
    jkm jht kartu data ktp kk nik ada ado dicoret dihapus hilang beda berbeda tertulis
    terdaftar masuk muncul keluar tulis tulih diganti ganti ubah perbaiki umur tinggal kerja
    bekerja pekerjaan petani alamat nomor nomer no hp daftar terima tolong itu ini iko tu ko
    bagaimana gimana baa berapa bara kapan bilo mana dima benar betul lengkap panggilan
    perusahaan program bank ahli waris orang urang penerima nagari jorong kecamatan kampung ya
    yo iya
"""
_NO_NAME = frozenset(_ORDINARY.split())
_WORD = re.compile(r"[^\s,.;:!?]+")


def masked(text: str) -> str:
    """The sentence with what names a person replaced by what kind of thing it was."""
    text = _DATE.sub(DATE, _LINK.sub(LINK, text))
    text = _NUMBER.sub(_number, text)
    text = _told_names(text)
    text = _TITLE.sub(lambda found: _titled(found[1], found[2]), text)
    return _I_AM.sub(lambda found: _titled(found[1], found[2]), text)


def unmarked(text: str) -> str:
    """A masked sentence as people would write it, without what stands for the person."""
    for mark in (NUMBER, NAME, DATE, LINK):
        text = text.replace(mark, " ")
    return " ".join(text.split())


def _number(found: re.Match[str]) -> str:
    whole = found[0].strip()
    money = whole.lower().startswith("rp") or _AMOUNT.fullmatch(whole)
    return found[0] if money and len(re.sub(r"\D", "", whole)) < 13 else NUMBER


def _titled(before: str, name: str) -> str:
    """Unless the word after the title is an ordinary one: "pak Tolong"."""
    first = plain(name).split()[:1]
    return f"{before}{name}" if first and first[0] in _NO_NAME else f"{before} {NAME}"


def _told_names(text: str) -> str:
    """Behind "nama saya" and the like, up to the next ordinary word."""
    parts: list[str] = []
    done = 0
    for told in _TOLD.finditer(text):
        if told.start() < done:
            continue
        end = _end_of_name(text, told.end())
        parts += [text[done : told.end()], NAME if end > told.end() else ""]
        done = max(end, told.end())
    return "".join((*parts, text[done:]))


def _end_of_name(text: str, start: int) -> int:
    """Where the name that begins here ends; the start where none begins."""
    end = start
    for _ in range(LONGEST_NAME):
        word = _WORD.match(text, end if end == start else end + 1)
        if word is None or plain(word[0]) in _NO_NAME or not word[0][0].isalpha():
            return end
        end = word.end()
        if end < len(text) and text[end] != " ":
            return end
    return end
