"""A template is paused, turned down or approved again: campaigns and reminders that need it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels import whatsapp_templates
from channels.whatsapp_parse import heard
from commands.campaign_shown import drafted as shown
from commands.templates import look
from dialog.session import Say
from dialog.wire import Incoming, TemplateNews
from handlers import campaigns as use
from handlers import receipts
from handlers.campaign_clock import tick
from handlers.campaigns import Order
from handlers.delivery import Pump
from handlers.estimate import estimate
from handlers.house import House
from handlers.officer import officer_at
from handlers.template_state import NEWS
from handlers.turns import take
from handlers.window import DAY, Window
from storage import templates
from storage.people import Known
from storage.tables import outbox, template_standings
from tests import ledger
from tests.crowd import Network, met, report, states
from tests.fake_whatsapp import FakeWhatsApp
from tests.fake_whatsapp_wire import BUSINESS_ID
from tests.houses import ADMIN, Clock, Recorder, Talk, plain
from tests.ledger import promised
from tests.telegram_bot import listening
from tests.test_doctor_whatsapp import at
from tests.test_window import REMINDED, promise, say, sent
from tests.whatsapp_number import hooked

NAME, MINUTE, HOUR = "kabar_program", timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def open_house(house: House) -> House:
    """With WhatsApp switched on, and an admin in Telegram who drafts."""
    rates = {"whatsapp": 1000.0, "telegram": 1000.0}
    return replace(house, rules=replace(house.rules, rates=rates))


def news(house: House, value: str, name: str = NAME, at: datetime | None = None) -> TemplateNews:
    return TemplateNews(name, "id", "status", value, at or house.now())


async def tell(house: House, value: str, **more: object) -> None:
    """As a webhook brings it, twice; then the clock looks."""
    told = news(house, value, **more)  # type: ignore[arg-type]
    for _ in range(2):
        await receipts.note(house, "whatsapp", [told])
    await tick(house)


async def campaign(house: House, *, start: datetime | None = None) -> int:
    """Drafted by the admin in chat, for everybody on WhatsApp, and confirmed."""
    await Talk(house, ADMIN.key).say("menu")
    async with house.db.read() as tx:
        by = await officer_at(house, tx, ADMIN)
    assert by is not None
    made = await use.draft(house, Order("Besok ada petugas", "channel=whatsapp", start), by)
    assert isinstance(made, int), made
    await tick(house)
    await tick(house)
    assert not isinstance(await use.confirm(house, made, by), use.No)
    await tick(house)
    return made


async def standing(house: House, campaign_id: int) -> tuple[str, str | None]:
    one = (await report(house, campaign_id)).campaign
    return one.status, one.reason


async def drained(house: House, network: Network) -> int:
    before = len(network.sent)
    await Pump(house, Window(house, network, 100), 1000.0, "test", lambda: 0.0).drain()
    await tick(house)
    return len(network.sent) - before


async def write(house: House, *people: Known) -> None:
    now = house.now()
    said = [Incoming(one.address, f"{one.person_id}-{now}", "menu", now) for one in people]
    await take(house, said)


async def told(house: House, word: str, about: str = "Siaran") -> int:
    """How many messages to the officer hold it; this one is an admin too, and is told more."""
    return sum(word in body and about in body for body in await promised(house, ADMIN))


@pytest.mark.parametrize(
    ("status", "reason", "advice"),
    [
        ("paused", "template_paused", "tunggu Meta membukanya"),
        ("disabled", "template_disabled", "dengan nama baru"),
        ("rejected", "template_policy", "memperbaiki isi"),
        ("pending_deletion", "template_missing", "memeriksa apakah persetujuannya"),
    ],
)
async def test_a_running_campaign_stops_at_once_and_its_officer_reads_why(
    open_house: House, status: str, reason: str, advice: str
) -> None:
    house, network = open_house, Network("whatsapp")
    await met(house, 3, "whatsapp")
    one = await campaign(house)
    await tell(house, status)
    assert await standing(house, one) == ("paused", reason)
    assert await drained(house, network) == 0
    assert await states(house, one) == {"queued": 3}, "nobody is lost"
    assert await told(house, NAME) == await told(house, advice) == 1, "once, however often told"


async def test_approved_again_it_waits_for_its_officer_who_is_told(
    open_house: House, clock: Clock
) -> None:
    house, network = open_house, Network("whatsapp")
    await met(house, 3, "whatsapp")
    one = await campaign(house)
    await tell(house, "paused")
    clock.forward(HOUR)
    await tell(house, "approved")
    assert await standing(house, one) == ("paused", "template_ready")
    assert await told(house, "sudah disetujui lagi") == 1
    assert await drained(house, network) == 0, "not by itself"
    assert await use.resume(house, one, "test") is None
    assert await drained(house, network) == 3
    assert await states(house, one) == {"sent": 3}


async def test_paused_once_more_before_it_was_resumed_is_told_too(
    open_house: House, clock: Clock
) -> None:
    house = open_house
    await met(house, 1, "whatsapp")
    one = await campaign(house)
    for status in ("paused", "approved", "disabled"):
        clock.forward(HOUR)
        await tell(house, status)
    assert await standing(house, one) == ("paused", "template_disabled")
    assert await told(house, "dengan nama baru") == 1


async def test_what_is_to_start_later_is_held_too_and_keeps_its_time(
    open_house: House, clock: Clock
) -> None:
    house, network = open_house, Network("whatsapp")
    await write(house, *await met(house, 2, "whatsapp"))
    await drained(house, network)
    start = house.now() + 2 * DAY
    one = await campaign(house, start=start)
    await tell(house, "paused")
    assert await standing(house, one) == ("paused", "template_paused"), "closed by then"
    clock.forward(HOUR)
    await tell(house, "approved")
    assert await use.resume(house, one, "test") is None
    assert await standing(house, one) == ("scheduled", None)
    clock.at = start
    await tick(house)
    assert await drained(house, network) == 2


async def test_resumed_after_its_time_it_starts_at_once(open_house: House, clock: Clock) -> None:
    house, network = open_house, Network("whatsapp")
    await met(house, 2, "whatsapp")
    one = await campaign(house, start=house.now() + HOUR)
    await tell(house, "paused")
    clock.forward(2 * DAY)
    await tell(house, "approved")
    assert await use.resume(house, one, "test") is None
    await tick(house)
    assert await drained(house, network) == 2


async def test_one_confirmed_while_it_is_paused_was_warned_of_and_does_not_start(
    open_house: House, clock: Clock
) -> None:
    house, network = open_house, Network("whatsapp")
    await met(house, 2, "whatsapp")
    await tell(house, "paused")
    one = await campaign(house)
    assert await told(house, "Belum bisa untuk mereka") == 1, "the card said so"
    clock.forward(MINUTE)
    await tick(house)
    assert await standing(house, one) == ("paused", "template_paused")
    assert await drained(house, network) == 0


async def test_a_script_is_warned_too(
    open_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house = open_house
    await met(house, 2, "whatsapp")
    await tell(house, "disabled")
    found = await estimate(house, await campaign(house))
    assert found is not None
    shown(house, found, as_json=False)
    assert "Belum bisa untuk yang jendelanya tertutup" in capsys.readouterr().out


async def test_whoever_wrote_lately_gets_it_all_the_same(open_house: House) -> None:
    house, network = open_house, Network("whatsapp")
    await write(house, *await met(house, 2, "whatsapp"))
    await drained(house, network)
    one = await campaign(house)
    await tell(house, "paused")
    assert await standing(house, one) == ("running", None)
    assert await drained(house, network) == 2


async def test_resumed_against_all_advice_it_stops_at_the_first_without_asking_the_network(
    open_house: House,
) -> None:
    house, network = open_house, Network("whatsapp")
    await met(house, 3, "whatsapp")
    one = await campaign(house)
    await tell(house, "paused")
    assert await use.resume(house, one, "test") is None
    assert await drained(house, network) == 0
    assert await standing(house, one) == ("paused", "template_paused")
    assert await states(house, one) == {"held": 3}


async def test_an_older_word_changes_nothing(open_house: House, clock: Clock) -> None:
    house = open_house
    await met(house, 1, "whatsapp")
    one = await campaign(house)
    clock.forward(HOUR)
    await tell(house, "approved")
    await tell(house, "paused", at=house.now() - MINUTE)
    assert await standing(house, one) == ("running", None)
    async with house.db.read() as tx:
        assert await templates.status(tx, NAME, "id") == "approved"


async def test_another_template_concerns_no_campaign(open_house: House) -> None:
    house = open_house
    await met(house, 1, "whatsapp")
    one = await campaign(house)
    await tell(house, "paused", name="pengingat_iuran")
    assert await standing(house, one) == ("running", None)


async def test_a_reminder_waits_for_its_template_and_goes_on_by_itself(
    house: House, clock: Clock
) -> None:
    outlet = Recorder("whatsapp")
    await promise(house, REMINDED)
    await tell(house, "paused", name="pengingat_iuran")
    assert await sent(house, outlet) == []
    [row] = await ledger.rows(house, outbox)
    assert (row["status"], row["reason"]) == ("queued", "template_paused")
    clock.forward(HOUR)
    assert await sent(house, outlet) == []
    await tell(house, "reinstated", name="pengingat_iuran")
    assert len(await sent(house, outlet)) == 1


async def test_who_writes_meanwhile_gets_the_reminder_in_full(house: House, clock: Clock) -> None:
    outlet = Recorder("whatsapp")
    await promise(house, REMINDED)
    await tell(house, "disabled", name="pengingat_iuran")
    assert await sent(house, outlet) == []
    clock.forward(HOUR)
    await say(house, "1")
    assert [one.approved_template for one in await sent(house, outlet)] == [None, None]


async def test_an_officers_answer_is_not_lost_to_a_paused_template(
    house: House, clock: Clock
) -> None:
    outlet = Recorder("whatsapp")
    await promise(house, Say("sambung/balasan", {"isi": "Silakan datang"}), lane=0)
    await tell(house, "paused", name="jawaban_petugas")
    assert await sent(house, outlet) == []
    clock.forward(HOUR)
    await tell(house, "approved", name="jawaban_petugas")
    assert len(await sent(house, outlet)) == 1


async def test_admins_are_told_once_of_what_is_wrong_with_ours(house: House) -> None:
    await Talk(house, ADMIN.key).say("menu")
    wrong = [
        news(house, "paused", "pengingat_iuran"),
        replace(news(house, "red", "jawaban_petugas"), aspect="quality"),
        replace(news(house, "marketing", "pengingat_iuran"), aspect="category"),
    ]
    fine = [
        news(house, "approved"),
        replace(news(house, "green"), aspect="quality"),
        replace(news(house, "marketing"), aspect="category"),
        news(house, "paused", "templat_orang_lain"),
    ]
    for _ in range(2):
        await receipts.note(house, "whatsapp", [*fine, *wrong])
    [body] = [one for one in await promised(house, ADMIN) if "templat WhatsApp" in one]
    assert len(plain(body).splitlines()) == 1 + len(wrong) + 2
    for part in ("dijeda Meta", "mutunya rendah", "golongannya diubah"):
        assert part in body


def delivery(field: str, time: object = 1_796_014_800, **value: object) -> dict[str, object]:
    named = {"message_template_name": NAME, "message_template_language": "id"}
    change = {"field": field, "value": {**named, **value}}
    return {"entry": [{"id": BUSINESS_ID, "time": time, "changes": [change]}]}


AT = datetime.fromtimestamp(1_796_014_800, UTC)


@pytest.mark.parametrize(
    ("field", "value", "aspect", "said"),
    [
        ("message_template_status_update", {"event": "PAUSED", "reason": None}, "status", "paused"),
        ("message_template_quality_update", {"new_quality_score": "RED"}, "quality", "red"),
        ("template_category_update", {"new_category": "MARKETING"}, "category", "marketing"),
    ],
)
def test_a_delivery_tells_how_a_template_stands(
    field: str, value: dict[str, object], aspect: str, said: str
) -> None:
    [found] = heard(delivery(field, **value), AT + HOUR).templates
    assert found == TemplateNews(NAME, "id", aspect, said, AT)  # type: ignore[arg-type]
    assert field in whatsapp_templates.FIELDS


@pytest.mark.parametrize("time", [None, "x", 1_796_014_800 + 9_999_999, 1_796_014_800_000])
def test_news_without_a_time_or_from_the_future_is_of_now(time: object) -> None:
    [found] = heard(delivery("message_template_status_update", time, event="PAUSED"), AT).templates
    assert found.at == AT


@pytest.mark.parametrize(
    "value",
    [{}, {"event": 7}, {"event": "x" * 99}, {"event": "PAUSED", "message_template_name": ""}],
)
def test_news_that_cannot_be_read_is_none(value: dict[str, object]) -> None:
    assert heard(delivery("message_template_status_update", **value), AT).templates == ()


async def test_the_webhook_pauses_a_campaign(open_house: House, clock: Clock) -> None:
    house = open_house
    await met(house, 1, "whatsapp")
    one = await campaign(house)

    async def note(told: object) -> None:
        await receipts.note(house, "whatsapp", told)  # type: ignore[arg-type]

    async def nobody(_: Incoming) -> None:
        raise AssertionError("nobody said anything")

    async with (
        FakeWhatsApp() as server,
        hooked(server, note, clock) as channel,
        listening(channel, nobody),
    ):
        when = int(clock().timestamp())
        server.deliver(delivery("message_template_status_update", when, event="PAUSED"))
        await server.delivered()
    assert await standing(house, one) == ("paused", "template_paused")


async def test_what_stands_at_meta_is_news_too(open_house: House, clock: Clock) -> None:
    """For those whose provider passes nothing on: `bot.py templates compare`, and every hour."""
    house = open_house
    await met(house, 1, "whatsapp")
    one = await campaign(house)
    async with FakeWhatsApp() as server:
        ours = house.catalog.approved[NEWS]
        server.approve(ours.name, ours.language, ours.body, "MARKETING")
        server.templates[ours.name, ours.language]["status"] = "PAUSED"
        await look(house, at(server))
        assert await standing(house, one) == ("paused", "template_paused")
        clock.forward(HOUR)
        server.templates[ours.name, ours.language]["status"] = "APPROVED"
        await look(house, at(server))
    assert await standing(house, one) == ("paused", "template_ready")
    told_of = {row["name"]: row["value"] for row in await ledger.rows(house, template_standings)
               if row["aspect"] == "status"}  # fmt: skip
    assert told_of[ours.name] == "approved"
    assert told_of["pengingat_iuran"] == "missing"
