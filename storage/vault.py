"""Encryption of what names a person, and keyed hashes to find a NIK without knowing it."""

import base64
import contextlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_MARK = 4  # leading bytes that tell which key was used


class WrongKeyError(Exception):
    """What is stored was sealed with a key that DATA_KEY does not hold."""


class Vault:
    """Seals with the newest key (AES-256-GCM), opens with any; finds by the oldest.

    Keys are 32 bytes each, newest first. The oldest key also makes the lookup hashes,
    so it stays in the list for as long as data lives.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {_mark(key): AESGCM(key) for key in keys}
        self._newest = _mark(keys[0])
        self._finder = _derive(keys[-1], b"lookup")

    def seal(self, plain: bytes, place: str) -> bytes:
        """`place` names the row and must be given again to open: rows cannot be swapped."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._newest].encrypt(nonce, plain, place.encode())
        return self._newest + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        cipher = self._ciphers.get(sealed[:_MARK])
        if cipher is None:
            raise WrongKeyError(place)
        nonce, body = sealed[_MARK : _MARK + _NONCE], sealed[_MARK + _NONCE :]
        try:
            return cipher.decrypt(nonce, body, place.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: cut short
            raise WrongKeyError(place) from error

    def digest(self, value: str) -> bytes:
        """The same value always gives the same hash; without the key it tells nothing."""
        mac = hmac.HMAC(self._finder, hashes.SHA256())
        mac.update(value.encode())
        return mac.finalize()


def _mark(key: bytes) -> bytes:
    return _derive(key, b"mark")[:_MARK]


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(key)


def parse_keys(text: str) -> list[bytes]:
    """Keys in base64, newest first, separated by commas. Raises ValueError when malformed."""
    keys = [base64.b64decode(part.strip(), validate=True) for part in text.split(",")]
    if any(len(key) != 32 for key in keys):
        raise ValueError("DATA_KEY")
    return keys


def own_secret(path: Path) -> str:
    """A secret of this installation: made once, readable by its user alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_secret(path)
    return path.read_text(encoding="ascii").strip()


def _make_secret(path: Path) -> None:
    """Appears whole or not at all; of two makers at once, the first wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)).decode("ascii") + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
