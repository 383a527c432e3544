"""Fixtures that every room's tests may ask for."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from handlers.house import House
from tests import houses, postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = "write what is answered now into tests/dialogs"
    parser.addoption("--update-dialogs", action="store_true", help=help_text)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One server for the whole session. Without PostgreSQL the tests fail, they do not skip."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: postgres.Server) -> str:
    """The maintenance database: for tests that ask the server itself."""
    return postgres_server.url()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the test's own, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/bot.db"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all tables, to copy: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "bot.db"
    asyncio.run(houses.migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_server: postgres.Server) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables, to copy."""
    with postgres_server.database() as url:
        asyncio.run(houses.migrate(url))
        yield url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own with all tables, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "bot.db")
        yield f"sqlite:///{tmp_path}/bot.db"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database(request.getfixturevalue("migrated_template")) as url:
        yield url


@pytest.fixture
def clock() -> houses.Clock:
    """Stands still at ten in the morning until a test moves it."""
    return houses.Clock()


@pytest.fixture
async def house(migrated_url: str, tmp_path: Path, clock: houses.Clock) -> AsyncIterator[House]:
    """The whole house over an empty database, once of each kind."""
    async with houses.house_at(migrated_url, tmp_path, clock) as opened:
        yield opened
