"""Reading what a network sent: JSON in which nothing is trusted. Pure; never raises."""

from collections.abc import Iterator, Mapping

Json = Mapping[str, object]

NOTHING: Json = {}


def dict_at(value: Json, key: str) -> Json:
    inner = value.get(key)
    return inner if isinstance(inner, dict) else NOTHING


def dicts_at(value: Json, key: str) -> Iterator[Json]:
    """The objects of a list; whatever else stands in it is left out."""
    inner = value.get(key)
    yield from (each for each in inner if isinstance(each, dict)) if isinstance(inner, list) else ()


def int_at(value: Json, key: str) -> int | None:
    number = value.get(key)
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def text_at(value: Json, key: str) -> str:
    """The string, fit to be stored: halves of characters and NULs cannot be."""
    text = value.get(key)
    if not isinstance(text, str):
        return ""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
