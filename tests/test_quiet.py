"""People who went quiet in the middle of a form: reminded at most twice, never at night."""

import asyncio
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialog.engine import Event
from dialog.quiet_time import QuietRules
from dialog.silence import in_time
from dialog.wire import Incoming
from handlers import quiet, turns
from handlers.delivery import Pump
from handlers.house import House
from handlers.quiet import nudge
from handlers.sealed import open_session
from handlers.turns import Played, take
from handlers.window import Window, closing
from storage.database import Transaction
from storage.people import Known
from storage.tables import outbox, sessions
from tests import ledger
from tests.houses import Clock, Recorder, Talk

WIB = ZoneInfo("Asia/Jakarta")
MORNING = datetime(2026, 11, 24, 10, tzinfo=WIB)
THREE_HOURS, A_DAY, EXPIRY = timedelta(hours=3), timedelta(hours=20), timedelta(days=3)


async def begun(house: House, key: str = "1") -> Talk:
    talk = Talk(house, key)
    for text in ("daftar", "setuju", "Budi Santoso"):
        await talk.say(text)
    return talk


async def wake_at(house: House) -> datetime | None:
    [row] = await ledger.rows(house, sessions)
    moment: datetime | None = row["wake_at"]
    return moment


async def test_after_three_hours_the_person_is_told_where_they_were(
    house: House, clock: Clock
) -> None:
    talk = await begun(house)
    clock.forward(THREE_HOURS - timedelta(seconds=1))
    assert await nudge(house) == 0
    clock.forward(timedelta(seconds=1))
    assert [await nudge(house), await nudge(house)] == [1, 0]
    [message] = await talk.drain()
    assert "3" in message.body
    assert [choice.id for choice in message.choices] == ["d|lanjut", "d|mulai_lagi", "d|batal"]
    assert "NIK" in await talk.say("lanjut")


async def test_at_most_two_reminders_then_the_form_is_put_aside_in_silence(
    house: House, clock: Clock
) -> None:
    talk = await begun(house)
    told = 0
    for _ in range(24 * 6):
        clock.forward(timedelta(hours=1))
        await nudge(house)
        told += len(await talk.drain())
    assert told == 2
    assert await wake_at(house) is None
    [row] = await ledger.rows(house, sessions)
    session = open_session(house.vault, row["sealed"], 1)
    assert session.form is None
    assert session.drafts["daftar"].answers["full_name"] == "Budi Santoso"


async def test_after_expiry_the_next_word_brings_the_offer_to_resume(
    house: House, clock: Clock
) -> None:
    talk = await begun(house)
    for wait in (THREE_HOURS, A_DAY, EXPIRY):
        clock.forward(wait)
        if house.is_quiet(clock.at):
            clock.forward(timedelta(hours=12))
        await nudge(house)
    await talk.drain()
    answer = await talk.say("halo pak")
    assert "3" in answer
    labels = [choice.label for choice in talk.outlet.sent[-1].choices]
    assert any("anjut" in label for label in labels)
    assert any("ulai" in label for label in labels)
    await talk.tap(next(label for label in labels if "anjut" in label))
    assert "NIK" in talk.outlet.sent[-1].body


async def test_nothing_is_said_first_in_the_quiet_hours(house: House, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 24, 18, tzinfo=WIB)
    talk = await begun(house)
    for hour, expected in ((21, 0), (23, 0), (31, 0), (32, 1)):
        clock.at = datetime(2026, 11, 24, tzinfo=WIB) + timedelta(hours=hour)
        assert await nudge(house) == expected
    assert len(await talk.drain()) == 1


async def test_a_reminder_that_waited_into_the_night_waits_for_the_morning(
    house: House, clock: Clock
) -> None:
    talk = await begun(house)
    clock.at = datetime(2026, 11, 24, 19, 59, tzinfo=WIB)
    assert await nudge(house) == 1
    clock.at = datetime(2026, 11, 24, 20, 0, tzinfo=WIB)
    assert await talk.drain() == []
    clock.at = datetime(2026, 11, 25, 8, 0, tzinfo=WIB)
    assert len(await talk.drain()) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(19, 59, False), (20, 0, True), (23, 59, True), (0, 0, True), (7, 59, True), (8, 0, False)],
)
async def test_the_quiet_hours_are_those_of_the_place(
    house: House, hour: int, minute: int, expected: bool
) -> None:
    assert house.is_quiet(datetime(2026, 11, 24, hour, minute, tzinfo=WIB)) is expected


async def test_two_schedulers_at_once_remind_once(house: House, clock: Clock) -> None:
    for key in "123":
        await begun(house, key)
    clock.forward(THREE_HOURS)
    counted = await asyncio.gather(*(nudge(house) for _ in range(4)))
    assert sum(counted) == 3
    assert [row["lane"] for row in await ledger.rows(house, outbox)].count(1) == 3


async def test_a_word_of_the_person_starts_the_wait_anew(house: House, clock: Clock) -> None:
    talk = await begun(house)
    clock.forward(timedelta(hours=2))
    await talk.say("bantuan")
    clock.forward(timedelta(hours=2))
    assert await nudge(house) == 0
    assert await wake_at(house) == clock.at + timedelta(hours=1)


async def test_who_stopped_or_left_is_not_reminded(house: House, clock: Clock) -> None:
    stopped, left = await begun(house, "1"), await begun(house, "2")
    await stopped.say("berhenti")
    gone = Incoming(left.address, "left-1", "", house.now(), "left")
    await take(house, [gone])
    clock.forward(THREE_HOURS)
    await nudge(house)
    assert 1 not in [row["lane"] for row in await ledger.rows(house, outbox)]


async def test_short_forms_are_put_aside_without_a_word(house: House, clock: Clock) -> None:
    talk = Talk(house)
    await talk.say("hitung iuran")
    clock.forward(EXPIRY)
    assert await nudge(house) == 1
    assert await talk.drain() == []


async def test_one_silence_that_fails_does_not_hold_up_the_others(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for key in "123":
        await begun(house, key)
    clock.forward(THREE_HOURS)

    async def broken(
        house: House, tx: Transaction, known: Known, event: Event, now: datetime
    ) -> Played:
        if known.person_id == 2:
            raise RuntimeError("cannot be opened")
        return await turns.play(house, tx, known, event, now)

    monkeypatch.setattr(quiet, "play", broken)
    assert await nudge(house) == 2
    assert "the silence of person 2 failed" in caplog.text


# On WhatsApp a reminder comes while the person can be written to freely

NIGHT = QuietRules()
HOLIDAY = QuietRules(is_holiday=lambda day: day == date(2026, 11, 26))


@pytest.mark.parametrize(
    ("said", "pause", "rules", "wanted"),
    [
        ((24, 10, 0), 3, NIGHT, (24, 13, 0)),
        ((24, 18, 0), 3, NIGHT, (24, 21, 0)),  # after the night is still in time
        ((24, 10, 0), 23, NIGHT, (25, 9, 0)),
        ((24, 8, 5), 23, NIGHT, (24, 19, 48)),  # eight the next morning would be too late
        ((25, 18, 0), 3, HOLIDAY, (25, 19, 48)),  # quiet until the 27th
        ((25, 19, 5), 3, HOLIDAY, (25, 22, 5)),  # within the hour: as without a window
        ((24, 20, 30), 40, NIGHT, (25, 19, 48)),
    ],
)
def test_the_reminder_is_in_time(
    said: tuple[int, int, int], pause: int, rules: QuietRules, wanted: tuple[int, int, int]
) -> None:
    now = datetime(2026, 11, *said, tzinfo=WIB)
    found = in_time(now, timedelta(hours=pause), closing(now), rules)
    assert timedelta(0) <= datetime(2026, 11, *wanted, tzinfo=WIB) - found < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("hour", "minute"), [(0, 50), (8, 5), (10, 0), (16, 50), (18, 50), (19, 50), (21, 5)]
)
async def test_both_reminders_reach_people_on_whatsapp_in_their_window(
    house: House, clock: Clock, hour: int, minute: int
) -> None:
    """Whenever somebody wrote last: free words, never by night, and the last time in the window."""
    clock.at = datetime(2026, 11, 24, hour, minute, tzinfo=WIB)
    talk = Talk(house, "6281200000001", "whatsapp")
    for text in ("daftar", "setuju", "Budi Santoso"):
        await talk.say(text)
    end, outlet = clock.at + timedelta(days=2), Recorder("whatsapp")
    sender = Pump(house, Window(house, outlet, 10), 1000.0, "test", lambda: 0.0)
    while clock.at < end:
        clock.forward(timedelta(minutes=5))
        before = len(outlet.sent)
        await nudge(house)
        await sender.drain()
        assert len(outlet.sent) == before or not house.is_quiet(clock.at)
    assert [one.approved_template for one in outlet.sent] == [None, None]


async def test_where_it_cannot_be_in_time_the_template_goes(house: House, clock: Clock) -> None:
    """Somebody whose word arrived a day late."""
    talk = Talk(house, "6281200000001", "whatsapp")
    late = house.now() - timedelta(hours=23)
    for number, text in enumerate(("daftar", "setuju", "Budi Santoso")):
        await take(house, [Incoming(talk.address, str(number), text, late)])
    outlet = Recorder("whatsapp")
    sender = Pump(house, Window(house, outlet, 10), 1000.0, "test", lambda: 0.0)
    await sender.drain()
    clock.forward(THREE_HOURS)
    await nudge(house)
    await sender.drain()
    name = outlet.sent[-1].approved_template
    assert name is not None
    assert name.name == "pra_pendaftaran_belum_selesai"
