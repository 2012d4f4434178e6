"""The programs that made the shipped files, run on a few pictures: they write what they measure."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from dlviz import consistency, device
from dlviz.datasets import cifar100, mnist
from dlviz.datasets.cifar100 import Pictures
from dlviz.datasets.mnist import Digits
from dlviz.networks import build_class_groups, cifar
from dlviz.networks import mnist as digit_networks
from dlviz.networks.windowed import LOGITS, WINDOW_REACH, WindowedNetwork
from dlviz.paired import unpack
from dlviz.training import (
    augmentation_curves,
    build_augmentation_curves,
    build_cifar,
    build_consistency,
    build_mnist,
)
from dlviz.training.cifar import CifarSettings, score
from dlviz.training.loop import LoopSettings, count_errors, new_model, train_epochs


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> dict[str, Digits]:
    """MNIST with 120 training digits and 50 test digits."""
    parts = {
        name: Digits(mnist.load(name).images[:n], mnist.load(name).labels[:n])
        for name, n in (("train", 120), ("test", 50))
    }
    monkeypatch.setattr(mnist, "load", parts.__getitem__)
    return parts


@pytest.fixture
def few_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Pictures:
    """CIFAR-100 with 20 pictures of noise, the same for training and test."""
    rng = np.random.default_rng(2)
    images = rng.integers(0, 256, (20, 32, 32, 3), np.uint8)
    pictures = Pictures(images, rng.integers(0, 3, 20).astype(np.uint8), np.zeros(20, np.uint8))
    monkeypatch.setattr(cifar100, "load", lambda _split, _where: pictures)
    monkeypatch.setattr(cifar100, "folder", lambda: tmp_path)
    return pictures


def as_json(value: object) -> object:
    return json.loads(json.dumps(value))


def test_the_recipes_are_those_of_the_shipped_records() -> None:
    made = json.loads(augmentation_curves.FILE.read_text())
    assert made["all"]["settings"] == as_json(dataclasses.asdict(build_augmentation_curves.ALL))
    for name, settings in build_mnist.RECIPES.items():
        record = digit_networks.record(name)
        chosen = as_json(dataclasses.asdict(settings))
        assert (record.seed, record.epochs) == (chosen.pop("seed"), chosen.pop("epochs"))
        shipped = as_json(record.settings)
        assert {key: shipped[key] for key in shipped if key in chosen} == {
            key: chosen[key] for key in shipped if key in chosen
        }
        assert shipped.get("n_drawn", build_mnist.N_DRAWN) == build_mnist.N_DRAWN
    for name, recipe in build_cifar.RECIPES.items():
        record = json.loads((build_cifar.FOLDER / f"{name}.json").read_text())
        own = {"seed": record["seed"], "epochs": record["epochs"], **record["settings"]}
        chosen = dataclasses.asdict(recipe)
        assert own == {key: chosen[key] for key in own}


def test_a_pair_of_curves_is_what_training_twice_gives(
    monkeypatch: pytest.MonkeyPatch, few_digits: dict[str, Digits], capsys: pytest.CaptureFixture
) -> None:
    settings = LoopSettings(seed=1, epochs=2, hidden=(8, 6), batch_size=30)
    monkeypatch.setattr(build_augmentation_curves, "ALL", settings)
    monkeypatch.setattr(build_augmentation_curves, "N_TRAIN", 90)
    made = build_augmentation_curves.pair("all")
    assert (made["n_digits"], made["parameters"]) == (90, 785 * 8 + 9 * 6 + 7 * 10)
    assert made["settings"] == dataclasses.asdict(settings)
    assert made["command"].endswith("build_augmentation_curves all")
    train, test = few_digits["train"], few_digits["test"]
    own = Digits(train.images[:90], train.labels[:90])
    for name, augmented in (("plain", False), ("augmented", True)):
        chosen = dataclasses.replace(settings, augmented=augmented)
        model = new_model(chosen)
        wanted = [
            (step, epoch.train_loss, count_errors(model, own), epoch.test_errors)
            for step, epoch in enumerate(train_epochs(model, chosen, own, test), start=1)
        ]
        curve = made["curves"][name]
        assert [
            (one["epoch"], one["running_loss"], one["train"]["errors"], one["test"]["errors"])
            for one in curve
        ] == wanted
        assert augmentation_curves.READ not in curve[0]
        read = unpack(curve[-1][augmentation_curves.READ], 50)
        assert int((~read).sum()) == curve[-1]["test"]["errors"]
    assert "epoch   2 of 2: train error" in capsys.readouterr().out


def test_what_both_cifar_networks_read_is_asked_picture_by_picture(
    monkeypatch: pytest.MonkeyPatch, few_pictures: Pictures
) -> None:
    networks = {
        augmented: nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 3)).requires_grad_(False)
        for augmented in (False, True)
    }
    monkeypatch.setattr(cifar, "load", lambda *, augmented: networks[augmented])
    monkeypatch.setattr(build_augmentation_curves, "BATCH", 7)
    read = build_augmentation_curves.cifar_read()
    for name, augmented in (("plain", False), ("augmented", True)):
        weight, bias = (own.numpy() for own in networks[augmented][1].parameters())
        wanted = []
        for image, label in zip(few_pictures.images, few_pictures.labels, strict=True):
            pixels = torch.from_numpy(image / np.float32(255)).permute(2, 0, 1)
            answer = weight @ cifar.standardise(pixels).numpy().ravel() + bias
            wanted.append(answer.argmax() == label)
        assert unpack(read[name], 20).tolist() == wanted
    monkeypatch.setattr(cifar100, "folder", lambda: None)
    with pytest.raises(FileNotFoundError, match="DLVIZ_CIFAR100_DIR"):
        build_augmentation_curves.cifar_read()


def test_only_the_curves_that_are_named_are_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "curves.json"
    file.write_text('{"few": 1, "cifar": 2}')
    monkeypatch.setattr(build_augmentation_curves, "FILE", file)
    monkeypatch.setattr(build_augmentation_curves, "pair", lambda name: {"made": name})
    monkeypatch.setattr("sys.argv", ["build", "all"])
    build_augmentation_curves.main()
    assert json.loads(file.read_text()) == {"few": 1, "cifar": 2, "all": {"made": "all"}}


def test_the_cifar_training_ships_what_it_has_measured_and_can_be_interrupted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, few_pictures: Pictures
) -> None:
    shipped, work = tmp_path / "shipped", tmp_path / "work"
    shipped.mkdir()
    monkeypatch.setattr(build_cifar, "FOLDER", shipped)
    monkeypatch.setattr(cifar, "FOLDER", shipped)
    monkeypatch.setattr(build_cifar, "MOMENTS", (0, 1))
    settings = CifarSettings(seed=1, epochs=2, batch_size=4)
    monkeypatch.setattr(build_cifar, "RECIPES", {"cifar": settings})
    monkeypatch.setattr("sys.argv", ["build", "cifar", "--work", str(work)])
    with device.one_core():
        build_cifar.main()
        files = sorted(file.name for file in shipped.iterdir())
        moments = [f"cifar_00{moment}.safetensors" for moment in (0, 1, 2)]
        assert files == ["cifar.json", *moments]
        record = json.loads((shipped / "cifar.json").read_text())
        assert [one["epoch"] for one in record["curve"]] == [1, 2]
        own = score(cifar.load.__wrapped__(), few_pictures)  # not the one of the process
        assert (record["top1"], record["top5"]) == pytest.approx((own.top1, own.top5))
        assert (record["seed"], record["epochs"]) == (1, 2)
        assert record["parameters"] == 1_274_756
        assert "seed" not in record["settings"]
        weights = [(shipped / file).read_bytes() for file in moments]
        assert len(set(weights)) == 3
        build_cifar.main()  # nothing is left to be trained
    assert json.loads((shipped / "cifar.json").read_text()) == record
    monkeypatch.setattr(cifar100, "folder", lambda: None)
    with pytest.raises(SystemExit, match="set DLVIZ_CIFAR100_DIR"):
        build_cifar.main()


@pytest.mark.usefixtures("few_digits")
def test_consistency_is_counted_for_what_is_there_and_the_rest_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = consistency.load()
    file, photos = tmp_path / "consistency.json", tmp_path / "photos"
    file.write_text(json.dumps([dataclasses.asdict(row) for row in before]))
    photos.mkdir()
    noise = np.random.default_rng(6).integers(0, 256, (3, 70, 60, 3), np.uint8)
    for number, pixels in enumerate(noise):
        Image.fromarray(pixels).save(photos / f"{number}.jpg")
    network = WindowedNetwork(
        "a small one", ("dark", "bright"), 24, lambda pixels: pixels, Image.Resampling.BOX,
        lambda seen: {LOGITS: torch.stack([1 - seen.mean((1, 2, 3)), seen.mean((1, 2, 3))], 1)},
        None, 1,
    )  # fmt: skip
    monkeypatch.setattr(build_consistency, "of_lite", lambda _classifier: network)
    monkeypatch.setattr(build_consistency.imagenet, "load", lambda _name: None)
    monkeypatch.setattr(cifar100, "folder", lambda: None)
    for module in (build_consistency, consistency):
        monkeypatch.setattr(module, "FILE", file)
    monkeypatch.setattr("sys.argv", ["build", "--photos", str(photos)])
    build_consistency.main()
    rows = {row["name"]: row for row in json.loads(file.read_text())}
    assert list(rows) == [row.name for row in before]  # the order stays
    kept = next(row for row in before if row.name == "cifar")
    assert rows["cifar"] == dataclasses.asdict(kept)
    lite = rows["efficientnet_lite0"]
    assert (lite["title"], lite["n"], lite["side"], lite["reach"]) == (
        "a small one", 3, 24, WINDOW_REACH,
    )  # fmt: skip
    for name in build_consistency.DIGITS:
        row = rows[name]
        assert (row["n"], row["side"], row["reach"], row["seed"]) == (50, 28, 4, 1)
        assert int(unpack(row["same"], 50).sum()) == row["agree"]
        assert row["low"] <= 2 * row["agree"] <= row["high"]
    monkeypatch.setattr("sys.argv", ["build"])
    build_consistency.main()
    again = {row["name"]: row for row in json.loads(file.read_text())}
    assert again == rows


NOUNS = """  1 This line is the licence.
00001740 03 n 01 entity 0 001 ~ 00000020 n 0000 | what there is
00000020 05 n 02 animal 0 living_thing 0 002 @ 00001740 n 0000 ~ 00000030 n 0000 | it lives
00000030 05 n 01 dog 0 002 @ 00000020 n 0000 @ 00001740 n 0000 | it barks
00000040 05 n 01 poodle 0 001 @i 00000030 n 0000 | of curls
00000050 05 n 01 terrier 0 001 @ 00000030 n 0000 | of courage
00000060 05 n 01 cat 0 001 @ 00000020 n 0000 | it purrs
00000070 05 n 01 teapot 0 001 @ 00001740 n 0000 | of tea
00002000 05 n 01 lonely_kind 0 001 @ 00001740 n 0000 | of one class
00002010 05 n 01 yurt 0 001 @ 00002000 n 0000 | of felt
"""


def test_groups_of_classes_are_read_from_wordnets_own_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "data.noun").write_text(NOUNS)
    nouns = build_class_groups.read(tmp_path)
    assert nouns[20].names == ("animal", "living thing")
    assert (nouns[1740].parent, nouns[30].parent, nouns[40].parent) == (None, 20, 30)
    names = ("poodle", "terrier", "cat", "teapot", "yurt")
    assert build_class_groups.find(names, nouns) == [40, 50, 60, 70, 2010]
    file = tmp_path / "groups.json"
    record = type("Record", (), {"meta": {"categories": list(names)}})
    monkeypatch.setattr(build_class_groups, "FILE", file)
    monkeypatch.setattr(build_class_groups.imagenet, "resnet50_record", lambda: record)
    monkeypatch.setattr("sys.argv", ["build", str(tmp_path)])
    build_class_groups.main()
    assert json.loads(file.read_text()) == {
        "groups": [["entity", -1], ["animal", 0], ["dog", 1]],
        "classes": [2, 2, 1, 0, 0],
    }


def test_a_game_bird_is_a_bird_its_second_parent(tmp_path: Path) -> None:
    line = "02153203 05 n 01 game_bird 0 002 @ 00000010 n 0000 @ 00000011 n 0000 | it is hunted"
    (tmp_path / "data.noun").write_text(line + "\n")
    assert build_class_groups.read(tmp_path)[2153203].parent == 11


def test_scenes_have_a_mirrored_border_or_a_black_one() -> None:
    images = np.random.default_rng(1).integers(0, 256, (2, 32, 32, 3), np.uint8)
    zeros = np.zeros(2, np.uint8)
    scenes = build_consistency.cifar_scenes(Pictures(images, zeros, zeros))
    pixels = torch.from_numpy(images / np.float32(255)).permute(0, 3, 1, 2)
    wanted = np.pad(cifar.standardise(pixels).numpy(), ((0, 0), (0, 0), (4, 4), (4, 4)), "reflect")
    np.testing.assert_allclose(scenes.numpy(), wanted, atol=1e-6)
    digits = np.random.default_rng(2).integers(0, 256, (2, 28, 28), np.uint8)
    black = build_consistency.digit_scenes(Digits(digits, zeros))
    np.testing.assert_allclose(black[:, 0].numpy() * 255, np.pad(digits, ((0, 0), (4, 4), (4, 4))))
