"""The program: reads settings, opens the house, holds the clock table, runs a command.

`python bot.py --help` lists the commands; each is a file in commands/.
"""

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from commands import (
    campaign,
    chat,
    check,
    contribution,
    demo,
    doctor,
    export,
    import_file,
    migrate,
    questions,
    reminder_rules,
    role,
    run,
    templates,
    understand,
)
from commands.parts import USAGE, WRONG, Parts, Run
from commands.service import rates
from commands.settings import Settings, SettingsError, from_environment, read
from handlers import (
    calendar,
    campaign_clock,
    downtime,
    endings,
    quiet,
    reminders,
    retention,
    waiting,
)
from handlers import export as exports
from handlers.book import open_book
from handlers.house import House, Rules
from handlers.mind import open_mind
from handlers.pupil import Pupil
from messages import catalog
from messages.operator_words import words
from messages.places import UnknownRegionError
from storage.database import Database
from storage.migrations import OutdatedError, prepare
from storage.vault import Vault, own_secret, parse_keys

COMMANDS: Mapping[str, tuple[Callable[[argparse.ArgumentParser], None], Run]] = {
    "run": (run.arguments, run.run),
    "chat": (chat.arguments, chat.run),
    "check": (check.arguments, check.run),
    "migrate": (migrate.arguments, migrate.run),
    "understand": (understand.arguments, understand.run),
    "contribution": (contribution.arguments, lambda args, _: contribution.run(args)),
    "export": (export.arguments, export.run),
    "import": (import_file.arguments, import_file.run),
    "campaign": (campaign.arguments, campaign.run),
    "role": (role.arguments, role.run),
    "questions": (questions.arguments, questions.run),
    "reminders": (reminder_rules.arguments, reminder_rules.run),
    "doctor": (doctor.arguments, doctor.run),
    "demo": (demo.arguments, demo.run),
    "templates": (templates.arguments, templates.run),
}

# What the clock knocks at, and every how many seconds. What is due is a column, not a job:
# a missed or doubled tick does no harm.
CLOCK: Mapping[str, tuple[Callable[[House], Awaitable[object]], int]] = {
    "exports": (exports.make_waiting, 3),
    "conversations": (waiting.look_after, 15),
    "quiet sessions": (quiet.nudge, 30),
    "reminders": (reminders.send_due, 30),
    "rules of reminders": (reminders.follow_rules, 5),
    "endings": (endings.tell_admins, 3600),
    "editors' answers": (endings.tell_editors, 3600),
    "downtime": (downtime.look, 30),
    "campaigns": (campaign_clock.tick, 1),
    "members": (reminders.plan_newcomers, 60),
    "retention": (retention.forget, 3600),
}


def now() -> datetime:
    """The one place that reads the clock."""
    return datetime.now(UTC)  # noqa: TID251


def token() -> str:
    """The one place where chance comes in: 192 bits that nobody can guess."""
    return secrets.token_urlsafe(24)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """The house of this installation: folder, keys and database are made where missing."""
    os.umask(0o077)  # what is written is for this user alone, also in a folder made before
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        await prepare(database)
        loaded = catalog.load(settings.region, settings.retention_days)
        rules = _rules(settings, loaded.places.timezone)
        pupil = Pupil(open_mind())
        book = open_book(loaded, pupil, pupil.written)
        yield House(database, _vault(settings), loaded, book, rules, now, token, pupil)
    finally:
        await database.close()


def _vault(settings: Settings) -> Vault:
    keys = settings.data_key or own_secret(settings.data_dir / "keys" / "data.key")
    return Vault(parse_keys(keys))


def _rules(settings: Settings, zone: str) -> Rules:
    return Rules(
        zone=ZoneInfo(settings.timezone or zone),
        data_dir=settings.data_dir,
        public_url=settings.public_url,
        quiet=calendar.quiet_rules(settings.quiet_hours, _quiet_days(settings)),
        admins=settings.admins,
        retention_days=settings.retention_days,
        desk=settings.desk,
        approval_above=settings.approval_above,
        campaign_cap=settings.campaign_cap,
        rates=rates(settings),
        first_words=settings.whatsapp_daily_limit,
        monthly_cap=settings.whatsapp_monthly_cap or None,
    )


def _quiet_days(settings: Settings) -> frozenset[str]:
    return frozenset(settings.quiet_days.split(","))


async def tick(house: House) -> None:
    """APScheduler knocks until cancelled; late or missed knocks are taken together."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = AsyncIOScheduler(job_defaults=defaults, timezone=UTC)
    for name, (work, seconds) in CLOCK.items():
        scheduler.add_job(work, "interval", [house], seconds=seconds, id=name)
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)


def settings() -> Settings:
    return read(from_environment())


def main(arguments: Sequence[str]) -> int:
    args = _parser().parse_args(arguments)
    _, command = COMMANDS[args.command]
    told = words("bot")
    try:
        return command(args, Parts(settings, open_house, tick, now))
    except SettingsError as error:
        for fault in error.faults:
            print(f"{fault.name}: {told[f'setelan.{fault.why}']}", file=sys.stderr)
        return USAGE
    except UnknownRegionError as error:
        print(f"REGION: {error}", file=sys.stderr)
        return USAGE
    except OutdatedError:
        print(told["basis_data_lama"], file=sys.stderr)
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot.py", description=words("bot")["ringkas"])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (arguments, _) in COMMANDS.items():
        arguments(commands.add_parser(name, help=words(name)["ringkas"]))
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
