"""Rules for messages/whatsapp.yaml: Meta's own, and that each template is a text of ours."""

from collections.abc import Collection, Iterator
from pathlib import Path

from messages import templates
from messages.checks.faults import Fault, fault


def approved_faults(path: Path, keys: Collection[str]) -> Iterator[Fault]:
    """`keys` are the texts there are."""
    try:
        found = templates.load(path)
    except (KeyError, TypeError, AttributeError) as error:
        yield fault(path, 1, "templat_kurang", sebab=error)
        return
    for key, one in found.items():
        if key not in keys:
            yield fault(path, one.line, "teks_tidak_ada", teks=key)
        for why in templates.faults(one):
            yield fault(path, one.line, why, nama=one.name)
