"""Made-up workers: names from a list, a NIK in the right form, homes spread over the region."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from messages.places import Places

DRAFT = "draft"
_STATUSES = {"submitted": 66, "review": 8, "registered": 14, DRAFT: 12}
_MEN = (
    "Ahmad", "Andri", "Budi", "Dedi", "Eko", "Fauzi", "Hendri", "Irfan", "Joni", "Khairul",
    "Mulyadi", "Nofri", "Rahmat", "Rizki", "Syafril", "Taufik", "Wendi", "Yusuf", "Zainal",
    "Zulkifli",
)  # fmt: skip
_WOMEN = (
    "Asmawati", "Citra", "Dewi", "Elvi", "Fitri", "Gusnita", "Hasnah", "Indah", "Lismawati",
    "Mardiana", "Nurhayati", "Putri", "Ratna", "Rosmaini", "Siti", "Susi", "Yanti", "Yeni",
    "Yusnidar", "Zubaidah",
)  # fmt: skip
_LAST = (
    "Saputra", "Ramadhani", "Hidayat", "Pratama", "Efendi", "Anwar", "Rahman", "Maulana",
    "Syahputra", "Kurniawan", "Fernando", "Marlina", "Oktavia", "Lestari", "Permata", "Sari",
)  # fmt: skip
# Occupation, what is done all day, income in thousands of rupiah a month, how many of a hundred.
_WORK = (
    ("petani", "menyadap karet", (500, 2500), 46),
    ("pedagang_umkm", "jual sayur di pasar", (600, 4000), 20),
    ("buruh_harian", "memanen sawit", (700, 2200), 12),
    ("tukang", "tukang kayu", (1000, 3500), 7),
    ("ojek", "ojek di pasar", (700, 2000), 6),
    ("sopir", "sopir travel", (1200, 4000), 4),
    ("nelayan", "pelihara ikan", (600, 1800), 2),
    ("art", "bantu di rumah orang", (500, 1500), 2),
    ("lainnya", "bengkel las", (800, 3000), 1),
)
_SOURCES = ("petugas", "nagari", "teman", "media", "poster", "lainnya")
_YOUNGEST, _OLDEST = 18, 64  # years


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who does not exist."""

    answers: Mapping[str, str]
    status: str
    channel: str
    days_ago: int


def workers(count: int, region: Places, today: date, seed: int) -> Iterator[Worker]:
    """The same people for the same seed and day; no NIK twice."""
    chance = Random(seed)  # noqa: S311  made-up people need no secrecy
    taken = set[str]()
    for _ in range(count):
        yield _worker(chance, region, today, taken)


def _worker(chance: Random, region: Places, today: date, taken: set[str]) -> Worker:
    status = _weighted(chance, _STATUSES)
    answers = {**_identity(chance, region, today, taken), **_living(chance)}
    if status == DRAFT:
        answers = dict(list(answers.items())[: chance.randint(2, len(answers) - 1)])
    channel = chance.choice(("web", "web", "web", "terminal"))
    return Worker(answers, status, channel, chance.randint(0, 180))


def _weighted(chance: Random, weights: Mapping[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _identity(chance: Random, region: Places, today: date, taken: set[str]) -> dict[str, str]:
    """In the order of the form, so that a draft is cut off where a person would stop."""
    woman = chance.random() < 0.45
    district = chance.choice(region.districts)
    nagari = chance.choice(region.villages[district.code])
    born = today - timedelta(days=chance.randint(_YOUNGEST * 366, _OLDEST * 365))
    first = chance.choice(_WOMEN if woman else _MEN)
    return {
        "consent": "ya",
        "full_name": f"{first} {chance.choice(_LAST)}",
        "nik": _nik(chance, district.code, born, woman, taken),
        "nik_confirmed": "ya",
        "birth_date": born.isoformat(),
        "gender": "P" if woman else "L",
        "phone": f"+62800{chance.randrange(10**7):07}",  # 0800: no mobile number has it
        "district": district.code,
        "nagari": nagari.code,
    }


def _nik(chance: Random, district: str, born: date, woman: bool, taken: set[str]) -> str:
    """Serial numbers from 9000 on: so many children are not born in a kecamatan on one day."""
    start = f"{district.replace('.', '')}{born.day + 40 * woman:02}{born:%m%y}"
    while True:
        nik = f"{start}{chance.randint(9000, 9999)}"
        if nik not in taken:
            taken.add(nik)
            return nik


def _living(chance: Random) -> dict[str, str]:
    work, detail, (low, high), _ = chance.choices(_WORK, [row[3] for row in _WORK])[0]
    employer = chance.random() < 0.08
    three = employer or chance.random() < 0.3
    return {
        "occupation": work,
        "occupation_detail": detail,
        "employed": "tidak",
        "employer": "ya" if employer else "tidak",
        "income": str(chance.randrange(low, high, 50) * 1000),
        "programmes": "jkk,jkm,jht" if three else "jkk,jkm",
        "payer": _weighted(chance, {"self": 80, "government": 15, "other": 5}),
        "source": chance.choice(_SOURCES),
    }
