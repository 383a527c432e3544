"""The sender of a campaign is killed without warning: nobody missed, nobody twice."""

from pathlib import Path

import pytest

from tests.campaign_kill import ARRIVED, NETWORKS, campaign, pauses_of, plan
from tests.photos import photo

RECIPIENTS, KILLS, PAUSES = 300, 10, 4


@pytest.mark.parametrize("name", NETWORKS)
async def test_after_ten_kills_everybody_has_it_once_or_is_called_uncertain(
    tmp_path: Path, name: str
) -> None:
    network = NETWORKS[name]([])
    network.kills += plan(3, KILLS, RECIPIENTS, network.moments)
    found = await campaign(tmp_path, network, RECIPIENTS, pauses_of(3, PAUSES, RECIPIENTS))
    assert found.struck >= KILLS - 2
    assert found.faults() == []
    assert found.report.total == RECIPIENTS
    assert found.report.campaign.status == "done"
    arrived = sum(found.report.states[state] for state in ARRIVED)
    assert arrived + found.report.states["uncertain"] + found.report.states["failed"] == RECIPIENTS
    assert arrived > found.report.states["uncertain"]
    assert bool(found.report.states["failed"]) == (name == "whatsapp")


async def test_with_a_picture_it_is_uploaded_anew_by_each_process_and_nobody_has_it_twice(
    tmp_path: Path,
) -> None:
    people, kills = 60, 4
    network = NETWORKS["telegram"](plan(5, kills, people))
    found = await campaign(tmp_path, network, people, picture=photo())
    assert found.struck >= kills - 2
    assert found.faults() == []
    assert found.report.states["sent"] + found.report.states["uncertain"] == people
