"""An answer that an editor wrote, in chat: shown, prolonged, taken back."""

from collections.abc import Sequence
from datetime import timedelta

from dialog.effects import ProlongAnswer, ShowAnswer, WithdrawAnswer
from dialog.flow import OwnAnswer
from dialog.session import Offer, Say
from dialog.turns import command_offer
from handlers.pupil import OWN, own_topic
from handlers.questions import GONE, Editor

YEAR = timedelta(days=365)
_BACK = (Offer("e|p|0", "@pertanyaan"), command_offer("menu"))


async def handle(editor: Editor, effect: ShowAnswer | ProlongAnswer | WithdrawAnswer) -> Say:
    topic = own_topic(effect.answer)
    own = editor.house.pupil.written(topic)
    if own is None:
        return Say(GONE.reason, {}, _BACK)
    match effect:
        case ShowAnswer(number):
            return _shown(own, number)
        case ProlongAnswer():
            until = editor.house.today(editor.now) + YEAR
            done = await editor.prolong(topic, until)
            reply = Say("penyunting/diperpanjang", _row(own, until.isoformat()), _BACK)
        case WithdrawAnswer():
            done = await editor.withdraw(topic)
            reply = Say("penyunting/dicabut", {"judul": own.title}, _BACK)
    return reply if done else Say(GONE.reason, {}, _BACK)


def _shown(own: OwnAnswer, number: int) -> Say:
    offers = (Offer(f"e|x|{number}", "@perpanjang"), Offer(f"e|c|{number}", "@cabut"), *_BACK)
    params = {**_row(own, own.until.isoformat()), "isi": own.body, "sumber": own.source}
    return Say("penyunting/jawaban", params, offers)


def offer(topic: str, own: OwnAnswer) -> Offer:
    """The button that shows it."""
    return Offer(f"e|o|{topic.removeprefix(OWN)}", own.title)


def rows(ending: Sequence[tuple[str, OwnAnswer]]) -> list[dict[str, object]]:
    """Titles and last days, for a text."""
    return [_row(own, own.until.isoformat()) for _, own in ending]


def _row(own: OwnAnswer, until: str) -> dict[str, object]:
    return {"judul": own.title, "sampai": until}
