"""Brings a database to the newest schema (Alembic)."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.database import Database

HEAD = "0008"
"""The newest revision. Known here so that a database that has it starts without Alembic."""


async def upgrade(database: Database) -> bool:
    """Whether anything had to be done. Existing rows are kept."""
    async with database.write() as tx:
        if await tx.run_sync(_revision) == HEAD:
            return False
        await tx.run_sync(_run)
        return True


class OutdatedError(Exception):
    """A shared database has an older schema: somebody must run `bot.py migrate`."""


async def prepare(database: Database) -> None:
    """SQLite is brought up to date by itself. A shared server is not changed behind anybody's
    back: raises OutdatedError."""
    if database.is_sqlite:
        await upgrade(database)
    elif not await is_current(database):
        raise OutdatedError


async def is_current(database: Database) -> bool:
    async with database.read() as tx:
        return await tx.run_sync(_revision) == HEAD


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run(connection: Connection) -> None:
    """Imports Alembic only here: it is slow to load and seldom needed."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
