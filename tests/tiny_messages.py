"""A whole messages folder in small, for breaking one thing at a time."""

from collections.abc import Set
from pathlib import Path

from dialog import desk
from dialog.commanding import COMMANDS
from messages import wording

FORM = """\
formulir: coba
judul: Percobaan
selesai: contribution
turunan: registration
pembuka: coba/pembuka
akhiri_jika: {setuju: [tidak]}
pertanyaan:
  - {isi: setuju, nama: Setuju, jawaban: ya_tidak}
  - isi: kerja
    nama: Pekerjaan
    jawaban: pilihan
    pilihan:
      - {nilai: tani, label: Tani, sama_dengan: [sawah, ladang]}
      - {nilai: dagang, label: "@dagang", sama_dengan: [warung]}
  - isi: kebun
    nama: Kebun
    jawaban: teks
    bergantung: [kerja]
    hanya_jika: {kerja: [tani]}
  - {isi: harga, nama: Harga, jawaban: rupiah, hanya_jika: {inside_region: ["yes"]}}
"""
PAGES = """\
halaman:
  - halaman: menu
    teks: sapa/menu
    tombol:
      - {label: Tentang, ke: halaman tentang, sama_dengan: [apa]}
      - {label: Mulai, ke: formulir coba}
      - {label: Bantuan, ke: perintah bantuan}
  - {halaman: tentang, kartu: kartu/tentang}
topik:
  greeting: halaman menu
"""
SAYINGS = """\
dulu:
  - ke: formulir coba
    ucapan:
      - apa ini|itu -bukan
luar:
  - ke: halaman menu
    ucapan: [cuaca]
"""
OFFICE = "nama: null\ntelepon: null\njam: {senin: 08.00-15.00}\nlibur: [2026-12-25]\n"
LABELS = 'dagang: Dagang\nrp: "{{ jumlah | rupiah }}"\nbantuan: Bantuan\ntopik_greeting: Menyapa\n'
NAMES = """\
selesai: [contribution]
pilihan_dari: [districts]
turunan: {registration: {inside_region: "yes"}}
kantor: [nama, telepon, jam, libur]
topik: [greeting]
jawaban: {teks: karet, rupiah: "1500000"}
tombol: {rp: {jumlah: 1500000}}
isian:
  umum/hasil: {total: 8400}
  kartu/tentang: {bulan: [2026-12, 2027-01], lama: true}
  kartu/bingkai: {sumber: [PP 44/2015], diperiksa: "2026-11-24", sampai: null}
"""
APPROVED = """\
umum/hasil:
  nama: hasil
  kategori: utility
  bahasa: id
  isi: "Jumlahnya {{1}}. Tanya 175."
  isian: ["{{ total | rupiah }}"]
  contoh: [Rp8.400]
"""
CODE = """\
def decide(found):
    say("umum/hasil", {"total": 1}, command_offer("bantuan"))
    return f"salah/tanggal_{found}"
"""
CARD = """\
ikon: koin
judul: Tentang
{% if lama %}
angka: {{ fakta("package_minimum") | rupiah }}
{% endif %}
{% for b in bulan %}
baris: {{ b | bulan }} | {{ fakta("jkm_contribution") | rupiah }}{% if lama %} | sebulan{% endif %}

{% endfor %}
catatan: Hanya contoh."""
FRAME = """\
kepala: {{ wilayah }}
kaki: Sumber: {{ sumber | join(", ") }}
{% if diperiksa %}
kaki: Diperiksa {{ diperiksa | tanggal }}
{% elif sampai %}
kaki: Sampai {{ sampai | tanggal }}
{% endif %}"""
TEXTS = {
    "kartu/tentang": CARD,
    "kartu/bingkai": FRAME,
    "coba/pembuka": "Mari mulai.",
    "coba/setuju": "Setuju?",
    "coba/ditutup_setuju": "Baik, tidak jadi.",
    "coba/kerja": "Apa pekerjaannya?",
    "coba/kebun": "Kebun apa untuk {{ kerja }}?",
    "coba/harga": "Berapa? Contoh: 800 ribu",
    "sapa/menu": "Ada yang bisa dibantu?\nTelepon {{ fakta('call_centre') }}.",
    "halaman/tentang": "{% if kantor.nama %}{{ kantor.nama }}{% endif %}\nIni percobaan.",
    "umum/rahasia": "Jangan kirim OTP.",
    "umum/hasil": "Jumlahnya\n*{{ total | rupiah }}*.",
    "salah/tanggal_kosong": "Tanggalnya belum ada.",
}


REPLIES = "rahasia: {nama: Rahasia, teks: umum/rahasia}\n"


def words(commands: Set[str] = COMMANDS) -> str:
    return "".join(f"{name}: [kata {name.replace('_', ' ')}]\n" for name in sorted(commands))


def word_lists() -> dict[str, str]:
    """Every list with one word of its own."""
    talk, names = (
        [f"{key}: [kata {key}]" for key in keys]
        for keys in (wording.TALK | wording.SIGNS, wording.NAMES)
    )
    jobs = ["tani:", "  pasti: [sawah]", "  mungkin: [padi]", "tidak_bekerja: [nganggur]"]
    return dict(zip(wording.FILES, map("\n".join, (talk, names, jobs)), strict=True))


def build(root: Path) -> Path:
    """The folder; beside it a piece of source that names texts."""
    folder = root / "messages"
    files = {
        "messages/flows/coba.yaml": FORM,
        "messages/flows/halaman.yaml": PAGES,
        "messages/flows/kata.yaml": words(),
        "messages/flows/ucapan.yaml": SAYINGS,
        "messages/flows/kata_petugas.yaml": words(desk.COMMANDS),
        "messages/balasan.yaml": REPLIES,
        "messages/office.yaml": OFFICE,
        "messages/pengingat_iuran.yaml": "aturan: []\n",
        "messages/labels.yaml": LABELS,
        "messages/kamus.yaml": NAMES,
        "messages/web.yaml": "title: Percobaan\n",
        "messages/formulir.yaml": "judul: Percobaan\n",
        "messages/whatsapp.yaml": APPROVED,
        "messages/menu_telegram.yaml": "semua: {menu: Menu}\n",
        **{f"messages/words/{name}": lists for name, lists in word_lists().items()},
        "messages/text.min/labels.yaml": "dagang: Manggaleh\n",
        "messages/text.min/umum/hasil.j2": "Sadonyo {{ total | rupiah }}.\n",
        "dialog/decide.py": CODE,
        **{f"messages/text/{key}.j2": f"{text}\n" for key, text in TEXTS.items()},
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder
