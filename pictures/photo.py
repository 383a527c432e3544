"""A photo that somebody sent: whether it is one, what kind, and how large. Nothing is drawn."""

from dataclasses import dataclass
from io import BytesIO
from typing import Literal

LARGEST = 1 << 20
"""Bytes: what an old phone loads in bearable time, and far less than any network refuses."""
LONGEST_SIDES = 10_000
"""Width and height together, in pixels: Telegram takes no more."""
MOST_LOPSIDED = 20
"""So many times as long as wide, at most: neither does it take more of that."""

Kind = Literal["jpeg", "png"]
Fault = Literal["too_large", "not_a_picture"]

_KINDS: dict[str | None, Kind] = {
    "JPEG": "jpeg",
    "MPO": "jpeg",
    "PNG": "png",
}  # MPO: with a preview
_MODES = frozenset({"L", "LA", "P", "RGB", "RGBA"})
"""What every network and browser shows: no print colours, no 16 bits."""
_NOTES = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"})


@dataclass(frozen=True, slots=True)
class Looked:
    """What a photo is, by its own bytes and not by what anybody says of it."""

    kind: Kind
    width: int
    height: int
    noted: bool = False  # the camera wrote something beside it, perhaps where it stood


def look(data: bytes) -> Looked | Fault:
    """Reads it to its end: half a photo is none. Takes time: not for the event loop."""
    if len(data) > LARGEST:
        return "too_large"
    from PIL import Image  # with the first photo: it takes some 20 MB

    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as image:
            kind, (width, height) = _KINDS[image.format], image.size
            noted = not _NOTES.isdisjoint(image.info)
            if image.mode not in _MODES or not _is_shown(width, height):
                return "not_a_picture"
            if kind == "png":
                image.verify()
            else:
                image.draft("RGB", (1, 1))  # an eighth is decoded, and all of it read
                image.load()
    except Exception:  # whatever a library can raise at bytes that anybody may have made up
        return "not_a_picture"
    return Looked(kind, width, height, noted)


def without_notes(data: bytes) -> bytes:
    """The same picture, the way up it is looked at, and nothing beside it."""
    from PIL import Image, ImageOps

    made = BytesIO()
    with Image.open(BytesIO(data)) as image:
        kind, colours = "PNG" if image.format == "PNG" else "JPEG", image.info.get("icc_profile")
        ImageOps.exif_transpose(image).save(made, kind, quality=90, icc_profile=colours)
    return made.getvalue()


def _is_shown(width: int, height: int) -> bool:
    long, short = max(width, height), min(width, height)
    return width + height <= LONGEST_SIDES and long <= short * MOST_LOPSIDED
