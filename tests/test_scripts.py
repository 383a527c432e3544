import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_a_failing_step_names_itself_and_shows_what_was_said() -> None:
    step = step_sh("gaya", "sh", "-c", "echo baris 3 terlalu panjang; exit 1")
    assert step.returncode == 1
    assert "baris 3 terlalu panjang\nLangkah yang gagal: gaya" in step.stderr


def test_a_step_that_works_says_only_so() -> None:
    step = step_sh("gaya", "echo", "banyak kata")
    assert (step.returncode, step.stdout.split(), step.stderr) == (0, ["gaya", "baik"], "")


def step_sh(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", "tools/step.sh", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_ci_ends_with_the_closing_line_of_the_tests_and_their_verdict(tmp_path: Path) -> None:
    program(tmp_path / "make", "echo '1 failed, 41 passed in 9.20s'; echo 'make: Error 1'; exit 2")
    ran = ci_run(tmp_path)
    assert ran.returncode == 2
    assert ran.stdout.splitlines()[-1] == "1 failed, 41 passed in 9.20s"


def test_ci_does_not_say_the_closing_line_twice(tmp_path: Path) -> None:
    program(tmp_path / "make", "echo '42 passed in 9.20s'")
    ran = ci_run(tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "42 passed in 9.20s\n")


def ci_run(folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", ".ci/run"],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_refused_with_a_clear_message(tmp_path: Path) -> None:
    old = program(tmp_path / "python-tua", 'test "$1" = -V && echo Python 3.9.2\nexit 1')
    made = venv_sh(tmp_path, PYTHON=str(old))
    assert made.returncode == 1
    assert "Perlu Python 3.11" in made.stderr
    assert "Python 3.9.2" in made.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_failed_download_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    program(tmp_path / ".venv" / "bin" / "python", 'test "$3" != install')
    made = venv_sh(tmp_path)
    assert made.returncode == 1
    assert "Periksa sambungan internet" in made.stderr


def venv_sh(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(ROOT / "tools" / "venv.sh"), "requirements.txt"],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_browser_and_without_root_the_way_to_get_one_is_shown(tmp_path: Path) -> None:
    told = browser_sh(tmp_path, {"id": "echo 1000", "apt-get": "echo diminta >&2"})
    assert told.returncode == 1
    assert "sudo apt install chromium chromium-driver" in told.stderr
    assert "diminta" not in told.stderr


def test_a_browser_that_is_there_is_not_installed_again(tmp_path: Path) -> None:
    told = browser_sh(tmp_path, {"chromium": "", "chromedriver": "", "apt-get": "echo diminta"})
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


def test_root_gets_the_browser_installed(tmp_path: Path) -> None:
    bring = 'case "$*" in *install*) ;; *) exit 0 ;; esac\nfor name in chromium chromedriver\n'
    bring += 'do echo > "${0%/*}/$name"; chmod +x "${0%/*}/$name"; done'
    told = browser_sh(tmp_path, {"id": "echo 0", "apt-get": bring, "chmod": real("chmod")})
    assert (told.returncode, told.stderr) == (0, "")
    assert (tmp_path / "chromedriver").exists()


def test_a_failed_installation_of_the_browser_shows_why(tmp_path: Path) -> None:
    told = browser_sh(tmp_path, {"id": "echo 0", "apt-get": "echo tidak ada jaringan; exit 100"})
    assert told.returncode == 1
    assert "tidak ada jaringan" in told.stderr
    assert "sudo apt install chromium chromium-driver" in told.stderr


def browser_sh(folder: Path, programs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """tools/browser.sh on a machine that has these programs and the few below, nothing else."""
    for name in ("cat", "mktemp", "rm", "tail"):
        program(folder / name, real(name))
    for name, text in programs.items():
        program(folder / name, text)
    return subprocess.run(
        ["/bin/sh", "tools/browser.sh"],
        cwd=ROOT,
        env={"PATH": str(folder), "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def real(name: str) -> str:
    return f'exec {shutil.which(name)} "$@"'


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path
