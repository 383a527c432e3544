"""The engine's own questions inside a form: review, cancel, resume, which answer to change."""

from dialog.flow import Option, Question


def _called(names: str) -> tuple[str, ...]:
    return tuple(names.split(", "))


_SEND = _called(
    "kirim, ya, benar, sudah benar, betul, ok, oke, kirimkan, kirimlah, iyo, batua, lah batua, "
    "iyo lah batua, lah batua sadonyo, jadih"
)
_CHANGE = _called("ubah, ganti, perbaiki, salah, ada yang salah, tuka, alun batua")
_GO_ON = _called("lanjut, lanjutkan, tidak, tidak jadi, terus, indak, ndak")
_KEEP = _called(
    "simpan dulu, simpan, nanti, nanti saja, ya, berhenti dulu, iyo, beko, beko sajo, baranti dulu"
)
_DROP = _called("hapus jawaban, buang, hapus saja, buang saja, hapuih jawaban, hapuih sajo")
_RESUME = _called("lanjut, lanjutkan, ya, terus, iyo")
_AGAIN = _called("mulai lagi, mulai dari awal, ulang, dari awal, mulai ulang, mulai, ulang baliak")

REVIEW = Question(
    field="@review",
    kind="pilihan",
    label="",
    text="umum/periksa",
    options=(Option("send", "@kirim", _SEND), Option("change", "@ubah", _CHANGE)),
)
CANCEL = Question(
    field="@cancel",
    kind="pilihan",
    label="",
    text="umum/batal_yakin",
    options=(
        Option("go_on", "@lanjut", _GO_ON),
        Option("keep", "@simpan_dulu", _KEEP),
        Option("drop", "@hapus_jawaban", _DROP),
    ),
)
RESUME = Question(
    field="@resume",
    kind="pilihan",
    label="",
    text="umum/lanjut_atau_ulang",
    options=(Option("go_on", "@lanjut", _RESUME), Option("again", "@mulai_lagi", _AGAIN)),
)
WHICH = Question(field="@which", kind="nomor", label="", text="umum/ubah_yang_mana", reviewed=False)

STEPS = {step.field: step for step in (REVIEW, CANCEL, RESUME, WHICH)}
