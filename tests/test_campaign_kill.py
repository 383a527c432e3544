"""The sender of a campaign is killed without warning: nobody missed, nobody twice."""

from pathlib import Path

from tests.campaign_kill import campaign, pauses_of, plan
from tests.photos import photo

RECIPIENTS, KILLS, PAUSES = 300, 10, 4


async def test_after_ten_kills_everybody_has_it_once_or_is_called_uncertain(
    tmp_path: Path,
) -> None:
    kills, pauses = plan(3, KILLS, RECIPIENTS), pauses_of(3, PAUSES, RECIPIENTS)
    found = await campaign(tmp_path, RECIPIENTS, kills, pauses)
    assert found.struck >= KILLS - 2
    assert found.faults() == []
    assert found.report.total == RECIPIENTS
    assert found.report.campaign.status == "done"
    assert found.report.states["sent"] + found.report.states["uncertain"] == RECIPIENTS
    assert found.report.states["sent"] > found.report.states["uncertain"]


async def test_with_a_picture_it_is_uploaded_anew_by_each_process_and_nobody_has_it_twice(
    tmp_path: Path,
) -> None:
    people, kills = 60, 4
    found = await campaign(tmp_path, people, plan(5, kills, people), picture=photo())
    assert found.struck >= kills - 2
    assert found.faults() == []
    assert found.report.states["sent"] + found.report.states["uncertain"] == people
