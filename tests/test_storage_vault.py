"""Keys and what they seal."""

import base64
import stat
from pathlib import Path

import pytest

from storage.vault import Vault, WrongKeyError, own_secret, parse_keys

OLD, NEW, OTHER = bytes(32), bytes([1]) * 32, bytes([2]) * 32
NIK = "1311010101900001"


def test_what_is_sealed_opens_again_and_looks_like_nothing() -> None:
    vault = Vault([OLD])
    sealed = vault.seal(NIK.encode(), "session:1")
    assert NIK.encode() not in sealed
    assert vault.open(sealed, "session:1") == NIK.encode()


def test_the_same_text_never_looks_the_same_twice() -> None:
    vault = Vault([OLD])
    assert vault.seal(b"ya", "session:1") != vault.seal(b"ya", "session:1")


def test_a_row_opens_only_in_its_own_place() -> None:
    vault = Vault([OLD])
    with pytest.raises(WrongKeyError, match="session:2"):
        vault.open(vault.seal(b"ya", "session:1"), "session:2")


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_changed_byte_does_not_open(position: int) -> None:
    vault = Vault([OLD])
    sealed = bytearray(vault.seal(b"Budi Santoso", "session:1"))
    sealed[position] ^= 1
    with pytest.raises(WrongKeyError):
        vault.open(bytes(sealed), "session:1")


@pytest.mark.parametrize("junk", [b"", b"1", b"12345", bytes(16), bytes(40)])
def test_what_was_never_sealed_is_a_wrong_key_and_no_other_error(junk: bytes) -> None:
    with pytest.raises(WrongKeyError):
        Vault([OLD]).open(junk, "session:1")
    own = Vault([OLD]).seal(b"", "session:1")[:4]
    with pytest.raises(WrongKeyError):
        Vault([OLD]).open(own + junk, "session:1")


def test_after_rotation_old_rows_open_and_new_ones_use_the_new_key() -> None:
    before, after = Vault([OLD]), Vault([NEW, OLD])
    assert after.open(before.seal(b"lama", "session:1"), "session:1") == b"lama"
    fresh = after.seal(b"baru", "session:1")
    assert Vault([NEW]).open(fresh, "session:1") == b"baru"
    with pytest.raises(WrongKeyError):
        before.open(fresh, "session:1")


def test_a_nik_is_still_found_after_rotation() -> None:
    before, after = Vault([OLD]), Vault([NEW, OLD])
    assert before.digest(NIK) == after.digest(NIK)
    assert before.digest(NIK) != Vault([OTHER]).digest(NIK), "without the key it tells nothing"
    assert before.digest(NIK) != before.digest("1311010101900002")


def test_a_wrong_key_says_where_and_not_what() -> None:
    sealed = Vault([OLD]).seal(NIK.encode(), "registration:PD-26-000001")
    with pytest.raises(WrongKeyError) as raised:
        Vault([OTHER]).open(sealed, "registration:PD-26-000001")
    assert str(raised.value) == "registration:PD-26-000001"


def text_of(*keys: bytes) -> str:
    return ",".join(base64.b64encode(key).decode() for key in keys)


def test_keys_are_read_newest_first() -> None:
    assert parse_keys(text_of(NEW, OLD)) == [NEW, OLD]
    assert parse_keys(f" {text_of(NEW)} , {text_of(OLD)}\n") == [NEW, OLD]


@pytest.mark.parametrize("text", ["", "abc", "!!", text_of(bytes(16)), text_of(NEW) + ","])
def test_a_malformed_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        parse_keys(text)
    assert not text or text not in str(raised.value)


def test_a_secret_is_made_once_and_only_for_this_user(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "data.key"
    made = own_secret(path)
    assert own_secret(path) == made
    assert len(parse_keys(made)[0]) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["data.key"]


def test_of_two_makers_at_once_the_first_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.key"
    first = own_secret(path)
    monkeypatch.setattr(Path, "exists", lambda _: False)  # as the second saw it a moment before
    assert own_secret(path) == first
    assert [one.name for one in tmp_path.iterdir()] == ["data.key"]
