"""The drawing itself: the same strings become the same small, readable PNG, and its words."""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor, ImageDraw

from pictures import paint
from pictures.card import Card, Row, aloud
from pictures.icons import GRID, ICONS
from pictures.sheet import MARGIN, WIDTH, Box, Line, Sheet, lay_out, size

ROOT = Path(__file__).parent.parent
FULL = Card(
    title="Meninggal dunia",
    icon="payung",
    head="Kabupaten Solok Selatan · pekerja mandiri (BPU)",
    subtitle="JKM, Jaminan Kematian",
    figure="Rp42 juta",
    captions=("untuk keluarga peserta aktif yang", "meninggal bukan karena kerja"),
    rows=(Row("Santunan", "Rp20 juta"), Row("Berkala", "Rp12 juta", "dibayar sekaligus")),
    notes=("Dalam 3 bulan pertama: hanya sekitar", "Rp10 juta. Pastikan ke 175."),
    foot=("Sumber: PP 82/2019", "Berlaku sampai ada aturan baru"),
)
BARE = Card("Iuran")
LONG = Card(
    "Judul yang sangat panjang sekali sampai tidak muat",
    "helm",
    figure="Rp999.999.999.999.999",
    rows=(Row("Nama yang panjang sekali", "isi yang tidak kalah panjangnya juga"),),
)
lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
several = st.lists(lines, max_size=3).map(tuple)
cards = st.builds(
    Card,
    lines,
    st.sampled_from(["", *ICONS]),
    lines,
    lines,
    lines,
    several,
    st.lists(st.builds(Row, lines, lines, lines), max_size=5).map(tuple),
    several,
    several,
)


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


@given(cards)
def test_a_card_is_the_same_after_a_trip_through_its_source(card: Card) -> None:
    assert Card.from_source(card.to_source()) == card


def test_what_another_version_wrote_is_left_out() -> None:
    assert Card.from_source('{"look":9,"title":"Iuran","sound":"x"}') == BARE


def test_different_cards_have_different_sources() -> None:
    assert len({card.to_source() for card in (FULL, BARE, LONG)}) == 3


@pytest.mark.parametrize("card", [FULL, BARE, LONG], ids=["full", "bare", "long"])
def test_the_same_card_becomes_the_same_small_picture(card: Card) -> None:
    data = paint.draw(card)
    assert data == paint.draw(card)
    assert len(data) < 80_000
    assert opened(data).size == size(card)


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_stays_on_its_square_and_is_drawn(name: str) -> None:
    for shape in ICONS[name].shapes:
        assert min(shape.at) >= 0
        assert max(shape.at) <= GRID
    sheet = lay_out(Card("Iuran", name))
    assert sheet.sign is not None
    _, left, top = sheet.sign
    disc = opened(paint.draw(Card("Iuran", name))).crop((left, top, left + 128, top + 128))
    colour = ImageColor.getrgb(ICONS[name].colour)
    inside = [disc.getpixel((x, y)) for x in range(20, 108) for y in range(20, 108)]
    assert 0.1 < inside.count(colour) / len(inside) < 0.7


# What it says aloud


def drawn_on(card: Card, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every string that Pillow is asked to write."""
    written: list[str] = []
    write = ImageDraw.ImageDraw.text

    def overhear(self: ImageDraw.ImageDraw, xy: object, text: str, *more: object) -> None:
        written.append(text)
        write(self, xy, text, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", overhear)
    paint.draw(card)
    return written


def test_everything_that_is_drawn_is_also_said(monkeypatch: pytest.MonkeyPatch) -> None:
    written = drawn_on(FULL, monkeypatch)
    assert len(written) == 15
    assert [text for text in written if text not in aloud(FULL)] == []


def test_it_is_said_in_sentences() -> None:
    assert aloud(FULL) == (
        "Meninggal dunia, JKM, Jaminan Kematian. Rp42 juta untuk keluarga peserta aktif yang"
        " meninggal bukan karena kerja. Santunan: Rp20 juta. Berkala: Rp12 juta, dibayar sekaligus."
        " Dalam 3 bulan pertama: hanya sekitar Rp10 juta. Pastikan ke 175. Sumber: PP 82/2019."
        " Berlaku sampai ada aturan baru. Kabupaten Solok Selatan · pekerja mandiri (BPU)."
    )
    assert aloud(BARE) == "Iuran."


# Whether it can be read


@pytest.mark.parametrize("card", [FULL, BARE, LONG], ids=["full", "bare", "long"])
def test_every_line_stands_inside_the_picture(card: Card) -> None:
    sheet = lay_out(card)
    for line in sheet.lines:
        assert line.x >= MARGIN
        assert line.x + line.room <= WIDTH - MARGIN
        assert line.letters.size <= line.y < sheet.height
    assert all(box.at[3] <= sheet.height for box in sheet.boxes)


def test_no_two_lines_stand_on_each_other() -> None:
    rows = [line.y - line.letters.size for line in lay_out(FULL).lines]
    above = [line.y for line in lay_out(FULL).lines]
    assert all(top > bottom - 8 for top, bottom in zip(rows[1:], above[:-1], strict=True))


def test_what_is_too_wide_is_told_and_drawn_smaller() -> None:
    assert [text for text, _ in paint.too_wide(LONG)] == [LONG.title, LONG.figure, "Nama yang"
                                                          " panjang sekali"]  # fmt: skip
    assert list(paint.too_wide(FULL)) == []
    image = opened(paint.draw(LONG))
    sheet = lay_out(LONG)
    for at in range(sheet.height):
        assert image.getpixel((MARGIN // 2, at)) == image.getpixel((WIDTH - MARGIN // 2, at))


def under(sheet: Sheet, line: Line) -> Box:
    covering = [box for box in sheet.boxes if box.at[1] <= line.y - 4 < box.at[3]]
    return next(box for box in reversed(covering) if box.at[0] == 0)


def luminance(colour: str) -> float:
    shares = [part / 255 for part in ImageColor.getrgb(colour)[:3]]
    red, green, blue = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrasts(card: Card) -> Iterator[float]:
    sheet = lay_out(card)
    for line in sheet.lines:
        both = (luminance(line.letters.colour), luminance(under(sheet, line).colour))
        yield (max(both) + 0.05) / (min(both) + 0.05)


@pytest.mark.parametrize("icon", ["", *ICONS])
def test_all_letters_stand_out_from_what_is_below_them(icon: str) -> None:
    """WCAG asks for 4.5; the sun on a small screen asks for more."""
    card = Card(**{name: getattr(FULL, name) for name in Card.__slots__} | {"icon": icon})
    assert min(contrasts(card)) > 5


def test_letters_are_large_enough_for_a_phone() -> None:
    """Shown 336 columns wide, nothing is smaller than 11 of them."""
    assert min(line.letters.size for line in lay_out(FULL).lines) * 336 / WIDTH > 11


def test_a_letter_without_a_shape_is_known() -> None:
    assert paint.unknown_letters("Rp1.000, • – — ½ × “upah” (BPU) · 100%") == []
    assert paint.unknown_letters("👍 Rp 👍") == ["👍"]


def test_whoever_draws_nothing_does_not_load_pillow() -> None:
    code = "import bot, sys, commands.service; print('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == b"False\n"
