"""The regency served: its kecamatan and nagari, its clock and what its villages are called."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dialog.flow import Option
from dialog.typed import plain

FOLDER = Path(__file__).with_name("places")
OUTSIDE = "luar"

Table = Mapping[str, Sequence[str]]
"""A word to the beginnings of the codes it holds for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A kecamatan or a village, by its Kemendagri code."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """One kabupaten or kota and everything in it that a person can choose."""

    code: str
    name: str
    province: str
    timezone: str
    district_word: str  # kecamatan, distrik
    village_word: str  # nagari, desa, kelurahan, gampong, kampung ...
    districts: tuple[Place, ...]
    villages: Mapping[str, tuple[Place, ...]]  # by the code of the district
    called: tuple[str, ...]  # the names of the kabupaten or kota itself and of its province
    neighbours: tuple[str, ...]  # what the other kabupaten and kota of the province are called

    def name_of(self, code: str) -> str:
        """The official name of a kecamatan or village here; empty for any other code."""
        inside = self.villages.get(code[:8], ())
        return next((place.name for place in (*self.districts, *inside) if place.code == code), "")


class UnknownRegionError(ValueError):
    """No kabupaten or kota has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(str(_words()["salah_kode"]).format(kode=code))


@cache
def load(region: str) -> Places:
    """The kabupaten or kota with this Kemendagri code, such as "13.11".

    Raises UnknownRegionError, whose message says what a code must look like.
    """
    names = {code: name for code, _, name in _rows("regencies.csv", region)}
    if not re.fullmatch(r"\d\d\.\d\d", region, re.ASCII) or region not in names:
        raise UnknownRegionError(region)
    villages = _rows("villages.csv.gz", f"{region}.")
    return Places(
        code=region,
        name=names[region],
        province=_province(region),
        timezone=timezone(region[:2]),
        district_word=_longest_prefix(_table("sebutan_kecamatan"), region),
        village_word=_village_word(region, [code for code, _, _ in villages]),
        districts=tuple(map(_place, _rows("districts.csv", f"{region}."))),
        villages=_by_district(villages),
        called=_called(region),
        neighbours=_neighbours(region),
    )


def _called(region: str) -> tuple[str, ...]:
    name = _rows("regencies.csv", region)[0][2]
    others = (*_aliases().get(region, ()), *_aliases().get(region[:2], ()))
    return (name, _short(name), _province(region), *others)


def _province(region: str) -> str:
    return dict(row[::2] for row in _rows("provinces.csv", region[:2]))[region[:2]]


def _neighbours(region: str) -> tuple[str, ...]:
    """With and without the word kabupaten or kota, which people leave out. "Solok" is none for
    Solok Selatan: there it is the name of one's own regency cut short."""
    names = {code: name for code, _, name in _rows("regencies.csv", f"{region[:2]}.")}
    others = [name for code, name in names.items() if code != region]
    short = (_short(name) for name in others)
    return (*others, *(name for name in short if not _short(names[region]).startswith(name)))


def _short(name: str) -> str:
    return name.removeprefix("Kabupaten ").removeprefix("Kota ")


def timezone(province: str) -> str:
    """The clock of a province by its two-digit code: WIB, WITA or WIT as an IANA name."""
    return _longest_prefix(_table("zona_waktu"), province)


def districts(places: Places) -> tuple[Option, ...]:
    """The kecamatan to choose from, and last the choice of living elsewhere.

    `params["nagari"]` maps the plain names of villages that lie in one kecamatan only to codes.
    """
    unique = _unique_names(places)
    options = (
        Option(place.code, place.name, place.aliases, {"nagari": _inside(unique, place)})
        for place in places.districts
    )
    outside = _words()["luar_daerah"]
    return (*options, Option(OUTSIDE, outside["label"], tuple(outside["sama_dengan"])))


def villages(places: Places, district: str) -> tuple[Option, ...]:
    """The villages of a kecamatan to choose from; none for the code of another."""
    found = places.villages.get(district, ())
    return tuple(Option(place.code, place.name, place.aliases) for place in found)


def _unique_names(places: Places) -> Mapping[str, str]:
    """Names, also other names, that only one village of the whole region has."""
    everyone = [place for found in places.villages.values() for place in found]
    named = [(name, place.code) for place in everyone for name in sorted(_names(place))]
    count = Counter(name for name, _ in named)
    return {name: code for name, code in named if count[name] == 1}


def _names(place: Place) -> set[str]:
    return {plain(name) for name in (place.name, *place.aliases)}


def _inside(unique: Mapping[str, str], district: Place) -> Mapping[str, str]:
    return {
        name: code
        for name, code in unique.items()
        if code.startswith(f"{district.code}.") and name not in _names(district)
    }


def _by_district(rows: Sequence[Sequence[str]]) -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for row in rows:
        found[row[1]] = (*found.get(row[1], ()), _place(row))
    return found


def _place(row: Sequence[str]) -> Place:
    return Place(row[0], row[2], tuple(_aliases().get(row[0], ())))


def _village_word(region: str, codes: Sequence[str]) -> str:
    """In the last part of a code, a first digit of 1 is a kelurahan."""
    urban = sum(code.split(".")[-1].startswith("1") for code in codes)
    return (
        "kelurahan" if urban * 2 > len(codes) else _longest_prefix(_table("sebutan_desa"), region)
    )


def _longest_prefix(table: Table, code: str) -> str:
    found = [(len(start), word) for word, starts in table.items() for start in starts
             if code.startswith(start)]  # fmt: skip
    return max(found)[1]


def _rows(name: str, start: str) -> list[list[str]]:
    """Code, parent and name of the lines whose code begins so: the files are sorted by code."""
    data = (FOLDER / name).read_bytes()
    text = gzip.decompress(data) if name.endswith(".gz") else data
    mark = b"\n" + start.encode()
    first, last = text.find(mark), text.rfind(mark)
    block = text[first : text.find(b"\n", last + 1)] if first >= 0 else b""
    return list(csv.reader(block.decode().strip().splitlines()))


@cache
def _aliases() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = _yaml("aliases.yaml")
    return found


def _table(name: str) -> Table:
    table: Table = _words()[name]
    return table


@cache
def _words() -> Mapping[str, Any]:
    return _yaml("region.yaml")


def _yaml(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return loaded
