"""`bot.py migrate`: the database to the newest schema."""

import argparse
import asyncio

from commands.parts import FINE, Parts
from commands.settings import Settings
from messages.operator_words import words
from storage.database import Database
from storage.migrations import upgrade


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = words("migrate")["ringkas"]


def run(_: argparse.Namespace, parts: Parts) -> int:
    changed = asyncio.run(_migrate(parts.settings()))
    print(words("migrate")["keluaran.baru" if changed else "keluaran.sudah"])
    return FINE


async def _migrate(settings: Settings) -> bool:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        return await upgrade(database)
    finally:
        await database.close()
