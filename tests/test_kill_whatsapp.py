"""On WhatsApp too the process is killed again and again: nothing is lost, nothing done twice."""

import time
from pathlib import Path

from tests.killable import Kill, plan, without_repeats
from tests.killable_whatsapp import conversation
from tests.test_kill import WHOLE, answers, stored

SITI, BUYUNG = "6281200000001", "6281200000002"


async def test_every_answer_is_there_once_and_every_reply_was_sent(tmp_path: Path) -> None:
    exchange, told = await conversation(
        tmp_path, plan(seed=5, times=10), [SITI, BUYUNG], time.time()
    )
    assert exchange.struck >= 8
    filed = await stored(tmp_path)
    assert len(filed) == 2
    assert all(answers(tmp_path, one).items() >= WHOLE.items() for one in filed)
    for bodies in told:
        assert len(bodies) - len(without_repeats(bodies)) <= exchange.struck
    assert exchange.violations == []


async def test_what_was_taken_and_not_acknowledged_is_answered_once(tmp_path: Path) -> None:
    """Killed while the delivery is under way: it comes again, and is known by its id."""
    kills = [Kill("served", 2), Kill("arrived", 1)]
    exchange, [bodies] = await conversation(tmp_path, kills, [SITI], time.time())
    assert exchange.struck == 2
    assert len(bodies) == len(without_repeats(bodies))
    assert len(await stored(tmp_path)) == 1
