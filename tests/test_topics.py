import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.mind import EXAMPLES
from messages.examples import paths
from tests.houses import mind
from understanding.meanings import own_words
from understanding.normalise import normalise
from understanding.topics import Guess

SENTENCES = """
greeting: halo | Assalamu'alaikum | assalamualaikum pak | selamat pagi | hai kak 👋
menu_help: bot ini bisa bantu apa | saya bingung | cara pakai bot ini gimana | tolong bantu saya
menu_help: bisa bantu apa saja
what_is_program: apa itu bpjs ketenagakerjaan | BPU itu apa? | jelaskan program ini
what_is_program: apo tu bpjs tk | maksudnya bpu apa | program apa ini
diff_kesehatan: iko samo jo bpjs kesehatan?
diff_kesehatan: apa bedanya dengan bpjs kesehatan | sama nggak dengan BPJS kesehatan
diff_kesehatan: saya sudah punya bpjs kesehatan | lah ado KIS, baa lai
diff_kesehatan: ini bukan bpjs kesehatan kan
jkk_benefit: apa manfaat jkk | jkk dapat apa saja | kalau kecelakaan kerja dapat apa
jkk_benefit: biaya rumah sakit kalau kecelakaan dibayar?
jkk_benefit: kalo jatuah dari pohon karet kecelakaan kerja?
jkm_benefit: apa manfaat jkm | berapa santunan kematian | kalau meninggal dapat berapa
jkm_benefit: ahli waris dapat apa | kalau maninggal dapek bara
jht_benefit: apa itu jht | jaminan hari tua itu gimana | manfaat jht apa
jht_benefit: tabungan hari tua bisa berapa
scholarship: apakah ada beasiswa | anak sekolah dapat bantuan? | biasiswa untuak anak bara
scholarship: beasiswa anak sampai kuliah ya
contribution_amount: berapa iurannya | bara bayianyo sabulan | iuran per bulan berapa
contribution_amount: brp biaya nya | tolong hitung iuran saya | mahal ndak | besaran iuran BPU
how_to_pay: bagaimana cara bayar | bayar di mana | bisa bayar lewat indomaret?
how_to_pay: dima mambayia iuran | bayar pakai dana bisa | cara bayar iuran lewat brilink
late_payment: kalau telat bayar bagaimana | saya lupa bayar 2 bulan | ada denda?
late_payment: nunggak iuran 3 bulan | kalau indak bayia baa | talambek mambayia iuran
due_date: kapan harus bayar | tanggal berapa jatuh tempo | batas bayar iuran
due_date: jatuh temponya kapan | paling lambat tanggal berapa
eligibility: siapa saja yang boleh ikut | apakah petani bisa daftar | umur berapa boleh ikut
eligibility: sia se nan buliah ikuik | ibu rumah tangga boleh? | batas usia berapa
requirements: apa saja syaratnya | syarat daftar | dokumen apa yang perlu disiapkan
requirements: apakah perlu kk | persyaratannyo apo
register: saya mau daftar | nio dafta bpjs | cara daftar bpu | bagaimana cara ikut
register: tolong daftarkan saya | ingin jadi peserta
registration_status: pendaftaran saya sudah diproses belum | status pendaftaran saya
registration_status: sudah sampai mana pendaftaran saya | apakah saya sudah terdaftar
registration_status: kapan kartu saya aktif
claim_accident: saya mau lapor kecelakaan kerja | suami saya kecelakaan tadi | cara klaim jkk
claim_accident: saya kecelakaan kemarin bagaimana | klaim kecelakaan kerja
claim_death: suami saya meninggal | bapak saya sudah meninggal kemarin | cara klaim jkm
claim_death: mengurus santunan kematian | apak ambo lah maninggal, klaim jkm baa
claim_jht: cara klaim jht | mau mencairkan jht | kapan bisa cair tabungan
claim_jht: bagaimana mengambil jht | pencairan saldo jht
pension_jp: apakah ada pensiun | jaminan pensiun ada? | dapat uang pensiunan? | jp itu apa
assistance_paid_by_government: apakah dibayar pemerintah | ada bantuan iuran dari pemda?
assistance_paid_by_government: pekerja rentan itu apa | gratis dari pemerintah ada?
assistance_paid_by_government: iuran dibayarkan kabupaten?
discount_relief: ada diskon? | diskon iuran sampai kapan | katanya iuran setengah harga
discount_relief: potongan 50 persen
change_data: mau ubah data | nama saya salah tulis | ganti nomor hp | nik saya salah ketik
change_data: saya pindah alamat
reminder_on: tolong ingatkan bayar iuran | pasang pengingat | ingekkan ambo bayia tiok bulan
reminder_on: aktifkan reminder
stop_messages: jangan kirim pesan lagi | stop kirim wa | berhenti langganan | jan chat ambo lai
delete_my_data: hapus data saya | tolong delete data ambo | hapus akun saya | apuih nik ambo
my_data: lihat data saya | data saya apa saja yang disimpan | cek data ambo | data ambo
privacy_safety: apakah data saya aman | ini penipuan? | kenapa minta nik
privacy_safety: aman ndak nik ambo di siko | ini bot resmi atau bukan apakah betul
privacy_safety: takut tertipu
office_contact: kantor bpjs di mana | alamat kantor | jam buka kantor | nomor telepon bpjs
office_contact: kantua bpjs kantor dima
talk_to_human: mau bicara dengan petugas | minta petugas | sambungkan ke admin
talk_to_human: nio batanyo ka petugas | tolong hubungi petugas
complaint: saya mau komplain | petugasnya kasar | mau mengadu ada pungli | pelayanan lama sekali
complaint: saya kecewa
thanks: terima kasih | makasih ya | tarimo kasih | thx | terima kasih banyak pak
goodbye: sampai jumpa | bye | pamit dulu ya | sampai ketemu lagi
check_card_balance: cek saldo | kartu saya hilang | cara cek saldo jht | nomor kpj saya
check_card_balance: download jmo | saldo saya berapa
out_of_scope: rujukan puskesmas | pindah faskes bpjs kesehatan | cuaca hari ini
out_of_scope: mau pinjam uang kredit | how much is the fee | kapan bansos cair
out_of_scope: harga karet hari ini
"""

SAID = [
    (line.split(": ")[0], sentence)
    for line in SENTENCES.strip().splitlines()
    for sentence in line.split(": ")[1].split(" | ")
]
TOPICS = {topic for topic, _ in SAID}


@pytest.mark.parametrize(("topic", "sentence"), SAID)
def test_a_usual_sentence_finds_its_topic(topic: str, sentence: str) -> None:
    found = mind().understand(sentence)
    assert found.topic == topic
    assert found.guesses[0] == Guess(topic, found.confidence)


def test_every_topic_has_usual_sentences() -> None:
    assert {path.stem for path in paths(EXAMPLES)} == TOPICS


def test_no_written_form_stands_for_two_things() -> None:
    forms = [form for form, _ in own_words()]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Baa caronyo, gmn??", "bagaimana cara bagaimana"),
        ("Iurannya BRAPA 🙏", "iuran berapa"),
        ("ambo alun mambayia", "saya belum bayar"),
        ("sekolah jumlah masalah", "sekolah jumlah masalah"),
        ("makasiiiih", "terima kasih"),
        ("", ""),
    ],
)
def test_chat_language_becomes_plain_words(written: str, meant: str) -> None:
    assert normalise(written) == meant


@given(st.text())
def test_any_text_can_be_normalised_and_understood(text: str) -> None:
    assert not re.search(r"\s\s|[?!.,]", normalise(text))
    found = mind().understand(text)
    assert found.topic in {None, *TOPICS}
    assert all(0 <= guess.confidence <= 1 for guess in found.guesses)
