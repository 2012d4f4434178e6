"""run.py, the one command: what it installs, when, and what it says when it cannot."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Make run.py work in an empty folder and record the commands it would run."""
    (tmp_path / "requirements.txt").write_text("streamlit==1\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\n")
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
    assert not run.LOCK.exists()
    monkeypatch.setattr(subprocess, "run", record)
    assert run.main([]) == 0
    assert installs(project) == 1


@pytest.mark.usefixtures("project")
def test_a_failed_installation_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def fail(command: list[str], **_: object) -> None:
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(subprocess, "run", fail)
    assert run.main(["test"]) == 1
    assert "could not be installed" in capsys.readouterr().err


def test_an_old_python_is_refused(
    project: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(run, "OLDEST", (9, 9))
    assert run.main([]) == 1
    assert "needs Python 9.9" in capsys.readouterr().err
    assert project == []


def test_check_runs_every_tool(project: list[list[str]]) -> None:
    run.main(["check"])
    tools = [command[2] for command in project if command[2] in ("ruff", "mypy")]
    assert tools == ["ruff", "ruff", "mypy"]
