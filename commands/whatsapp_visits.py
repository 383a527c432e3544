"""Where `bot.py doctor` looks for WhatsApp: the token, the number, and who is told of messages."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from channels.whatsapp_api import Answer, ApiError
from commands.findings import Finding, fine, note, wrong
from commands.service import whatsapp
from commands.settings import Settings
from commands.templates import State, at_meta_now
from dialog.wire import Refused, Report
from messages import templates
from messages.check import HERE
from messages.operator_words import words

Ask = Callable[[], Awaitable[Answer]]

WELL = ("GREEN", "UNKNOWN", "NA", "")
"""Quality that needs nothing done: a new number has none yet."""


async def whatsapp_channel(settings: Settings, now: Callable[[], datetime]) -> list[Finding]:
    missing = settings.whatsapp_missing
    if missing:
        return [note("whatsapp", "tanpa_whatsapp", kurang=", ".join(missing))]
    channel = whatsapp(settings, lambda name: name, now, _nobody)
    try:
        number, apps = await channel.number(), await channel.subscribed()
        if found := _number(number):
            return found
        if apps.status >= 300:
            return [fine("whatsapp"), wrong("whatsapp_webhook", "whatsapp_business")]
        ours = list(templates.load(HERE / "whatsapp.yaml").values())
        states = await at_meta_now(settings, ours, create=False)
    except ApiError:
        return [wrong("whatsapp", "whatsapp_unreachable")]
    finally:
        await channel.close()
    return [fine("whatsapp"), _state(number), _webhook(apps, settings), _templates(states)]


async def _nobody(_: Sequence[Report]) -> None:
    """Nothing is delivered to a visitor."""


def _number(answer: Answer) -> list[Finding]:
    """Nothing when the number can be asked about."""
    if answer.status < 300:
        return []
    outcome = answer.outcome()
    if isinstance(outcome, Refused) and outcome.channel_down:
        return [wrong("whatsapp", "whatsapp_token_refused", sebab=outcome.why)]
    return [wrong("whatsapp", "whatsapp_number")]


def _state(answer: Answer) -> Finding:
    told = {key: str(value) for key, value in answer.body.items()}
    status, quality = told.get("status", "CONNECTED"), told.get("quality_rating", "")
    if status != "CONNECTED":
        return wrong("whatsapp_number", "whatsapp_state", status=status)
    if quality not in WELL:
        return note("whatsapp_number", "mutu", mutu=quality)
    limit = told.get("whatsapp_business_manager_messaging_limit", "?")
    name = told.get("verified_name", "?")
    return fine("whatsapp_number", "nomor", nama=name, mutu=quality or "?", batas=limit)


def _templates(states: Sequence[State]) -> Finding:
    """One that is not approved stops only what needs it."""
    said = words("templates")
    ill = [one for one in states if one.state]
    if not ill:
        return fine("whatsapp_templates")
    told = (f"{one.name}: {said.get(f'keadaan.{one.state}', one.state)}" for one in ill)
    return note("whatsapp_templates", "templat", sebab="; ".join(told))


def _webhook(answer: Answer, settings: Settings) -> Finding:
    if not answer.body.get("data"):
        url = f"{settings.public_url}/whatsapp/webhook"
        return wrong("whatsapp_webhook", "whatsapp_unsubscribed", url=url)
    return fine("whatsapp_webhook")
