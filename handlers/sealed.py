"""Sealing and opening what is stored: sessions, messages, pre-registrations."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from dialog.session import Session
from dialog.wire import Address, Approved, Choice, Outgoing, Picture, Thread
from messages.texts import Message
from storage.vault import Vault

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _pack(data: object) -> bytes:
    return _written(data).encode()


def seal_session(vault: Vault, session: Session, person_id: int) -> bytes:
    return vault.seal(_pack(session.to_json()), f"session:{person_id}")


def open_session(vault: Vault, sealed: bytes | None, person_id: int) -> Session:
    if sealed is None:
        return Session()
    return Session.from_json(json.loads(vault.open(sealed, f"session:{person_id}")))


def seal_message(
    vault: Vault,
    message: Message,
    address_id: int,
    thread: Thread | None = None,
    replaces: str = "",
) -> bytes:
    data: dict[str, Any] = {"body": message.body}
    if replaces:
        data["replaces"] = replaces
    if thread:
        data["thread"] = asdict(thread)
    if message.choices:
        data["choices"] = [_choice(choice) for choice in message.choices]
    if message.ask_contact:
        data["contact"] = True
    if message.picture:
        data["picture"] = asdict(message.picture)
    if message.template:
        data["template"] = [message.template.name, message.template.language]
        data["template"] += message.template.parameters
    return vault.seal(_pack(data), f"outbox:{address_id}")


def _choice(choice: Choice) -> list[str]:
    return [choice.id, choice.label, *([choice.url] if choice.url else [])]


def open_message(vault: Vault, sealed: bytes, address_id: int, to: Address, row: int) -> Outgoing:
    data = json.loads(vault.open(sealed, f"outbox:{address_id}"))
    choices = tuple(Choice(*pair) for pair in data.get("choices", ()))
    picture = Picture(**data["picture"]) if "picture" in data else None
    thread = Thread(**data["thread"]) if "thread" in data else None
    stand_in = data.get("template")
    template = Approved(stand_in[0], stand_in[1], tuple(stand_in[2:])) if stand_in else None
    contact = bool(data.get("contact"))
    message = Outgoing(to, data["body"], choices, contact, template, thread, row, picture)
    return replace(message, replaces=data["replaces"]) if "replaces" in data else message


def seal_word(vault: Vault, text: str, handover: int) -> bytes:
    return vault.seal(text.encode(), f"handover:{handover}")


def open_word(vault: Vault, sealed: bytes, handover: int) -> str:
    return vault.open(sealed, f"handover:{handover}").decode()


def seal_question(vault: Vault, text: str, digest: bytes, day: str) -> bytes:
    return vault.seal(text.encode(), f"question:{digest.hex()}:{day}")


def open_question(vault: Vault, sealed: bytes, digest: bytes, day: str) -> str:
    return vault.open(sealed, f"question:{digest.hex()}:{day}").decode()


def seal_lesson(vault: Vault, text: str, digest: bytes) -> bytes:
    return vault.seal(text.encode(), f"lesson:{digest.hex()}")


def open_lesson(vault: Vault, sealed: bytes, digest: bytes) -> str:
    return vault.open(sealed, f"lesson:{digest.hex()}").decode()


def seal_text(vault: Vault, body: str, campaign: int, person: int) -> bytes:
    """The words of a campaign for one person."""
    return vault.seal(body.encode(), f"campaign:{campaign}:{person}")


def open_text(vault: Vault, sealed: bytes, campaign: int, person: int) -> str:
    return vault.open(sealed, f"campaign:{campaign}:{person}").decode()


def seal_picture(vault: Vault, data: bytes, name: str) -> bytes:
    return vault.seal(data, f"picture:{name}")


def open_picture(vault: Vault, sealed: bytes, name: str) -> bytes:
    return vault.open(sealed, f"picture:{name}")


def seal_number(vault: Vault, kpj: str, nik_hash: bytes) -> bytes:
    """A member number."""
    return vault.seal(kpj.encode(), f"member:{nik_hash.hex()}")


def open_number(vault: Vault, sealed: bytes, nik_hash: bytes) -> str:
    return vault.open(sealed, f"member:{nik_hash.hex()}").decode()


def seal_answers(vault: Vault, answers: Mapping[str, str], number: str) -> bytes:
    return vault.seal(_pack(dict(answers)), f"registration:{number}")


def open_answers(vault: Vault, sealed: bytes, number: str) -> dict[str, str]:
    answers: dict[str, str] = json.loads(vault.open(sealed, f"registration:{number}"))
    return answers
