"""Rules for cards: every line is one of a card's, fits it, and no figure is from memory alone."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import nodes

from benefits.facts import UnknownFact, fact
from dialog.session import Say
from messages.cards import FRAME, CardLineError, parse
from messages.checks.code import Used
from messages.checks.faults import Fault, fault
from messages.checks.rendered import Reading
from messages.checks.stated import stated
from messages.checks.texts import Law, Template, environment
from messages.texts import Texts
from pictures.icons import ICONS

GROUP = "kartu/"
_FILLED = re.compile(r"\{\{.*?\}\}")
_UNTITLED = "kartu_tanpa_judul"


def needed(asked: Sequence[Used]) -> Iterator[Used]:
    """Whoever asks for a card asks for its frame."""
    for one in asked:
        if one.name.startswith(GROUP) and one.name != FRAME:
            yield Used(FRAME, one.path, one.line)


def card_faults(
    templates: Sequence[Template], folders: Sequence[Path], how: Reading, law: Law
) -> Iterator[Fault]:
    texts = Texts(folders, {}, how.shared)
    for one in templates:
        if one.key.startswith(GROUP) and _is_drawn(one, law):
            yield from _memories(one, law)
            body = texts.text(Say(one.key, how.samples.get(one.key, {})), how.today)
            yield from _lines(one, body.splitlines())


def _is_drawn(template: Template, law: Law) -> bool:
    """A card with a figure out of its dates is not shown at all on that day."""
    named = [one.name for one in stated(environment().parse(template.source)) if not one.guarded]
    return not any(fact(n, law.today, law.facts).expired for n in named if n in law.facts)


def _memories(template: Template, law: Law) -> Iterator[Fault]:
    """What nobody has read anywhere may be told with a "perhaps"; a picture has none."""
    for call in environment().parse(template.source).find_all(nodes.Call):
        name = call.args[0].value if call.args and isinstance(call.args[0], nodes.Const) else ""
        try:
            doubtful = fact(str(name), law.today, law.facts).confidence == "M"
        except UnknownFact:
            continue  # told among the faults of texts
        if doubtful:
            yield fault(template.path, call.lineno, "kartu_ingatan", nama=name)


def _lines(template: Template, lines: Sequence[str]) -> Iterator[Fault]:
    for line in lines:
        where = _line_of(template.source, line)
        for why, said in _wrong(line):
            yield fault(template.path, where, why, **said)
    if template.key == FRAME:
        return
    try:
        parse(lines)
    except CardLineError as error:
        if error.why in (_UNTITLED, "kunci_dua_kali"):  # all others are told of their line alone
            where = _line_of(template.source, lines[error.line])
            yield fault(template.path, where, error.why, **error.said)


def _wrong(line: str) -> Iterator[tuple[str, dict[str, object]]]:
    from pictures import paint  # only here: whoever starts the bot loads this file too

    key, _, text = (part.strip() for part in line.partition(":"))
    if key == "ikon" and text not in ICONS:
        yield "kartu_ikon_asing", {"nama": text, "kenal": ", ".join(ICONS)}
    beside = [one for one in ("ikon: helm", "judul: A") if not one.startswith(key or "-")]
    try:
        card = parse([line, *beside])
    except CardLineError as error:
        yield error.why, error.said
        return
    for _, over in paint.too_wide(card):
        yield "kartu_panjang", {"baris": text, "lebih": over}
    for letter in paint.unknown_letters(text):
        yield "kartu_huruf", {"huruf": letter}


def _line_of(source: str, rendered: str) -> int:
    """The line of the template that a rendered line comes from."""
    for number, line in enumerate(source.splitlines(), start=1):
        fixed = line.strip().partition("{%")[0]
        pattern = ".*".join(map(re.escape, _FILLED.split(fixed)))
        if fixed and re.match(pattern, rendered):
            return number
    return 1
