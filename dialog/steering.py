"""The buttons under a campaign, for those who may send any."""

from dialog.asking import ask_again
from dialog.effects import SteerCampaign
from dialog.session import Turn
from dialog.turns import Scene, first, say

SENDERS = frozenset({"admin", "officer"})


def steered(scene: Scene, rest: str) -> Turn | None:
    """What stands behind `s|` in such a button: `pause|7|0123abcd`. Nothing for anybody else."""
    verb, _, told = rest.partition("|")
    number, _, mark = told.partition("|")
    if not scene.may_use(SENDERS) or not (number.isascii() and number.isdigit()):
        return None
    order = (SteerCampaign(verb, int(number), mark),)
    form = scene.form()
    return first(ask_again(scene, form), effects=order) if form else say(scene, effects=order)
