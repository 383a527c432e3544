"""The bar of a command that may take a while."""

from typing import NoReturn

from tqdm import tqdm


def progress(label: str, total: int | None) -> "tqdm[NoReturn]":
    """Shown where a terminal is there, and only when it takes over two seconds."""
    return tqdm(total=total, desc=label, delay=2, disable=None, leave=False)
