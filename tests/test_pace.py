"""The pace of a network is never exceeded in any second, and is used up."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pace import ChatPace, Pace

RATES = [1.0, 2.0, 12.5, 25.0, 30.0, 1000.0]


def busiest_second(times: list[float]) -> int:
    """The most that went in any second."""
    return max(sum(at <= other < at + 1 for other in times) for at in times)


def drive(pace: Pace, seconds: float, late: float, *, answers: bool) -> Iterator[float]:
    """Everything that goes when somebody always waits; each wake-up comes a little late."""
    now = 0.0
    while now < seconds:
        room = pace.available(now) if answers else pace.spread(now)
        pace.take(now, room, 0 if answers else room)
        yield from [now] * room
        now += (pace.wait(now) if answers else pace.wait_spread(now)) + late


@pytest.mark.parametrize("rate", RATES[:-1])
@pytest.mark.parametrize("answers", [True, False])
def test_no_second_ever_sees_more_than_the_rate(rate: float, answers: bool) -> None:
    assert busiest_second(list(drive(Pace(rate), 20, 0.003, answers=answers))) <= rate


@given(st.lists(st.floats(0, 2), min_size=5, max_size=60), st.lists(st.booleans(), min_size=60))
def test_nor_after_a_pause_of_any_length(pauses: list[float], answers: list[bool]) -> None:
    pace, now, gone = Pace(5), 0.0, list[float]()
    for pause, answer in zip(pauses, answers, strict=False):
        now += pause
        room = pace.available(now) if answer else pace.spread(now)
        pace.take(now, room, 0 if answer else room)
        gone += [now] * room
    assert busiest_second(gone) <= 5


@pytest.mark.parametrize("rate", [5.0, 25.0, 30.0])
def test_ten_thousand_take_at_most_two_in_a_hundred_longer_than_the_pace_allows(
    rate: float,
) -> None:
    sent = len(list(drive(Pace(rate), 10_000 / rate, 0.002, answers=False)))
    assert sent >= 10_000 * 0.98


def test_less_than_one_a_second_is_kept_too() -> None:
    times = list(drive(Pace(0.5), 20, 0, answers=True))
    assert times == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]


def test_first_words_do_not_go_in_one_burst_and_leave_room_for_answers() -> None:
    pace = Pace(25)
    assert pace.spread(100.0) == 5
    pace.take(100.0, 5, 5)
    assert pace.spread(100.0) == 0
    assert pace.available(100.0) == 20


def test_one_chat_is_not_written_to_first_twice_in_a_second() -> None:
    chats = ChatPace()
    assert [chats.wait(1, 10.0), chats.wait(1, 10.0), chats.wait(2, 10.0)] == [0, 1, 0]
    assert chats.wait(1, 12.0) == 0
