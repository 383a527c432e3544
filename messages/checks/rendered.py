"""What a text looks like with examples filled in: it must render, and fit one message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from traceback import extract_tb

from dialog.session import Offer, Say
from dialog.wire import BOLD_OFF, BOLD_ON
from messages.checks.buttons import WIDEST
from messages.checks.faults import Fault, Source, fault
from messages.checks.names import Values
from messages.checks.texts import Template
from messages.texts import Texts

LONGEST = 1024
"""UTF-16 units of a message with buttons: WhatsApp's limit, the least of all networks."""
SCREEN = 700
"""The same for a page: about what a small phone shows at once. The rest goes to a second page."""

READ_BY_STAFF = ("alasan_", "sebab_", "acuan_", "aturan_")
"""Labels that are no buttons: they stand in lists for officers and may be longer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts are tried out: an example for every name of every key, and which are pages."""

    samples: Mapping[str, Values]
    shared: Values
    today: date
    pages: frozenset[str] = frozenset()


def text_faults(
    templates: Sequence[Template], folders: Sequence[Path], how: Reading
) -> list[Fault]:
    texts = Texts(folders, {}, how.shared)
    return [found for one in templates for found in _text(texts, one, how)]


def _text(texts: Texts, template: Template, how: Reading) -> list[Fault]:
    say = Say(template.key, how.samples.get(template.key, {}))
    try:
        body = texts.text(say, how.today)
    except Exception as error:  # whatever a template can raise is a fault of the template
        return [fault(template.path, _line(error), "tidak_jadi", sebab=error)]
    size = len(body.replace(BOLD_ON, "").replace(BOLD_OFF, "").encode("utf-16-le")) // 2
    if not body:
        return [fault(template.path, 1, "teks_kosong")]
    if size > LONGEST:
        return [fault(template.path, 1, "teks_panjang", jumlah=size, paling=LONGEST)]
    if size > SCREEN and template.key in how.pages:
        return [fault(template.path, 1, "halaman_panjang", jumlah=size, paling=SCREEN)]
    return []


def _line(error: Exception) -> int:
    """The last line of a template that the error went through."""
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return frames[-1].lineno or 1 if frames else 1


def label_faults(labels: Source, samples: Mapping[str, Values], shared: Values) -> list[Fault]:
    """Labels are small texts themselves. Those of causes are read by officers, in a sentence."""
    return [found for name in labels.data for found in _label(labels, name, samples, shared)]


def _label(labels: Source, name: str, samples: Mapping[str, Values], shared: Values) -> list[Fault]:
    try:
        texts = Texts([], {name: str(labels.data[name])}, shared)
        label = texts.label(Offer("", f"@{name}", samples.get(name, {})))
    except Exception as error:  # as above
        return [labels.fault((name,), "tidak_jadi", sebab=error)]
    if len(label) > WIDEST and not name.startswith(READ_BY_STAFF):
        said = {"label": label, "jumlah": len(label), "paling": WIDEST}
        return [labels.fault((name,), "tombol_panjang", **said)]
    return []
