import fnmatch
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
# Spelled in pieces, so that this file does not find itself.
INDEX_ADDRESS = re.compile("pypi" + r"\.org|python" + "hosted|index" + "-url|find" + "-links")
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/" + r"(?:work|root|home|Users)/\w")
OTHER_BOX = {"colorama", "tzdata"}  # asked for on Windows only, or pinned for bare machines


def pins(name: str) -> dict[str, Requirement]:
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    found = [Requirement(line) for line in lines if line and not line.startswith("-r ")]
    assert len(found) == len({canonicalize_name(pin.name) for pin in found}), "pinned twice"
    return {canonicalize_name(pin.name): pin for pin in found}


def declared() -> tuple[list[str], list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project["dependencies"], project["optional-dependencies"]["dev"]


@pytest.mark.parametrize(
    ("file", "part"), [("requirements.txt", 0), ("requirements-dev.txt", 1)], ids=["run", "dev"]
)
def test_pyproject_and_requirements_agree_on_every_direct_dependency(file: str, part: int) -> None:
    pinned = pins(file)
    for line in declared()[part]:
        wanted = Requirement(line)
        assert pinned[canonicalize_name(wanted.name)] == wanted


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_is_one_exact_version(file: str) -> None:
    for pin in pins(file).values():
        assert re.fullmatch(r"==[\w.]+", str(pin.specifier)), pin


def test_what_runs_here_is_what_is_pinned() -> None:
    for name, pin in {**pins("requirements.txt"), **pins("requirements-dev.txt")}.items():
        if pin.marker is None or pin.marker.evaluate():
            assert pin.specifier.contains(metadata.version(name), prereleases=True), pin


def test_the_bot_runs_with_no_package_that_is_not_pinned() -> None:
    run = pins("requirements.txt")
    assert needed(declared()[0]) - set(run) == set()
    assert set(run) - needed(declared()[0]) - OTHER_BOX == set()


def test_the_tests_run_with_no_package_that_is_not_pinned() -> None:
    every = {**pins("requirements.txt"), **pins("requirements-dev.txt")}
    assert needed([*declared()[0], *declared()[1]]) - set(every) == set()


def needed(lines: list[str]) -> set[str]:
    """Names of these packages and of all that they ask for, on this machine."""
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(line) for line in lines]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        for extra in {"", *wanted.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += asked_by(name, extra)
    return {name for name, _ in seen}


def asked_by(name: str, extra: str) -> list[Requirement]:
    wishes = [Requirement(line) for line in metadata.requires(name) or []]
    return [
        wish for wish in wishes if wish.marker is None or wish.marker.evaluate({"extra": extra})
    ]


def test_no_file_names_an_index_or_a_path_of_one_machine() -> None:
    for path in project_files():
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            where = f"{path.relative_to(ROOT)}:{number}"
            assert not INDEX_ADDRESS.search(line), where
            assert not MACHINE_PATH.search(line), where


def test_the_search_for_addresses_and_paths_finds_them() -> None:
    assert INDEX_ADDRESS.search("--extra-" + "index" + "-url https://example.org")
    assert MACHINE_PATH.search("cd /" + "home/sari/bot")
    assert not MACHINE_PATH.search("https://example.org/" + "home/page")


def project_files() -> Iterator[Path]:
    """Every file that is not ignored by git, also one that is not added yet."""
    lines = (ROOT / ".gitignore").read_text().split()
    ignored = [".git", *(line.strip("/") for line in lines)]
    for folder, inner, files in os.walk(ROOT):
        inner[:] = [name for name in inner if not any(fnmatch.fnmatch(name, p) for p in ignored)]
        for name in files:
            if not any(fnmatch.fnmatch(name, pattern) for pattern in ignored):
                yield Path(folder, name)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_make_command_in_the_documents_exists() -> None:
    documents = [ROOT / ".ci" / "run", ROOT / ".github" / "workflows" / "ci.yml"]
    documents += [path for path in project_files() if path.suffix in {".md", ".sh"}]
    named = {
        target
        for path in documents
        for target in re.findall(r"(?:`|^\$? ?|: )make ([a-z]+)", path.read_text(), re.MULTILINE)
    }
    assert "test" in named
    assert named <= targets()


def test_make_help_has_a_line_for_every_command() -> None:
    helped = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^  make (\w+) +\S", helped.stdout, re.MULTILINE))
    assert listed == targets() - {"browser"}


def test_decisions_are_all_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = {path.name for path in folder.glob("[0-9]*.md")}
    assert "0001-venv-pip-and-pins.md" in pages
    assert set(re.findall(r"\(([^)]+\.md)\)", (folder / "README.md").read_text())) == pages
