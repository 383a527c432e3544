"""Draws a card with Pillow. The same card becomes the same bytes, on the same versions of both."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import font_manrope
from PIL import Image, ImageDraw, ImageFont

from pictures.card import Card
from pictures.icons import GRID, ICONS, Shape
from pictures.sheet import BADGE, GAP, ICON, WIDTH, Box, Letters, Line, Weight, lay_out

FONTS = Path(font_manrope.font_directory)
COLOURS = 48  # of the palette: flat colours, and the steps between them at the edges of letters
SQUEEZE = 8  # one more takes three times as long and saves one part in fifty
FINER = 4  # shapes are drawn so many times larger, then made smaller: their edges become smooth
SMALLEST = 18


def draw(card: Card) -> bytes:
    """The card as PNG."""
    sheet = lay_out(card)
    image = Image.new("RGB", (WIDTH, sheet.height))
    pen = ImageDraw.Draw(image)
    for box in sheet.boxes:
        pen.rectangle(_inside(box), box.colour)
    if sheet.sign:
        _sign(image, *sheet.sign)
    for line in sheet.lines:
        _write(pen, line)
    return _packed(image)


def _inside(box: Box) -> tuple[int, int, int, int]:
    """Pillow counts the last row and column in."""
    left, top, right, bottom = box.at
    return left, top, right - 1, bottom - 1


def _packed(image: Image.Image) -> bytes:
    file = BytesIO()
    small = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(file, "PNG", compress_level=SQUEEZE)
    return file.getvalue()


@lru_cache(32)
def _font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    path = FONTS / f"Manrope-{weight}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _write(pen: ImageDraw.ImageDraw, line: Line) -> None:
    by = min(1.0, line.room / max(1.0, width(line)))
    pen.text((line.x, line.y), line.left, line.letters.colour, _scaled(line.letters, by), "ls")
    if line.right:
        letters = line.right_letters or line.letters
        end = (line.x + line.room, line.y)
        pen.text(end, line.right, letters.colour, _scaled(letters, by), "rs")


def _scaled(letters: Letters, by: float) -> ImageFont.FreeTypeFont:
    return _font(letters.weight, max(SMALLEST, int(letters.size * by)))


def width(line: Line) -> float:
    """How wide the line is at full size, in pixels."""
    wide = _font(line.letters.weight, line.letters.size).getlength(line.left)
    if not line.right:
        return wide
    letters = line.right_letters or line.letters
    return wide + GAP + _font(letters.weight, letters.size).getlength(line.right)


def too_wide(card: Card) -> Iterator[tuple[str, int]]:
    """The lines that do not fit at full size, and how many pixels they are too wide."""
    for line in lay_out(card).lines:
        if (over := round(width(line) - line.room)) > 0:
            yield line.left, over


def unknown_letters(text: str) -> list[str]:
    """Letters the font has no shape for: emoji, say."""
    font = _font("Bold", 40)
    nothing = bytes(font.getmask("\uffff"))
    return [letter for letter in dict.fromkeys(text) if bytes(font.getmask(letter)) == nothing]


def _sign(image: Image.Image, name: str, left: int, top: int) -> None:
    icon = ICONS[name]
    disc = _mask(BADGE, [Shape("disc", (0, 0, GRID, GRID))])
    image.paste("#ffffff", (left, top), disc)
    inset = (BADGE - ICON) // 2
    image.paste(icon.colour, (left + inset, top + inset), _mask(ICON, icon.shapes))


def _mask(size: int, shapes: Sequence[Shape]) -> Image.Image:
    large = Image.new("L", (size * FINER, size * FINER))
    pen = ImageDraw.Draw(large)
    for shape in shapes:
        _shape(pen, shape, size * FINER / GRID)
    return large.resize((size, size), Image.Resampling.BOX)


def _shape(pen: ImageDraw.ImageDraw, shape: Shape, scale: float) -> None:
    at = [each * scale for each in shape.at]
    fill = 0 if shape.hole else 255
    match shape.kind:
        case "block":
            pen.rounded_rectangle(at, shape.turn[0] * scale, fill)
        case "disc":
            pen.ellipse(at, fill)
        case "slice":
            pen.pieslice(at, shape.turn[0], shape.turn[1], fill)
        case "area":
            pen.polygon(at, fill)
