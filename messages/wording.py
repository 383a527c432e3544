"""Loads messages/words/: the words by which answers are told from everything else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dialog.lexicon import Job, Lexicon
from dialog.phrases import Phrases
from messages.places import Places
from messages.yaml_files import plain, read

TALK = {
    "bertanya": "asking",
    "bertanya_bersama": "asking_beside",
    "pembuka_tanya": "asking_first",
    "penutup_tanya": "asking_last",
    "ragu": "doubting",
    "ingkar": "denying",
    "tidak_tahu": "unknowing",
    "menolak": "refusing",
    "menunda": "postponing",
    "panggilan": "addressing",
    "diri": "oneself",
    "orang_lain": "others",
    "basa_basi": "small_talk",
    "pengisi": "filling",
    "ya": "yes",
    "tidak": "no",
    "di_samping_ya_tidak": "beside_yes_no",
    "di_samping_perintah": "beside_order",
}
SIGNS = {"tanda_ya": "signs_of_yes", "tanda_tidak": "signs_of_no"}
NAMES = {
    "pengantar": "name_lead",
    "panggilan_akrab": "name_nick",
    "nama_lengkap": "name_full",
    "di_samping_nama": "name_beside",
    "huruf_kecil": "name_small",
    "huruf_besar": "name_capital",
    "bukan_nama": "never_name",
    "marga": "name_clan",
    "sehari_hari": "everyday",
    "nama_juga": "name_too",
}
SURE, LIKELY, JOBLESS = "pasti", "mungkin", "tidak_bekerja"
FILES = ("percakapan.yaml", "nama.yaml", "pekerjaan.yaml")


def load(folder: Path, region: Places) -> Lexicon:
    """Every list of the folder, and the names of the places served and of their neighbours."""
    talk, names, jobs = (plain(read(folder / name)) for name in FILES)
    lists: dict[str, Any] = {field: Phrases(talk[key]) for key, field in TALK.items()}
    lists |= {field: Phrases(names[key]) for key, field in NAMES.items()}
    lists |= {field: frozenset(talk[key]) for key, field in SIGNS.items()}
    return Lexicon(
        **lists,
        jobs={code: _job(words) for code, words in jobs.items() if code != JOBLESS},
        jobless=Phrases(jobs[JOBLESS]),
        places=Phrases(_names(region)),
        elsewhere=Phrases(region.neighbours),
    )


def _job(lists: Mapping[str, Any]) -> Job:
    return Job(Phrases(lists[SURE]), Phrases(lists[LIKELY]))


def _names(region: Places) -> list[str]:
    inside = [place for found in region.villages.values() for place in found]
    everyone = (*region.districts, *inside)
    return [*region.called, *(name for one in everyone for name in (one.name, *one.aliases))]
