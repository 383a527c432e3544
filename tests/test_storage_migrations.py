"""From nothing to the newest schema, on both databases."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from storage import migrations
from storage.columns import EPOCH
from storage.database import Database
from storage.migrations import HEAD, OutdatedError, is_current, prepare, upgrade
from storage.tables import metadata, people


def test_head_is_the_newest_of_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_an_empty_database_is_brought_up_once(database_url: str) -> None:
    database = Database(database_url)
    assert not await is_current(database)
    assert await upgrade(database)
    assert await is_current(database)
    assert not await upgrade(database), "the second time nothing is left to do"
    await database.close()


async def test_rows_survive_a_second_upgrade(database_url: str) -> None:
    database = Database(database_url)
    await upgrade(database)
    async with database.write() as tx:
        await tx.execute(people.insert().values(created_at=EPOCH))
    await upgrade(database)
    async with database.read() as tx:
        assert (await tx.execute(select(people.c.id))).scalars().all() == [1]
    await database.close()


async def test_the_migrated_schema_is_the_one_in_the_code(database_url: str) -> None:
    database = Database(database_url)
    await upgrade(database)
    async with database.write() as tx:
        assert await tx.run_sync(_differences) == []
        assert await tx.run_sync(_checks) == {
            (table.name, constraint.name)
            for table in metadata.tables.values()
            for constraint in table.constraints
            if constraint.name and str(constraint.name).startswith("ck_")
        }
    await database.close()


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def _checks(connection: Connection) -> set[tuple[str, str | None]]:
    """Alembic does not compare these."""
    inspector = inspect(connection)
    return {
        (table, check["name"])
        for table in metadata.tables
        for check in inspector.get_check_constraints(table)
    }


async def test_partial_indexes_keep_their_condition(database_url: str) -> None:
    """Without it one open registration a person would become one registration a person."""
    database = Database(database_url)
    await upgrade(database)
    async with database.read() as tx:
        found = await tx.run_sync(_conditions)
    await database.close()
    assert set(found) >= {
        "uq_registrations_open_person", "uq_registrations_nik", "uq_officer_calls_open",
        "ix_sessions_wake_at", "ix_outbox_waiting", "ix_outbox_unsettled", "ix_outbox_claimed",
        "ix_outbox_about", "uq_handovers_open_person", "uq_handovers_officer",
        "ix_handovers_wake_at",
    }  # fmt: skip
    assert all(found.values())


def _conditions(connection: Connection) -> dict[str, str]:
    """The WHERE of each partial index."""
    inspector, backend = inspect(connection), connection.dialect.name
    return {
        str(index["name"]): str(index["dialect_options"].get(f"{backend}_where"))
        for table in metadata.tables
        for index in inspector.get_indexes(table)
        if f"{backend}_where" in index.get("dialect_options", {})
    }


async def test_only_sqlite_is_changed_without_being_asked(database_url: str) -> None:
    database = Database(database_url)
    if database.is_sqlite:
        await prepare(database)
        assert await is_current(database)
    else:
        with pytest.raises(OutdatedError):
            await prepare(database)
        await upgrade(database)
        await prepare(database)
    await database.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_two_processes_may_start_at_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(3)]
    made = await asyncio.gather(*map(upgrade, databases))
    assert sorted(made) == [False, False, True]
    for database in databases:
        await database.close()


def test_an_unknown_kind_of_database_is_named_but_not_its_password() -> None:
    with pytest.raises(ValueError, match="mysql") as raised:
        Database("mysql://budi:rahasia@db/bot")
    assert "rahasia" not in str(raised.value)
