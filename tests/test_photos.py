"""Photos that people send: only wanted ones are fetched, only real ones kept, each once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dialog.wire import Incoming, Photo, PhotoSize, Unfetched
from handlers import photos, retention
from handlers.house import House
from handlers.inbound import Inbound
from pictures.photo import LARGEST, Looked, look
from storage.tables import pictures
from tests import ledger
from tests.houses import ADMIN, Clock, Talk
from tests.photos import PHOTOS, photo

GOOD = PHOTOS["baik"]


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (photo(), Looked("jpeg", 64, 48)),
        (photo("PNG", 10, 20), Looked("png", 10, 20)),
        (photo("PNG", mode="RGBA"), Looked("png", 64, 48)),
        (photo("PNG", mode="P"), Looked("png", 64, 48)),
        (photo(mode="L"), Looked("jpeg", 64, 48)),
        (photo("PNG", 20, 1), Looked("png", 20, 1)),
        (photo("PNG", 21, 1), "not_a_picture"),
        (photo("PNG", 6000, 4001, mode="L"), "not_a_picture"),
        (photo(mode="CMYK"), "not_a_picture"),
        (photo("PNG", mode="I;16"), "not_a_picture"),
        (photo("GIF"), "not_a_picture"),
        (photo("BMP"), "not_a_picture"),
        (photo("WEBP"), "not_a_picture"),
        (photo()[:-40], "not_a_picture"),
        (photo("PNG")[:-40], "not_a_picture"),
        (photo("PNG")[:40] + b"?" + photo("PNG")[41:], "not_a_picture"),
        (b"\xff\xd8\xff", "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"", "not_a_picture"),
        (photo() + bytes(LARGEST), "too_large"),
        (photo() + bytes(LARGEST - len(photo())), Looked("jpeg", 64, 48)),
    ],
)
def test_what_a_photo_is_its_own_bytes_tell(data: bytes, seen: object) -> None:
    assert look(data) == seen


@given(st.sampled_from([photo(), photo("PNG")]), st.data())
def test_nothing_that_anybody_makes_up_is_more_than_no_picture(
    whole: bytes, data: st.DataObject
) -> None:
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    made_up = whole[:begin] + data.draw(st.binary(max_size=40)) + whole[end:]
    seen = look(made_up)
    assert isinstance(seen, Looked) or seen == "not_a_picture"


def noted(kind: str, orientation: int) -> bytes:
    """With what a camera writes: which way up, and where it stood."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes.get_ifd(0x8825)[1] = "S"
    made = BytesIO()
    Image.open(BytesIO(photo("PNG"))).save(made, kind, exif=notes)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
async def test_where_a_camera_stood_is_not_kept_and_the_picture_stands_upright(
    house: House, kind: str
) -> None:
    data = noted(kind, orientation=6)
    assert look(data) == Looked("png" if kind == "PNG" else "jpeg", 64, 48, noted=True)
    name = (await photos.keep(house, data)).name
    async with house.db.read() as tx:
        picture = await photos.picture(house, tx, name)
    assert picture is not None
    assert (picture.width, picture.height) == (48, 64)
    bare = await house.gallery.fetch(picture)
    assert not Image.open(BytesIO(bare)).getexif()
    assert (await photos.keep(house, data)).name == name


@dataclass
class Shelf:
    """A network's files, and which of them were asked for."""

    files: dict[str, bytes] = field(default_factory=lambda: dict(PHOTOS))
    asked: list[str] = field(default_factory=list[str])

    async def download(self, name: str, limit: int) -> bytes | Unfetched:
        self.asked.append(name)
        data = self.files.get(name)
        if data is None:
            return Unfetched()
        return data if len(data) <= limit else Unfetched(too_large=True)


def event(talk: Talk, *sizes: PhotoSize, several: bool = False) -> Incoming:
    at = talk._house.now()
    return Incoming(talk.address, "p-1", "", at, "photo", sizes=sizes, several=several)


async def asked_for_one(house: House) -> Talk:
    """An admin at the question for the picture."""
    talk = Talk(house, ADMIN.key)
    for text in ("siaran", "Besok petugas datang."):
        await talk.say(text)
    return talk


async def kept(house: House) -> Sequence[str]:
    return [row["name"] for row in await ledger.rows(house, pictures)]


@pytest.mark.parametrize(
    ("sizes", "asked", "made"),
    [
        ([("baik", 0)], ["baik"], ""),
        ([("besar", 0), ("baik", 0)], ["besar", "baik"], ""),
        ([("besar", LARGEST + 1), ("baik", 900)], ["baik"], ""),
        ([("besar", LARGEST + 1)], [], "too_large"),
        ([("besar", 0)], ["besar"], "too_large"),
        ([("rusak", 0), ("baik", 0)], ["rusak"], "not_a_picture"),
        ([("hilang", 0), ("baik", 0)], ["hilang"], "unreachable"),
    ],
)
async def test_the_largest_that_fits_is_taken(
    house: House, sizes: list[tuple[str, int]], asked: list[str], made: str
) -> None:
    talk, shelf = await asked_for_one(house), Shelf()
    sent = event(talk, *(PhotoSize(*one) for one in sizes))
    found = await photos.taken(house, {"telegram": shelf.download}, sent)
    assert shelf.asked == asked
    assert found.photo is not None
    assert found.photo.fault == made
    assert await kept(house) == ([] if made else [found.photo.name])


async def test_an_album_is_not_fetched(house: House) -> None:
    talk, shelf = await asked_for_one(house), Shelf()
    sent = event(talk, PhotoSize("baik"), several=True)
    found = await photos.taken(house, {"telegram": shelf.download}, sent)
    assert (found.photo, shelf.asked) == (Photo(fault="several"), [])


async def test_what_nobody_asked_for_is_not_fetched(house: House) -> None:
    stranger, shelf = Talk(house, "7"), Shelf()
    sent = event(stranger, PhotoSize("baik"))
    assert await photos.taken(house, {"telegram": shelf.download}, sent) == sent
    await stranger.say("daftar")
    assert await photos.taken(house, {"telegram": shelf.download}, sent) == sent
    talk = await asked_for_one(house)
    await talk.say("tanpa gambar")
    assert (await photos.taken(house, {"telegram": shelf.download}, sent)).photo is None
    assert (shelf.asked, await kept(house)) == ([], [])


async def test_a_network_that_takes_too_long_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await asked_for_one(house)
    monkeypatch.setattr(photos, "PATIENCE", 0)

    async def never(_: str, __: int) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError

    found = await photos.taken(house, {"telegram": never}, event(talk, PhotoSize("baik")))
    assert found.photo == Photo(fault="unreachable")


async def test_what_breaks_here_is_asked_for_again_and_stops_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    talk = await asked_for_one(house)

    async def broken(_: str, __: int) -> bytes:
        raise RuntimeError("a fault of ours")

    sent = event(talk, PhotoSize("baik"))
    assert await photos.taken(house, {"telegram": broken}, sent) == sent
    assert "belum bisa diambil" in await talk.send(sent)
    assert "was not taken" in caplog.text


async def test_the_same_bytes_are_kept_once_sealed_and_shown_again(house: House) -> None:
    names = [(await photos.keep(house, GOOD)).name for _ in range(2)]
    [row] = await ledger.rows(house, pictures)
    assert names == [row["name"]] * 2
    assert (row["kind"], row["size"], row["width"], row["height"]) == ("jpeg", len(GOOD), 64, 48)
    assert GOOD[20:60] not in row["sealed"]
    async with house.db.read() as tx:
        picture = await photos.picture(house, tx, row["name"])
    assert picture is not None
    assert (picture.width, picture.height, picture.required) == (64, 48, True)
    assert await house.gallery.fetch(picture) == GOOD


async def test_what_no_campaign_uses_is_forgotten_in_the_end(house: House, clock: Clock) -> None:
    old, again = [(await photos.keep(house, PHOTOS[one])).name for one in ("baik", "lain")]
    clock.forward(timedelta(days=house.rules.retention_days - 1))
    await photos.keep(house, PHOTOS["lain"])
    clock.forward(timedelta(days=2))
    await retention.forget(house)
    assert old != again
    assert await kept(house) == [again]


async def test_the_door_fetches_before_the_turn_and_hands_it_over(house: House) -> None:
    talk, shelf = await asked_for_one(house), Shelf()
    door = Inbound(house, {"telegram": shelf.download})
    running = asyncio.create_task(door.run())
    await door.receive(event(talk, PhotoSize("baik")))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    [answer] = await talk.drain()
    assert "Siaran ini untuk siapa?" in answer.body
