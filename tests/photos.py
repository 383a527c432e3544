"""Photos as people send them: real ones, and some that only look like it."""

from functools import cache
from io import BytesIO

from PIL import Image

from pictures.photo import LARGEST


@cache
def photo(kind: str = "JPEG", width: int = 64, height: int = 48, mode: str = "RGB") -> bytes:
    """A small picture of one colour."""
    made = BytesIO()
    Image.new(mode, (width, height)).save(made, kind)
    return made.getvalue()


PHOTOS = {
    "baik": photo(),
    "lain": photo(width=32),
    "besar": photo() + bytes(LARGEST),
    "rusak": photo()[:-40],
    "palsu": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}
"""By what a transcript calls them, which is also their id at the network."""
