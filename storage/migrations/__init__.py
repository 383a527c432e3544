"""Brings a database to the newest schema (Alembic)."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.database import Database

HEAD = "0001"
"""The newest revision. Known here so that a database that has it starts without Alembic."""


async def upgrade(database: Database) -> bool:
    """Whether anything had to be done. Existing rows are kept."""
    async with database.write() as tx:
        if await tx.run_sync(_revision) == HEAD:
            return False
        await tx.run_sync(_run)
        return True


async def is_current(database: Database) -> bool:
    async with database.read() as tx:
        return await tx.run_sync(_revision) == HEAD


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  slow to import, seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
