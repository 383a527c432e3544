"""People's names as they stand on the KTP."""

import re

from dialog.flow import Accepted, Asking, Problem, Reading
from dialog.typed import HESITATION, NEGATION, plain, straighten, vocabulary

LONGEST, _MOST_WORDS = 100, 9
_LEAD_IN = re.compile(
    r"^\W*(?:(?:perkenalkan|kenalkan|nama lengkap|nama|namo|nm|saya bernama|bernama|panggil)\b\W*"
    r"(?:(?:lengkap|saya|sayo|ambo|awak|aku|denai|den|kami|nyo)\b\W*)*(?:(?:adalah|ialah|yaitu)\b\W*)?"
    r"|(?:saya|sayo|ambo|awak|aku|denai)\b\W+(?:(?:adalah|ialah|bernama)\b\W*)?"
    r"|(?:bapak|pak|ibu|bu|buk|sdr|sdri)\b\W+)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\W+(?:pak|bapak|buk|bu|ibu|min|admin|kak|terima kasih|makasih)\W*$", re.IGNORECASE
)
# Words that no name has, without those that some people do bear: Bara, Tak, Selamat, Kasih.
_NO_NAME = (HESITATION | NEGATION) - vocabulary("bara sia dima mana ga tak") | vocabulary(
    "ya iya iyo yo ok oke okay halo hai hallo assalamualaikum waalaikumsalam makasih saya aku ambo "
    "awak kamu anda ingin lupa rahasia bayar iuran daftar mendaftar bpjs jamsostek ktp nik nama "
    "namo menu batal kembali tahu tau bisa boleh untuk karena perlu lanjut malas petani pedagang "
    "nelayan ojek sopir tukang buruh"
)
_GREETINGS = re.compile(r"^(selamat (pagi|siang|sore|malam)|terima kasih)\b")
_SMALL = frozenset({"bin", "binti"})
_CAPITALS = frozenset({"ii", "iii", "iv"})


def nama(text: str, _asking: Asking) -> Reading:
    """A full name in title case. One word is enough: many people have no more."""
    said = straighten(text).strip()
    bare = _without_lead_in(said) if len(said) <= 2 * LONGEST else said
    letters = sum(character.isalpha() for character in bare)
    if letters == 0:
        return Problem("salah/nama_kosong")
    if letters == 1:
        return Problem("salah/nama_terlalu_pendek")
    if any(character.isdecimal() for character in bare):
        return Problem("salah/nama_ada_angka")
    if len(bare) > LONGEST:
        return Problem("salah/nama_terlalu_panjang", {"maks": LONGEST})
    return Problem("salah/nama_bukan_nama") if _no_name(bare) else _accepted(bare)


def _without_lead_in(text: str) -> str:
    rest = _LEAD_IN.sub("", text, count=1)
    while rest != (shorter := _TAIL.sub("", rest)):
        rest = shorter
    return rest


def _no_name(bare: str) -> bool:
    words = plain(bare)
    odd = re.search(r"[?@=<>{}/\\]", bare) or _GREETINGS.match(words)
    said = words.split()
    return bool(odd) or bool(_NO_NAME & set(said)) or len(said) > _MOST_WORDS


def _accepted(bare: str) -> Reading:
    kept = "".join(character if _belongs(character) else " " for character in bare)
    words = [_title(word) for word in kept.split()]
    return Accepted(" ".join(words).strip(" ,'-"))


def _belongs(character: str) -> bool:
    """Letters, the vowel signs of other scripts, and the few marks a name may have."""
    return f"a{character}".isidentifier() or character in " .,'-"


def _title(word: str) -> str:
    """ "nur'aini" is Nur'aini, "d'cruz" is D'Cruz, "al-fatih" is Al-Fatih, "s.pd" is S.Pd."""
    if word.casefold() in _SMALL:
        return word.lower()
    if word.casefold() in _CAPITALS:
        return word.upper()
    parts = re.split(r"(?<=[.-])|(?<=\b\w')", word)
    return "".join(part[:1].upper() + part[1:].lower() for part in parts)
