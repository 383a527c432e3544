"""The process is killed again and again: nothing anybody said is lost, nothing is done twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from handlers.sealed import open_answers
from storage import registrations
from storage.database import Database
from storage.registrations import Filter, Registration
from storage.vault import Vault, own_secret, parse_keys
from tests.fake_forum import GROUP
from tests.killable import Bot, Kill, Watchtower, conversation, plan, post, without_repeats

SITI, BUYUNG, UPIK = 1001, 1002, 1003
WHOLE = {
    "full_name": "Budi Santoso",
    "nik": "1311010101900001",
    "birth_date": "1990-01-01",
    "gender": "L",
    "phone": "+6281234567890",
    "nagari": "13.11.01.2001",
    "occupation": "petani",
    "occupation_detail": "menyadap karet",
    "income": "900000",
    "programmes": "jkk,jkm",
    "payer": "self",
    "source": "teman",
}


async def stored(folder: Path) -> list[Registration]:
    database = Database(f"sqlite:///{folder}/bot.db")
    try:
        async with database.read() as tx:
            return [one async for one in registrations.stream(tx, Filter())]
    finally:
        await database.close()


def answers(folder: Path, one: Registration) -> dict[str, str]:
    vault = Vault(parse_keys(own_secret(folder / "keys" / "data.key")))
    assert one.sealed is not None
    return open_answers(vault, one.sealed, one.number)


@pytest.fixture(scope="module")
def quietly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("undisturbed")


async def undisturbed(folder: Path) -> Sequence[str]:
    """What a person is sent when nothing is killed."""
    _, (told,) = await conversation(folder, [], [SITI])
    return told


async def test_every_answer_is_there_once_and_every_reply_was_sent_in_order(
    tmp_path: Path, quietly: Path
) -> None:
    wanted = await undisturbed(quietly)
    tower, (told,) = await conversation(tmp_path, plan(seed=7, times=14), [SITI])
    assert tower.struck >= 12
    assert without_repeats(told) == wanted
    assert len(told) - len(wanted) <= tower.struck  # at most the one in flight, twice
    (only,) = await stored(tmp_path)
    assert answers(tmp_path, only).items() >= WHOLE.items()
    assert not tower.violations


async def test_several_people_at_once_each_keep_their_own_answers(tmp_path: Path) -> None:
    chats = [SITI, BUYUNG, UPIK]
    tower, told = await conversation(tmp_path, plan(seed=11, times=6), chats)
    assert tower.struck >= 5
    filed = await stored(tmp_path)
    assert [one.status for one in filed].count("submitted") == 1  # they all gave the same NIK
    assert len(filed) == len(chats)
    assert all(answers(tmp_path, one).items() >= WHOLE.items() for one in filed)
    for texts in told:
        assert len(texts) - len(without_repeats(texts)) <= tower.struck


@pytest.mark.parametrize("moment", ["arrived", "accepted"])
async def test_a_message_in_the_air_is_sent_again(tmp_path: Path, moment: str) -> None:
    tower, (told,) = await conversation(tmp_path, [Kill(moment, 1)], [SITI])
    assert tower.struck == 1
    assert told.count(told[0]) == (2 if moment == "accepted" else 1)


@pytest.mark.parametrize(("moment", "topics"), [("opening", 1), ("opened", 2)])
async def test_killed_between_the_commit_and_the_topic_the_request_still_reaches_the_officers(
    tmp_path: Path, moment: str, topics: int
) -> None:
    """Killed when Telegram had opened it and nobody knew: an empty topic is left, no more."""
    async with Watchtower([Kill(moment, 1)]) as tower:
        settings = {"TELEGRAM_OFFICER_GROUP": str(GROUP)}
        async with Bot(tmp_path, tower, settings).alive():
            posted = await post(tower, SITI, "petugas")
    assert tower.struck == 1
    assert len(posted) == 1
    assert posted[0].startswith("Permintaan no. 1")
    assert tower.forum.opened == topics
    assert not tower.violations
