"""The predictions of Photos, with truths by another route than the page's own functions."""

import json

import numpy as np
import pytest
import torch
from asked import answer_of
from asked_first import check_all, made

from dlviz import framing_search, reframing
from dlviz.class_groups import FILE
from dlviz.datasets import sample_photos
from dlviz.networks import imagenet
from dlviz.notices.photos import percent

PAGE = "photos"
pytestmark = [
    pytest.mark.usefixtures("one_core"),
    pytest.mark.skipif(not imagenet.is_available("efficientnet_lite0"), reason="no weights here"),
]


def lite() -> imagenet.Classifier:
    return imagenet.load("efficientnet_lite0")


def answers(name: str) -> dict[str, float]:
    return dict(lite().classify(sample_photos.load(name), 1000))


def test_every_preset_of_photos_asks_first() -> None:
    check_all(PAGE)


def test_the_probability_falls_when_only_a_part_of_the_bird_is_left(monkeypatch) -> None:
    zoom = reframing.CHANGES["zoom"]
    values = (*zoom.values[::21], 1.0)
    short = reframing.Change(zoom.title, tuple(sorted({*values})), 1.0, zoom.unit)
    monkeypatch.setitem(reframing.CHANGES, "zoom", short)
    question = made(PAGE, "Another bird")
    photo = sample_photos.load("kingfisher")
    for at, share in zip(question.x, question.y, strict=True):
        if at < 1:
            continue  # a part of the window lies outside of the photo
        side = photo.height * 224 / 256 / at
        middle = photo.width / 2, photo.height / 2
        box = [
            middle[0] - side / 2,
            middle[1] - side / 2,
            middle[0] + side / 2,
            middle[1] + side / 2,
        ]
        own = lite().transform.interpolation.name.lower()
        crop = photo.resize((224, 224), {"bilinear": 2, "bicubic": 3}[own], box)
        pixels = torch.tensor(np.asarray(crop)).permute(2, 0, 1)[None] / 255
        with torch.inference_mode():
            row = lite().module(lite().standardise(pixels))[0].softmax(dim=0)
        assert share == pytest.approx(100 * float(row[question.facts["label"]]), abs=6)
    assert question.y[-1] < question.y[list(question.x).index(1.0)] - question.near


def read_by_lite(crop) -> torch.Tensor:
    """Return the probabilities of all classes for a picture of 224 x 224 pixels."""
    pixels = torch.tensor(np.asarray(crop)).permute(2, 0, 1)[None] / 255
    with torch.inference_mode():
        return lite().module(lite().standardise(pixels))[0].softmax(dim=0)


def shorten(monkeypatch, name: str, step: int) -> None:
    """Let a change of the photo have few values, its neutral one among them."""
    own = reframing.CHANGES[name]
    values = tuple(sorted({*own.values[::step], own.neutral}))
    short = reframing.Change(own.title, values, own.neutral, own.unit)
    monkeypatch.setitem(reframing.CHANGES, name, short)


def test_a_turned_bird_is_less_of_a_jacamar(monkeypatch) -> None:
    shorten(monkeypatch, "turn", 15)  # every 90 degrees
    question = made(PAGE, "Turned")
    assert list(question.x) == [-180, -90, 0, 90, 180]
    crop = lite().crop(sample_photos.load("kingfisher"))
    whole = read_by_lite(crop)
    assert question.facts["label"] == int(whole.argmax())
    assert question.y[2] == pytest.approx(100 * float(whole.max()), abs=0.1)
    assert (np.delete(question.y, 2) < question.y[2] / 2).all()  # as the preset's notice says
    assert (np.delete(question.y, 2) < question.y[2] - question.near).all()  # a level line is wrong
    for share in question.y[[1, 3]]:
        assert f" {percent(share / 100)}" in question.worked


def test_the_coffee_is_recognised_until_most_of_it_is_covered(monkeypatch) -> None:
    shorten(monkeypatch, "cover", 16)  # every 24 per cent
    question = made(PAGE, "Covered")
    crop = lite().crop(sample_photos.load("coffee"))
    for at, share in zip(question.x, question.y, strict=True):
        side = round(224 * at / 100)
        covered, first = crop.copy(), (224 - side) // 2
        grey = tuple(round(255 * own) for own in lite().transform.mean)
        covered.paste(grey, (first, first, first + side, first + side))
        row = read_by_lite(covered)
        assert share == pytest.approx(100 * float(row[question.facts["label"]]), abs=0.1)
    assert question.y[-1] < 1


@pytest.mark.parametrize(("side", "stays"), [(51, True), (66, False)])
def test_half_of_the_side_leaves_the_answer_and_two_thirds_do_not(side: int, stays: bool) -> None:
    crop = lite().crop(sample_photos.load("coffee"))
    frame = reframing.see(sample_photos.load("coffee"), lite().transform,
                          reframing.Reframing(cover=side))  # fmt: skip
    same = int(read_by_lite(frame.picture).argmax()) == int(read_by_lite(crop).argmax())
    assert same == stays


def test_a_close_crop_shows_a_bee_where_the_standard_crop_does_not(monkeypatch) -> None:
    monkeypatch.setattr(framing_search, "ZOOMS", (2.5,))
    monkeypatch.setattr(framing_search, "_ROUNDS", 0)
    question = made(PAGE, "Look elsewhere")
    standard = answers("bee")
    assert next(iter(standard)) != "bee"
    assert question.facts["start"] == pytest.approx(standard["bee"], abs=1e-3)
    assert f"the best framing gives {percent(question.facts['best'])}." in question.worked
    photo, found = sample_photos.load("bee"), []
    for left in range(300, 700, 100):
        for top in range(100, 400, 100):
            crop = photo.resize((224, 224), 3, (left, top, left + 252, top + 252))
            pixels = torch.tensor(np.asarray(crop)).permute(2, 0, 1)[None] / 255
            with torch.inference_mode():
                row = lite().module(lite().standardise(pixels))[0].softmax(dim=0)
            found.append(lite().categories[int(row.argmax())])
    assert "bee" in found
    assert answer_of(question) == "bee as the first answer"


def test_the_classes_of_birds_add_up() -> None:
    question = made(PAGE, "As a group")
    made_of = json.loads(FILE.read_text())
    names, parents = zip(*made_of["groups"], strict=True)

    def is_bird(group: int) -> bool:
        return group >= 0 and (names[group] == "bird" or is_bird(parents[group]))

    row = answers("kingfisher")
    birds = [lite().categories[at] for at, group in enumerate(made_of["classes"]) if is_bird(group)]
    share = sum(row[name] for name in birds)
    assert f"{len(birds)} are birds" in question.prompt
    assert question.truth == round(100 * share)
    assert len(question.wrong) == 3


def test_robin_is_supported_by_another_place() -> None:
    question = made(PAGE, "Where it looked")
    module, photo = lite().module, sample_photos.load("kingfisher")
    kept = {}

    def keep(_module, _given, result) -> None:
        kept["maps"] = result.detach().requires_grad_()
        return kept["maps"]

    hook = module.get_submodule(question.facts["layer"]).register_forward_hook(keep)
    try:
        logits = module(lite().preprocess(photo)[None])[0]
    finally:
        hook.remove()
    places = []
    for label in (int(logits.argmax()), lite().categories.index("robin")):
        (slopes,) = torch.autograd.grad(logits[label], kept["maps"], retain_graph=True)
        heat = (slopes.mean(dim=(2, 3))[0, :, None, None] * kept["maps"][0]).sum(dim=0).relu()
        places.append(divmod(int(heat.argmax()), heat.shape[1]))
    np.testing.assert_allclose(question.values, (heat / heat.max()).detach().numpy(), atol=1e-3)
    assert question.right == places[1] != places[0]
    rim = {place for place in question.mistakes if {0, 6} & {*place}}
    assert {*question.mistakes} - rim == {places[0]}
    assert all(question.values[place] < 0.2 for place in rim)
    assert (0, 0) in rim


def test_similar_classes_share_the_probability_of_the_cat() -> None:
    question = made(PAGE, "The lecture's table")
    firsts = {name: max(answers(name).values()) for name in ("kingfisher", "crab", "coffee", "cat")}
    assert min(firsts, key=firsts.get) == "cat"
    assert answer_of(question) == "below all the others"
    assert all(percent(share) in question.prompt + question.worked for share in firsts.values())
