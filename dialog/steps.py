"""The engine's own questions inside a form: review, cancel, resume, which answer to change."""

from dialog.flow import Option, Question

REVIEW = Question(
    field="@review",
    kind="pilihan",
    label="",
    text="umum/periksa",
    options=(
        Option(
            "send",
            "@kirim",
            ("kirim", "ya", "benar", "sudah benar", "betul", "ok", "oke", "kirimkan"),
        ),
        Option("change", "@ubah", ("ubah", "ganti", "perbaiki", "salah", "ada yang salah")),
    ),
)
CANCEL = Question(
    field="@cancel",
    kind="pilihan",
    label="",
    text="umum/batal_yakin",
    options=(
        Option("go_on", "@lanjut", ("lanjut", "lanjutkan", "tidak", "tidak jadi", "terus")),
        Option("keep", "@simpan_dulu", ("simpan dulu", "simpan", "nanti", "nanti saja")),
        Option("drop", "@hapus_jawaban", ("hapus jawaban", "buang", "hapus saja", "ya", "yakin")),
    ),
)
RESUME = Question(
    field="@resume",
    kind="pilihan",
    label="",
    text="umum/lanjut_atau_ulang",
    options=(
        Option("go_on", "@lanjut", ("lanjut", "lanjutkan", "ya", "terus")),
        Option(
            "again",
            "@mulai_lagi",
            ("mulai lagi", "mulai dari awal", "ulang", "dari awal", "mulai ulang", "mulai"),
        ),
    ),
)
WHICH = Question(field="@which", kind="nomor", label="", text="umum/ubah_yang_mana", reviewed=False)

STEPS = {step.field: step for step in (REVIEW, CANCEL, RESUME, WHICH)}
