"""Which order a sentence gives in the middle of a form: "balikin ke pertanyaan tadi" is KEMBALI."""

from understanding.model import Model

NONE = "bukan"
"""The class of everything that is no order: answers gone wrong, small talk, questions."""

SURE, CERTAIN = 0.6, 0.9
"""How likely an order must be, and one that is obeyed without asking back or may be an answer."""
AT_ONCE = frozenset({"berhenti"})
"""The form asks before it lets answers go; messages stop at once."""
LONGEST = 8
"""Words. Who writes more tells a story."""


class Orders:
    """A model and the rules of when to believe it."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def given(self, text: str, certain: bool = False) -> str | None:
        """Never raises; nothing where the text may as well be no order. `certain`: where it may
        also be an answer, such as a name."""
        words = text.split()
        if len(words) > LONGEST or not any(map(str.isalpha, text)):
            return None
        name, likelihood = self._model.likelihoods(text)[0]
        enough = CERTAIN if certain or name in AT_ONCE else SURE
        return name if name != NONE and likelihood >= enough else None
