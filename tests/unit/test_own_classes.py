"""Projects of one's own, and archives of strangers: bounds, names, bombs, and nothing ever run."""

import io
import json
import pickle
import zipfile
import zlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save

from dlviz.datasets import mnist, own_classes, project_archive, ready_sets
from dlviz.datasets.archive_names import readable_name
from dlviz.datasets.own_classes import (
    LONGEST_NAME,
    MOST_BYTES,
    MOST_CLASSES,
    MOST_PHOTOS,
    Photo,
    Project,
    clean_name,
    pack,
    unpack,
)
from dlviz.datasets.photos import ENDINGS
from dlviz.datasets.project_archive import (
    is_project,
    loose_photos,
    read_project,
    write_project,
)

NETWORK = "efficientnet_lite0"


def picture(shade: int, side: int = 224) -> np.ndarray:
    rng = np.random.default_rng(shade)
    return rng.integers(0, shade, (side, side, 3)).astype(np.uint8)


def photo(shade: int = 90) -> Photo:
    return Photo(pack(picture(shade)), np.random.default_rng(shade).random(6, np.float32))


def project(*counts: int) -> Project:
    own = Project(network=NETWORK)
    for place, count in enumerate(counts):
        own = own.with_class(f"kind {place}")
        photos = tuple(photo(50 + 10 * i) for i in range(count))
        own = own.with_photos(own.classes[-1].number, photos)
    return own


def jpeg(shade: int = 90, size: tuple[int, int] = (64, 48)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (shade, 10, 20)).save(buffer, "JPEG")
    return buffer.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def entries(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(content: bytes, **replaced: object) -> bytes:
    """Return an archive whose manifest says something else."""
    files = entries(content)
    said = json.loads(files["project.json"]) | replaced
    return zipped(files | {"project.json": json.dumps(said).encode()})


# Projects


def test_classes_are_added_renamed_switched_and_deleted() -> None:
    own = project(2, 1)
    first, second = own.classes
    assert own.labels().tolist() == [0, 0, 1]
    assert own.renamed(first.number, " a \n*cat* ").classes[0].name == "a cat"
    assert own.renamed(first.number, "kind 1").names == ("kind 1 2", "kind 1")
    off = own.switched(first.number, False)
    assert (off.names, off.labels().tolist(), off.n_photos) == (("kind 1",), [0], 3)
    assert off.identity != own.identity
    assert own.without_class(second.number).names == ("kind 0",)
    assert own.without_photos({first.photos[0].number}).labels().tolist() == [0, 1]
    assert own.n_photos == 3  # a project is a value: none of this changed it


def test_there_is_room_for_so_many_classes_and_photos() -> None:
    own = project(*[0] * MOST_CLASSES)
    with pytest.raises(ValueError, match="20 classes"):
        own.with_class("one more")
    number = own.classes[0].number
    full = own.with_photos(number, (photo(),) * (MOST_PHOTOS + 7))
    assert full.n_photos == MOST_PHOTOS
    assert full.with_photos(number, (photo(),)).n_photos == MOST_PHOTOS


def test_the_memory_of_a_photo_is_bounded() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (224, 224, 3)).astype(np.uint8)
    packed = pack(noise)
    assert len(packed) <= MOST_BYTES
    kept = unpack(Photo(packed, np.zeros(3, np.float32)))
    assert kept.shape == (224, 224, 3)
    smooth = np.asarray(Image.fromarray(noise).resize((8, 8)).resize((224, 224)))
    smooth_kept = unpack(Photo(pack(smooth), np.zeros(3, np.float32)))
    assert np.abs(smooth_kept.astype(int) - smooth).mean() < 2
    assert project(3).n_bytes == sum(len(x.jpeg) + 24 for x in project(3).photos)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("", "class"), ("../../etc", "../../etc"), ("<b>x</b>", "b x /b"), ("a" * 999, "a" * 40),
     ("\x00\u202e\n", "class"), ("**Ω**", "Ω"), ("C#", "C#"), ("# a dog", "a dog"), ("##", "class"),
     ("Zoe\u0308", "Zo\u00eb"), ("\U0001f468\u200d\U0001f469\u200d\U0001f467 us",) * 2,
     ("e\u0301" * 50, "\u00e9" * 40),
     ("\u05d0\u05b8" * 50, "\u05d0\u05b8" * 40), ("a\u202eb", "a b")],
)  # fmt: skip
def test_names_are_one_readable_line(wanted: str, name: str) -> None:
    assert clean_name(wanted) == name
    assert len(clean_name(wanted)) <= 4 * LONGEST_NAME


def test_a_long_name_is_cut_between_letters() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    cut = clean_name(family * 50)
    assert cut
    assert cut.replace(family, "") == ""
    assert len(cut) <= 4 * LONGEST_NAME


def with_name(raw: bytes, extra: bytes = b"") -> bytes:
    """Return a zip file whose one file has a name of these bytes, without saying how to read it."""
    placeholder = "x" * len(raw)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(placeholder)
        info.extra = extra
        archive.writestr(info, jpeg())
    return buffer.getvalue().replace(placeholder.encode(), raw)


def unicode_path(raw: bytes, name: str) -> bytes:
    """Return the extra field of Info-ZIP that says what a name really is."""
    field = b"\x01" + zlib.crc32(raw).to_bytes(4, "little") + name.encode()
    return (0x7075).to_bytes(2, "little") + len(field).to_bytes(2, "little") + field


ENTWAS = "Za\u0308hne/Hu\u0308hner.jpg"  # decomposed, as macOS writes it
NEKO = "\u732b/\u3042.jpg"


@pytest.mark.parametrize(
    ("content", "group", "name"),
    [
        (with_name(ENTWAS.encode()), "Z\u00e4hne", "H\u00fchner.jpg"),
        (with_name(NEKO.encode("cp932")), "\u732b", "\u3042.jpg"),
        (with_name("f\u00fcr/a.jpg".encode("cp437")), "f\u00fcr", "a.jpg"),
        (zipped({NEKO: jpeg()}), "\u732b", "\u3042.jpg"),
        (with_name(b"?/a.jpg", unicode_path(b"?/a.jpg", "\u0416/a.jpg")), "\u0416", "a.jpg"),
    ],
    ids=["macOS", "Japanese Windows", "Windows", "UTF-8", "Info-ZIP"],
)  # fmt: skip
def test_names_in_a_zip_file_are_as_they_were_written(content, group, name) -> None:
    (photo,) = loose_photos(content)
    assert (photo.group, photo.name) == (group, name)


def test_photos_are_found_by_every_ending_and_without_one() -> None:
    names = ("a.JPG", "b.jfif", "c.jpe", "d.mpo", "e.hif", "IMG_0001")
    files = {f"dog/{name}": jpeg() for name in names}
    files |= {"dog/README": b"A text.", "dog/LICENSE": b"", "dog/notes.txt": jpeg()}
    assert [photo.name for photo in loose_photos(zipped(files))] == sorted(names)


def test_two_forms_of_one_letter_are_one_class() -> None:
    files = {"Zoe\u0308/1.jpg": jpeg(), "Zo\u00eb/2.jpg": jpeg()}
    assert {photo.group for photo in loose_photos(zipped(files))} == {"Zo\u00eb"}


@pytest.mark.parametrize("title", list(ready_sets.SETS)[:3])
def test_ready_sets_are_always_there(title: str) -> None:
    own = ready_sets.SETS[title]
    assert own.is_available
    drawn = own.draw(own.classes[0])
    assert drawn.shape == (ready_sets.EACH, 224, 224, 3)
    assert drawn.dtype == np.uint8
    np.testing.assert_array_equal(drawn, own.draw(own.classes[0]))
    assert len({one.tobytes() for one in drawn}) == ready_sets.EACH


# Archives


@pytest.mark.parametrize("with_photos", [True, False])
def test_a_project_comes_back_as_it_was(with_photos: bool) -> None:
    own = project(3, 0, 2).renamed(project(1).classes[0].number, "x")
    own = own.switched(own.classes[2].number, False)
    content = write_project(own, with_photos=with_photos)
    back = read_project(content)
    assert [(x.name, x.is_enabled, len(x.photos)) for x in back.classes] == [
        (x.name, x.is_enabled, len(x.photos)) for x in own.classes
    ]
    for mine, theirs in zip(own.classes, back.classes, strict=True):
        for a, b in zip(mine.photos, theirs.photos, strict=True):
            np.testing.assert_array_equal(a.embedding, b.embedding)
            assert b.jpeg == (a.jpeg if with_photos else b"")
    assert is_project(content)
    names = set(entries(content))
    assert any(name.startswith("photos/") for name in names) == with_photos


def test_how_the_head_was_trained_comes_back_and_nothing_absurd() -> None:
    how = {"seed": 7, "epochs": 30, "learning_rate": 0.01, "held_back": 0.4, "augmented": True}
    own = replace(project(2, 1), training=how)
    assert read_project(write_project(own, with_photos=False)).training == how
    for wrong in ({"seed": -1}, {"epochs": "9"}, {"held_back": 9.0}, {"learning_rate": 1e9},
                  {"seed": float("nan")}, {"other": 1}):  # fmt: skip
        content = write_project(replace(own, training=wrong), with_photos=False)
        assert read_project(content).training == {}
    assert read_project(BASE).training == {}


def test_an_empty_project_comes_back_too() -> None:
    assert read_project(write_project(project(0, 0), with_photos=True)).n_photos == 0


def test_a_photo_of_a_project_without_photos_is_grey() -> None:
    (one,) = read_project(write_project(project(1), with_photos=False)).photos
    assert (unpack(one) == 128).all()


def bomb() -> bytes:
    return zipped({"a/1.jpg": bytes(30_000_000)})


def overlong() -> bytes:
    """A file that is longer than the archive says."""
    content = bytearray(zipped({"a/1.jpg": b"x" * 5000}, zipfile.ZIP_STORED))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(content)


HOSTILE = {
    "no zip": b"hello",
    "empty": b"",
    "cut off": zipped({"a/1.jpg": jpeg()})[:-30],
    "bomb": bomb(),
    "up": zipped({"../1.jpg": jpeg()}),
    "up in the middle": zipped({"a/../../1.jpg": jpeg()}),
    "absolute": zipped({"/etc/1.jpg": jpeg()}),
    "drive": zipped({"C:/1.jpg": jpeg()}),
    "backslashes": zipped({"..\\1.jpg": jpeg()}),
    "many": zipped({f"a/{i}.jpg": b"" for i in range(2001)}),
    "very many": zipped({f"{i}": b"" for i in range(4100)}),
    "no photos": zipped({"a/readme.txt": b"x", "b/run.py": b"import os"}),
    "hidden": zipped({"__MACOSX/a/1.jpg": jpeg(), ".a/2.jpg": jpeg()}),
    "lies": overlong(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_are_one_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*[.]$|refused\.$"):
        list(loose_photos(HOSTILE[name]))
    with pytest.raises(ValueError, match=r"^[A-Z].*[.]$"):
        read_project(HOSTILE[name])
    assert not is_project(HOSTILE[name])


def test_an_archive_that_is_too_large_is_not_even_opened(monkeypatch) -> None:
    monkeypatch.setattr(project_archive, "LARGEST_ARCHIVE", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ValueError, match="MB"):
        read_project(b"x" * 101)


def test_folders_of_a_zip_are_classes() -> None:
    content = zipped(
        {
            "pets/cat/1.jpg": jpeg(1), "pets/cat/2.PNG": jpeg(2), "pets/dog/1.heic": jpeg(3),
            "loose.jpg": jpeg(4), "pets/dog/notes.txt": b"x", "pets/cat/.hidden.jpg": b"x",
        }
    )  # fmt: skip
    found = list(loose_photos(content))
    assert [own.group for own in found] == ["", "cat", "cat", "dog"]
    assert found[1].data == jpeg(1)


def test_a_zip_may_hold_what_an_uploader_takes() -> None:
    names = [f"cat/{place}.{ending}" for place, ending in enumerate(ENDINGS)]
    found = list(loose_photos(zipped(dict.fromkeys([*names, "cat/notes.txt"], jpeg(1)))))
    assert len(found) == len(ENDINGS) > 10


def numbers(array: np.ndarray) -> bytes:
    return save({"embeddings": array})


BASE = write_project(project(2, 1), with_photos=True)
FORGED = {
    "a pickle for numbers": zipped(
        entries(BASE) | {"numbers.safetensors": pickle.dumps(np.zeros((3, 6)))}
    ),
    "not a number": zipped(
        entries(BASE) | {"numbers.safetensors": numbers(np.full((3, 6), np.nan, np.float32))}
    ),
    "too few": zipped(
        entries(BASE) | {"numbers.safetensors": numbers(np.zeros((2, 6), np.float32))}
    ),
    "too wide": zipped(
        entries(BASE) | {"numbers.safetensors": numbers(np.zeros((3, 9999), np.float32))}
    ),
    "whole numbers": zipped(
        entries(BASE) | {"numbers.safetensors": numbers(np.zeros((3, 6), np.int32))}
    ),
    "another format": changed(BASE, format="dlviz project 99"),
    "another network": changed(BASE, network="../../resnet"),
    "no classes": changed(BASE, classes="many"),
    "classes of nothing": changed(BASE, classes=[None]),
    "many classes": changed(BASE, classes=[{"name": "a", "photos": 0}] * 21),
    "a million photos": changed(BASE, classes=[{"name": "a", "photos": 10**6}]),
    "photos in all": changed(BASE, classes=[{"name": "a", "photos": 600}] * 2),
    "less than none": changed(BASE, classes=[{"name": "a", "photos": -1}]),
    "true": changed(BASE, classes=[{"name": "a", "photos": True}]),
    "half": changed(BASE, classes=[{"name": "a", "photos": 1.5}]),
    "no JSON": zipped(entries(BASE) | {"project.json": b"{" * 100_000}),
    "a list": zipped(entries(BASE) | {"project.json": b"[]"}),
    "a photo that is none": zipped(entries(BASE) | {"photos/0/1.jpg": b"MZ" * 50}),
    "a photo of another size": zipped(entries(BASE) | {"photos/0/1.jpg": jpeg()}),
    "a large photo": zipped(entries(BASE) | {"photos/0/1.jpg": bytes(70_000)}),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_projects_are_one_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Zp].*[.]$"):
        read_project(FORGED[name])


def test_nothing_in_a_project_is_ever_run(tmp_path) -> None:
    """A pickle that would make a file stays a string of bytes, wherever it lies."""
    trap = tmp_path / "sprung"

    class Trap:
        def __reduce__(self):
            return (open, (str(trap), "w"))

    evil = pickle.dumps(Trap())
    for name in ("project.json", "numbers.safetensors", "photos/0/0.jpg"):
        with pytest.raises(ValueError, match=r"\w"):
            read_project(zipped(entries(BASE) | {name: evil}))
    assert not trap.exists()


def test_names_out_of_a_file_are_cleaned_and_told_apart() -> None:
    said = [{"name": "<script>\n" * 50, "photos": 2}, {"name": "b", "photos": 0},
            {"name": "b", "photos": 1}]  # fmt: skip
    own = read_project(changed(BASE, classes=said, note="`rm` <b>\x00" * 99))
    names = [each.name for each in own.classes]
    assert len(set(names)) == 3
    assert not set("<>`\n") & set("".join(names) + own.note)
    assert len(own.note) <= 400


def test_more_photos_than_the_manifest_says_are_passed_over() -> None:
    files = entries(BASE) | {"photos/9/0.jpg": b"x", "photos/0/7.jpg": b"x", "photos/x": b"x"}
    assert read_project(zipped(files)).n_photos == 3


def test_no_pickle_is_read_in_these_modules() -> None:
    from pathlib import Path

    for module in (own_classes, project_archive):
        source = Path(module.__file__).read_text(encoding="utf-8")
        assert "import pickle" not in source
        assert "extractall" not in source
        assert "torch.load" not in source


def test_a_long_name_that_is_taken_keeps_room_for_its_number() -> None:
    project = own_classes.Project()
    for wanted in ("x" * 40, "x" * 36 + " 2", "x" * 36 + " 3"):
        assert project.free_name("x" * 50) == wanted
        project = project.with_class("x" * 50)
    assert project.free_name("y") == "y"


def test_ready_digits_are_those_of_mnist_black_on_white() -> None:
    data = mnist.load("train")
    fours = 255 - data.images[data.labels == 4].astype(int)  # (N, 28, 28)
    for picture in ready_sets.SETS["4 or 9"].draw("a 4")[:3]:
        assert picture[:3].min() == picture.max() == 255  # the paper
        small = picture[..., 0].reshape(28, 8, 28, 8).mean(axis=(1, 3))
        distances = np.abs(fours - small).mean(axis=(1, 2))
        assert distances.min() < 8  # of 255: what enlarging changes
        assert np.partition(distances, 1)[1] > distances.min() + 5  # and no other is as near


def test_ready_sets_that_need_cifar_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready_sets.cifar100, "folder", lambda: None)
    assert ready_sets.available() == ("4 or 9", "3, 5 or 8", "Cat, coffee or rocket")
    for title, own in ready_sets.SETS.items():
        assert own.is_available == (title in ready_sets.available())
        assert own.note
        assert set(own.classes) <= set(ready_sets.CLASS_NAMES) or not own.needs_cifar


@pytest.mark.parametrize(
    ("flags", "name"),
    [
        (0x000, "\u00fc.jpg"),
        (0x008, "\u00fc.jpg"),
        (0x800, "\u251c\u255d.jpg"),
        (0x808, "\u251c\u255d.jpg"),
    ],
)
def test_a_name_that_an_archive_calls_unicode_is_taken_as_it_is(flags: int, name: str) -> None:
    """Two box-drawing characters are, as bytes of DOS, the umlaut in UTF-8."""
    info = zipfile.ZipInfo("\u251c\u255d.jpg")
    info.flag_bits = flags
    assert readable_name(info) == name


def test_a_photo_that_was_not_kept_is_a_grey_picture_in_colour() -> None:
    grey = unpack(Photo(b"", np.zeros(1, np.float32)), side=7)
    assert grey.shape == (7, 7, 3)
    assert set(grey.ravel().tolist()) == {128}
