"""ResNet50's weights by download: whole and checked, or not at all."""

import hashlib
import time
from pathlib import Path

import pytest
import torch

from dlviz import download as base
from dlviz.networks import imagenet
from dlviz.networks.weights_download import _ENDING, _PREFIX, Download, Weights, official

CONTENT = b"weights " * 200_000


def weights(url: str, folder: Path, checksum: str | None = None) -> Weights:
    checksum = hashlib.sha256(CONTENT).hexdigest()[:8] if checksum is None else checksum
    return Weights("ResNet50 (V1)", url, checksum, 1.6, folder / "checkpoints" / "resnet50.pth")


def left_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def test_weights_arrive_whole(tmp_path: Path, serve, finish) -> None:
    wanted = weights(serve(CONTENT), tmp_path)
    download = Download(wanted)
    finish(download)
    assert download.is_done, download.problem
    assert wanted.file.read_bytes() == CONTENT
    assert left_in(tmp_path) == ["resnet50.pth"]
    assert download.received == download.total == len(CONTENT)


def test_half_a_file_never_counts(tmp_path: Path, serve, finish) -> None:
    wanted = weights(serve(CONTENT, slow=True), tmp_path)
    download = Download(wanted)
    while download.received == 0:
        time.sleep(0.02)
    assert not wanted.file.exists()
    assert 0 < download.share < 1
    (part,) = left_in(wanted.file.parent)  # beside it, so that it can be moved and cleared away
    assert part.startswith(_PREFIX)
    assert part.endswith(_ENDING)
    download.cancel()
    serve.open_gates()
    finish(download)
    assert download.problem == "The download of ResNet50 (V1) was stopped."
    assert left_in(tmp_path) == []


def test_another_server_may_clear_away_the_same_leftover(
    tmp_path: Path, serve, finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "left_behind", lambda folder, _pattern: [folder / "gone"])
    download = Download(weights(serve(CONTENT), tmp_path))
    finish(download)
    assert download.is_done, download.problem


@pytest.mark.parametrize("content", [b"a page that says no", CONTENT[:-1], CONTENT + b"x"])
def test_other_bytes_are_refused(tmp_path: Path, serve, finish, content: bytes) -> None:
    download = Download(weights(serve(content), tmp_path))
    finish(download)
    assert not download.is_done
    assert "could not be fetched (what came is not ResNet50 (V1)" in download.problem
    assert imagenet.VARIABLE in download.problem  # what to do without a network
    assert left_in(tmp_path) == []


def test_an_endless_file_is_left(tmp_path: Path, serve, finish) -> None:
    download = Download(weights(serve(CONTENT * 5), tmp_path))
    finish(download)
    assert "far larger" in download.problem
    assert left_in(tmp_path) == []


def test_without_a_network_one_sentence_says_so(tmp_path: Path, finish) -> None:
    download = Download(weights("http://127.0.0.1:9/nothing", tmp_path))
    finish(download)
    assert "could not be fetched" in download.problem
    assert "\n" not in download.problem


@pytest.mark.parametrize("version", imagenet.VERSIONS)
def test_the_official_weights_are_torchvisions(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    known = official(version)
    assert known.url.startswith("https://")
    assert known.file == tmp_path / "checkpoints" / Path(known.url).name
    assert len(known.checksum) == 8
    assert 102 < known.megabytes < 103
    assert not imagenet.is_available("resnet50", version)
