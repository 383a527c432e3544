"""Rules for what officers have of their own: their words, and the answers they have ready."""

from collections.abc import Iterator, Mapping

from dialog import desk
from messages.checks import buttons
from messages.checks.code import Used
from messages.checks.faults import Fault, Source
from messages.checks.pages import word_faults


def faults(files: Mapping[str, Source]) -> Iterator[Fault]:
    if words := files.get("flows/kata_petugas.yaml"):
        yield from word_faults(words, desk.COMMANDS)
    if replies := files.get("balasan.yaml"):
        yield from _replies(replies)


def _replies(replies: Source) -> Iterator[Fault]:
    """Each has a title that fits a button, and a text."""
    if len(replies.data) > buttons.MOST:
        yield replies.fault((), "tombol_banyak", jumlah=len(replies.data), paling=buttons.MOST)
    for name, reply in replies.data.items():
        if not isinstance(reply, dict) or reply.keys() != {"nama", "teks"}:
            yield replies.fault((name,), "balasan_rusak", nama=name)
            continue
        if name != plain_name(str(name)):
            yield replies.fault((name,), "balasan_nama", nama=name)
        yield from buttons.too_long(replies, (name, "nama"), str(reply["nama"]))
        yield from buttons.link_id(replies, (name,), f"h|balas|{name}")


def plain_name(name: str) -> str:
    """What officers type after the sign #: one word of letters and digits."""
    return "".join(letter for letter in name.lower() if letter.isalnum() and letter.isascii())


def texts(replies: Source) -> list[Used]:
    """The texts that the ready answers ask for."""
    return [
        Used(str(reply["teks"]), replies.path, replies.line((name, "teks")))
        for name, reply in replies.data.items()
        if isinstance(reply, dict) and "teks" in reply
    ]
