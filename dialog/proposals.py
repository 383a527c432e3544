"""What people type instead of pressing a proposal whose label is a text of its own."""

from collections.abc import Mapping, Sequence

from dialog.flow import Option
from dialog.numbers import in_digits
from dialog.typed import plain, vocabulary

_BESIDE = vocabulary(
    "tiap tiok setiap satiok sekali sakali per pakai pakailah yang nan saja sajo se paling paliang "
    "untuk untuak golongan"
)
_WORDS: Mapping[str, frozenset[str]] = {
    "@sehari": frozenset({"sehari", "sahari", "sari", "harian", "hari"}),
    "@seminggu": frozenset({"seminggu", "saminggu", "mingguan", "minggu"}),
    "@sebulan": frozenset({"sebulan", "sabulan", "bulanan", "bulan"}),
    "@pakai_golongan_terendah": frozenset({"terendah", "tarandah", "rendah", "randah"}),
    "@panen_2_minggu": frozenset({"2 minggu"}),
    "@panen_sebulan": frozenset({"sebulan", "sabulan", "bulanan", "bulan", "1 bulan"}),
    "@panen_3_bulan": frozenset({"3 bulan"}),
    "@panen_4_bulan": frozenset({"4 bulan"}),
    "@panen_6_bulan": frozenset({"6 bulan"}),
}


def worded(text: str, proposed: Sequence[Option]) -> str | None:
    """The value of the proposal that the whole text names. Only the whole text: "100 ribu sehari"
    corrects the amount, it does not choose the day."""
    said = " ".join(word for word in in_digits(plain(text)).split() if word not in _BESIDE)
    named = (option.value for option in proposed if said in _WORDS.get(option.label, ()))
    return next(named, None)
