"""Sealing and opening what is stored: sessions, messages, pre-registrations."""

import json
from collections.abc import Mapping
from typing import Any

from dialog.session import Session
from dialog.wire import Address, Approved, Choice, Outgoing
from messages.texts import Message
from storage.vault import Vault


def _pack(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def seal_session(vault: Vault, session: Session, person_id: int) -> bytes:
    return vault.seal(_pack(session.to_json()), f"session:{person_id}")


def open_session(vault: Vault, sealed: bytes | None, person_id: int) -> Session:
    if sealed is None:
        return Session()
    return Session.from_json(json.loads(vault.open(sealed, f"session:{person_id}")))


def seal_message(vault: Vault, message: Message, address_id: int) -> bytes:
    data: dict[str, Any] = {"body": message.body}
    if message.choices:
        data["choices"] = [_choice(choice) for choice in message.choices]
    if message.ask_contact:
        data["contact"] = True
    if message.template:
        data["template"] = [message.template.name, message.template.language]
        data["template"] += message.template.parameters
    return vault.seal(_pack(data), f"outbox:{address_id}")


def _choice(choice: Choice) -> list[str]:
    return [choice.id, choice.label, *([choice.url] if choice.url else [])]


def open_message(vault: Vault, sealed: bytes, address_id: int, to: Address, row: int) -> Outgoing:
    data = json.loads(vault.open(sealed, f"outbox:{address_id}"))
    choices = tuple(Choice(*pair) for pair in data.get("choices", ()))
    stand_in = data.get("template")
    template = Approved(stand_in[0], stand_in[1], tuple(stand_in[2:])) if stand_in else None
    contact = bool(data.get("contact"))
    return Outgoing(to, data["body"], choices, contact, approved_template=template, id=row)


def seal_answers(vault: Vault, answers: Mapping[str, str], number: str) -> bytes:
    return vault.seal(_pack(dict(answers)), f"registration:{number}")


def open_answers(vault: Vault, sealed: bytes, number: str) -> dict[str, str]:
    answers: dict[str, str] = json.loads(vault.open(sealed, f"registration:{number}"))
    return answers
