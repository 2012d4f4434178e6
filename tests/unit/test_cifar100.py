"""CIFAR-100 in its two formats and by download: what is read, what is refused, what is left."""

import hashlib
import io
import json
import pickle
import tarfile
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dlviz.datasets import cifar100, cifar100_names
from dlviz.datasets.cifar100_download import Archive, Download, official
from dlviz.datasets.small_pictures import shrink

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cifar100"
N = 6


def few(seed: int) -> cifar100.Pictures:
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (N, 32, 32, 3), dtype=np.uint8)
    labels = rng.integers(0, 100, N, dtype=np.uint8)
    return cifar100.Pictures(images, labels, labels // 5)


def batch(pictures: cifar100.Pictures) -> bytes:
    rows = pictures.images.transpose(0, 3, 1, 2).reshape(N, -1)
    content = {
        "data": rows,
        "fine_labels": pictures.labels.tolist(),
        "coarse_labels": pictures.groups.tolist(),
        "filenames": [f"{place}.png" for place in range(N)],
    }
    return pickle.dumps(content, protocol=2)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cifar100, "SPLITS", {"train": N, "test": N})
    monkeypatch.delenv(cifar100.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))


@pytest.mark.parametrize("where", ["", cifar100.BATCHES])
def test_both_formats_hold_the_same_pictures(tmp_path: Path, where: str) -> None:
    pictures = few(1)
    arrays = tmp_path / "arrays"
    arrays.mkdir()
    np.savez(
        arrays / "cifar100_train.npz",
        x=pictures.images, y=pictures.labels, y_coarse=pictures.groups,
    )  # fmt: skip
    batches = tmp_path / "batches"
    (batches / where).mkdir(parents=True)
    (batches / where / "train").write_bytes(batch(pictures))
    for folder in (arrays, batches):
        assert cifar100.has("train", folder)
        assert not cifar100.has("test", folder)
        read = cifar100.load("train", folder)
        np.testing.assert_array_equal(read.images, pictures.images)
        np.testing.assert_array_equal(read.labels, pictures.labels)
        np.testing.assert_array_equal(read.groups, pictures.groups)


class _Evil:
    def __reduce__(self) -> tuple:
        return (Path.touch, (Path("evil"),))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no pickle",
        pickle.dumps([1, 2]),
        pickle.dumps({"data": np.zeros((N, 9), np.uint8), "fine_labels": [], "coarse_labels": []}),
        pickle.dumps({"data": _Evil(), "fine_labels": [0] * N, "coarse_labels": [0] * N}),
        batch(few(1))[:-400],
    ],
    ids=["empty", "text", "list", "shape", "evil", "cut"],
)
def test_what_is_no_batch_is_refused_and_nothing_in_it_is_run(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "test").write_bytes(content)
    with pytest.raises(ValueError, match=r"batch|pictures are"):
        cifar100.load("test", tmp_path)
    assert not (tmp_path / "evil").exists()


def test_labels_beyond_the_classes_are_refused(tmp_path: Path) -> None:
    pictures = few(1)
    pictures.labels[0] = 100
    (tmp_path / "test").write_bytes(batch(pictures))
    with pytest.raises(ValueError, match="beyond CIFAR-100's classes"):
        cifar100.load("test", tmp_path)


def test_the_folder_is_the_named_one_or_the_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cifar100.folder() is None
    own = cifar100.own_folder()
    (own / cifar100.BATCHES).mkdir(parents=True)
    (own / cifar100.BATCHES / "train").write_bytes(batch(few(1)))
    assert cifar100.folder() is None  # half of it is not there
    (own / cifar100.BATCHES / "test").write_bytes(batch(few(2)))
    assert cifar100.folder() == own
    monkeypatch.setenv(cifar100.VARIABLE, str(tmp_path / "named"))
    assert cifar100.folder() == tmp_path / "named"
    with pytest.raises(FileNotFoundError, match="neither"):
        cifar100.load("train", tmp_path / "named")


def test_every_class_is_in_one_group_of_five() -> None:
    assert len(cifar100_names.CLASS_NAMES) == len(set(cifar100_names.CLASS_NAMES)) == 100
    assert all(len(names) == 5 for names in cifar100_names.GROUPS.values())
    assert len(cifar100_names.GROUP_NAMES) == cifar100.N_GROUPS


@pytest.mark.skipif(not SHARED.exists(), reason="CIFAR-100 is not at ../shared")
def test_names_and_groups_are_those_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cifar100, "SPLITS", {"train": 50_000, "test": 10_000})
    meta = json.loads((SHARED / "meta.json").read_text())
    for ours, theirs in (
        (cifar100_names.CLASS_NAMES, meta["fine_label_names"]),
        (cifar100_names.GROUP_NAMES, meta["coarse_label_names"]),
    ):
        assert list(ours) == [name.replace("_", " ") for name in theirs]
    test = cifar100.load("test", SHARED)
    for label, group in {*zip(test.labels.tolist(), test.groups.tolist(), strict=True)}:
        name = cifar100_names.CLASS_NAMES[label]
        assert cifar100_names.GROUP_OF[name] == cifar100_names.GROUP_NAMES[group]


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def good_archive() -> bytes:
    folder = cifar100.BATCHES
    return archive(
        {
            f"{folder}/train": batch(few(1)),
            f"{folder}/test": batch(few(2)),
            f"{folder}/meta": b"names",
            "../outside": b"must not appear",
            f"{folder}/more": b"nor this",
        }
    )


def left_in(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*"))


def test_a_download_appears_whole_and_alone(tmp_path: Path, serve, finish) -> None:
    content = good_archive()
    where = tmp_path / "cifar100"
    download = Download(Archive(serve(content), hashlib.md5(content).hexdigest()), where)
    finish(download)
    assert download.is_done, download.problem
    assert download.problem == ""
    assert download.share == 1
    folder = cifar100.BATCHES
    assert left_in(where) == [folder, f"{folder}/meta", f"{folder}/test", f"{folder}/train"]
    assert not (tmp_path / "outside").exists()
    np.testing.assert_array_equal(cifar100.load("test", where).images, few(2).images)


def test_a_download_can_be_stopped_and_leaves_nothing(tmp_path: Path, serve, finish) -> None:
    content = good_archive() + bytes(2_000_000)
    address = serve(content, slow=True)
    download = Download(Archive(address, "0" * 32), tmp_path)
    while download.received == 0:
        time.sleep(0.02)
    assert not cifar100.has("train", tmp_path)
    download.cancel()
    serve.open_gates()
    finish(download)
    assert not download.is_done
    assert left_in(tmp_path) == []
    assert "was stopped" in download.problem


@pytest.mark.parametrize(
    ("content", "md5", "words"),
    [
        (b"something else", "0" * 32, "its checksum is wrong"),
        (archive({"other/file": b"x"}), None, "could not be downloaded"),
        (b"not even an archive", None, "could not be downloaded"),
    ],
)
def test_what_is_not_cifar_is_said_and_leaves_nothing(
    tmp_path: Path, serve, finish, content: bytes, md5: str | None, words: str
) -> None:
    sum_ = hashlib.md5(content).hexdigest() if md5 is None else md5
    download = Download(Archive(serve(content), sum_), tmp_path)
    finish(download)
    assert not download.is_done
    assert words in download.problem
    assert cifar100.VARIABLE in download.problem  # what to do without a network
    assert left_in(tmp_path) == []


def test_without_a_network_one_sentence_says_so(tmp_path: Path, finish) -> None:
    download = Download(Archive("http://127.0.0.1:9/nothing", "0" * 32), tmp_path)
    finish(download)
    assert "could not be downloaded" in download.problem
    assert left_in(tmp_path) == []


def test_the_official_archive_is_torchvisions() -> None:
    known = official()
    assert known.url.endswith("cifar-100-python.tar.gz")
    assert len(known.md5) == 32


@pytest.mark.parametrize("size", [(90, 40), (40, 90), (64, 64)])
def test_a_photo_is_cut_in_the_middle_and_shrunk(size: tuple[int, int]) -> None:
    """A ramp along the longer side: what is left begins and ends as far from the middle."""
    width, height = size
    ramp = np.linspace(0, 255, max(size)).round().astype(np.uint8)
    along = ramp[None, :].repeat(height, 0) if width >= height else ramp[:, None].repeat(width, 1)
    small = shrink(Image.fromarray(along).convert("RGB"), (1, 16, 16))[:, :, 0].astype(float)
    assert small.shape == (16, 16)
    line = small[8] if width >= height else small[:, 8]
    step = 255 / (max(size) - 1) * min(size) / 16  # a pixel of the small one
    assert np.diff(line).mean() == pytest.approx(step, rel=0.03)
    assert (line[0] + line[-1]) / 2 == pytest.approx(127.5, abs=1.5)


def test_every_class_knows_its_group() -> None:
    assert len(cifar100_names.GROUP_OF) == 100
    assert cifar100_names.GROUP_OF["beaver"] == "aquatic mammals"
    for group, names in cifar100_names.GROUPS.items():
        assert {cifar100_names.GROUP_OF[name] for name in names} == {group}
