"""Chains of transforms: random values, their application, and captions with the used values."""

import re

import numpy as np
import pytest
import torch

from dlviz.augmentation import MOST_STEPS, apply, copies, draw, shown
from dlviz.augmentation_text import CHAINS, LECTURE_TEXT, NOTHING, chain_of, read, write
from dlviz.transforms import (
    GRID,
    SIGMA,
    TRANSFORMS,
    Form,
    Step,
    displacement,
    magnitude,
)
from dlviz.vision import torchvision, v2

SIZE = (19, 34)  # H != W
EVERYTHING = tuple(known.step for known in TRANSFORMS.values() if known.word != "vflip")
BILINEAR = torchvision.transforms.InterpolationMode.BILINEAR


def picture(size: tuple[int, int] = SIZE, channels: int = 3) -> torch.Tensor:
    return torch.rand(channels, *size, generator=torch.Generator().manual_seed(5))


def same_class(step: Step, size: tuple[int, int]) -> tuple[object, str]:
    """Return torchvision's class of the same name and range, and the name of what it draws."""
    low, high = step.low, step.high
    factors = (low / 100, high / 100)
    return {
        "zoom": lambda: (v2.RandomAffine(0, scale=factors, interpolation=BILINEAR), "scale"),
        "shift": lambda: (
            v2.RandomAffine(0, translate=(high / 100,) * 2, interpolation=BILINEAR),
            "translate",
        ),
        "shear": lambda: (v2.RandomAffine(0, shear=(low, high), interpolation=BILINEAR), "shear"),
        "rotate": lambda: (v2.RandomRotation((low, high), interpolation=BILINEAR), "angle"),
        "hflip": lambda: (v2.RandomHorizontalFlip(1.0), ""),
        "vflip": lambda: (v2.RandomVerticalFlip(1.0), ""),
        "crop": lambda: (v2.RandomResizedCrop(size, scale=factors), "top left height width"),
        "bright": lambda: (v2.ColorJitter(brightness=factors), "brightness_factor"),
        "contrast": lambda: (v2.ColorJitter(contrast=factors), "contrast_factor"),
        "erase": lambda: (v2.RandomErasing(p=1, scale=factors), "i j h w"),
        "elastic": lambda: (v2.ElasticTransform(float(high), SIGMA), "displacement"),
    }[step.word]()


def as_params(word: str, value: tuple[float, ...], params: dict, size: tuple[int, int]) -> dict:
    """Return what torchvision's class has drawn with our value in its place."""
    whole = tuple(map(int, value))
    ours = {
        "zoom": lambda: {"scale": value[0]},
        "shift": lambda: {"translate": whole},
        "shear": lambda: {"shear": (value[0], 0.0)},
        "rotate": lambda: {"angle": value[0]},
        "crop": lambda: dict(zip(("top", "left", "height", "width"), whole, strict=True)),
        "bright": lambda: {"brightness_factor": value[0]},
        "contrast": lambda: {"contrast_factor": value[0]},
        "erase": lambda: dict(zip("ijhw", whole, strict=True)),
        "elastic": lambda: {"displacement": displacement(value[0], whole[1], size)},
    }
    return params | (ours[word]() if word in ours else {})


@pytest.mark.parametrize("word", TRANSFORMS)
def test_what_is_applied_is_what_torchvisions_class_does_with_the_same_value(word: str) -> None:
    size = (GRID, GRID) if word == "elastic" else SIZE
    image, step = picture(size), TRANSFORMS[word].step
    own_class, _ = same_class(step, size)
    for values in draw((step,), 6, size, seed=3):
        params = as_params(word, values[0], own_class.make_params([image]), size)
        expected = own_class.transform(image, params)
        if word in ("hflip", "vflip") and not values[0][0]:
            expected = image
        torch.testing.assert_close(apply((step,), values, image), expected, rtol=0, atol=0)


@pytest.mark.parametrize("word", [word for word in TRANSFORMS if "flip" not in word])
def test_draws_spread_over_the_range_that_torchvisions_class_draws_from(word: str) -> None:
    size = (GRID, GRID) if word == "elastic" else SIZE
    step = TRANSFORMS[word].step
    own_class, names = same_class(step, size)
    image = picture(size)
    theirs = [own_class.make_params([image]) for _ in range(40 if word == "elastic" else 256)]
    if word == "elastic":  # the same strength: fields differ by luck
        sizes = [float(params["displacement"].std()) for params in theirs]
        ours = [float(displacement(step.high, n, size).std()) for n in range(40)]
        assert np.mean(ours) == pytest.approx(np.mean(sizes), rel=0.15)
        return
    drawn = np.array([values[0] for values in draw((step,), 256, size, seed=1)])
    columns = [
        np.array([np.atleast_1d(params[name])[0] for params in theirs]) for name in names.split()
    ]
    for own, other in zip(drawn.T, columns, strict=False):
        span, rare = np.ptp(other) or 1, 2 if len(drawn.T) == 4 else 0  # pixels, of a rectangle
        assert own.min() >= other.min() - 0.08 * span - rare
        assert own.max() <= other.max() + 0.08 * span + rare
        assert np.abs(np.quantile(own, (0.25, 0.5, 0.75)) - np.quantile(other, (0.25, 0.5, 0.75))
                      ).max() < 0.15 * span  # fmt: skip


def test_the_elastic_field_is_torchvisions_for_the_same_noise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noise = np.random.default_rng(7).uniform(-1, 1, (2, GRID, GRID)).astype(np.float32)
    parts = iter(torch.from_numpy((noise + 1) / 2)[:, None, None])
    monkeypatch.setattr(
        "dlviz.transforms.np.random.default_rng",
        lambda _: type("Rng", (), {"uniform": lambda *_: noise})(),
    )
    ours = displacement(30.0, 0, (GRID, GRID))
    image = picture((GRID, GRID))
    monkeypatch.setattr(torch, "rand", lambda *_, **__: next(parts))
    theirs = v2.ElasticTransform(30.0, SIGMA).make_params([image])["displacement"]
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)


def read_back(word: str, text: str) -> tuple[float, ...]:
    """Return the numbers that a caption shows."""
    if "flip" in word:
        return (float(text.endswith("yes")),)
    numbers = [float(n) for n in re.findall(r"[+-]?\d+\.?\d*", text.replace("−", "-"))]
    if word in ("crop", "erase"):  # height x width at row, column
        height, width, top, left = numbers
        return top, left, height, width
    return tuple(numbers)


def test_the_values_that_are_shown_give_the_same_pictures_to_the_bit() -> None:
    image = picture()
    drawn = draw(EVERYTHING[:MOST_STEPS], 12, SIZE, seed=9) + draw(
        EVERYTHING[-MOST_STEPS:], 12, SIZE, seed=9
    )
    for place, values in enumerate(drawn):
        chain = EVERYTHING[:MOST_STEPS] if place < 12 else EVERYTHING[-MOST_STEPS:]
        texts = shown(chain, values)
        again = tuple(read_back(step.word, text) for step, text in zip(chain, texts, strict=True))
        assert again == values
        assert torch.equal(apply(chain, again, image), apply(chain, values, image))


def test_the_same_seed_draws_the_same_and_leaves_global_states_alone() -> None:
    chain = chain_of(LECTURE_TEXT)
    states = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    first = draw(chain, 64, SIZE, seed=4)
    assert first == draw(chain, 64, SIZE, seed=4)
    assert first != draw(chain, 64, SIZE, seed=5)
    copies(chain, first[:2], picture())
    assert torch.equal(states[0], torch.get_rng_state())
    assert np.array_equal(states[1], np.random.get_state()[1])  # noqa: NPY002


def test_another_step_or_a_wider_range_changes_no_luck() -> None:
    chain = chain_of("rotate-10..10")
    alone = np.array([values[0][0] for values in draw(chain, 30, SIZE, seed=2)])
    wider = draw(chain_of("hflip50 rotate-20..20"), 30, SIZE, seed=2)
    np.testing.assert_allclose([values[1][0] for values in wider], 2 * alone, atol=0.11)


def test_two_steps_of_one_kind_draw_apart() -> None:
    values = draw(chain_of("shift10 shift10"), 20, SIZE, seed=1)
    assert any(first != second for first, second in values)


def test_order_counts_and_the_original_is_untouched() -> None:
    image = picture()
    before = image.clone()
    one = apply(chain_of("shift20 rotate30..30"), ((5.0, -3.0), (30.0,)), image)
    other = apply(chain_of("rotate30..30 shift20"), ((30.0,), (5.0, -3.0)), image)
    assert not torch.equal(one, other)
    assert torch.equal(image, before)


def test_a_shift_moves_columns_to_the_right_and_rows_down() -> None:
    image = picture()
    moved = apply(chain_of("shift40"), ((4.0, 2.0),), image)
    torch.testing.assert_close(moved[:, 2:, 4:], image[:, :-2, :-4], rtol=0, atol=1e-5)
    assert not moved[:, :2].any()
    assert not moved[:, :, :4].any()


def test_both_flips_are_half_a_turn() -> None:
    image = picture()
    flipped = apply(chain_of("hflip100 vflip100"), ((1.0,), (1.0,)), image)
    assert torch.equal(flipped, torch.rot90(image, 2, (1, 2)))


def test_no_steps_and_no_copies_are_possible() -> None:
    image = picture()
    assert draw((), 3, SIZE, seed=1) == ((), (), ())
    assert torch.equal(copies((), draw((), 2, SIZE, seed=1), image), torch.stack([image, image]))
    assert copies(chain_of(LECTURE_TEXT), (), image).shape == (0, 3, *SIZE)


@pytest.mark.parametrize("low", [5, 60])
def test_crops_and_holes_lie_inside_and_have_the_wanted_area(low: int) -> None:
    for word in ("crop", "erase"):
        step = Step(word, min(low, 55), 60)
        drawn = np.array([values[0] for values in draw((step,), 200, SIZE, seed=1)])
        top, left, height, width = drawn.T
        assert top.min() >= 0
        assert left.min() >= 0
        assert (top + height).max() <= SIZE[0]
        assert (left + width).max() <= SIZE[1]
        if low == 5:
            area = height * width / np.prod(SIZE)
            assert 0.02 < area[area > 0].min() < 0.15
            assert area.max() < 0.68


def test_magnitude_grows_with_what_a_transform_does() -> None:
    for word, weak, strong in (
        ("zoom", (1.05,), (0.8,)),
        ("shift", (1.0, 0.0), (-2.0, 2.0)),
        ("shear", (3.0,), (-9.0,)),
        ("hflip", (0.0,), (1.0,)),
        ("crop", (0.0, 0.0, 20.0, 20.0), (3.0, 3.0, 5.0, 5.0)),
        ("erase", (0.0, 0.0, 2.0, 2.0), (3.0, 3.0, 5.0, 5.0)),
    ):
        step = TRANSFORMS[word].step
        assert magnitude(step, weak) < magnitude(step, strong)


@pytest.mark.parametrize(
    ("chain", "message"),
    [
        ((Step("zoom", 80, 120),) * (MOST_STEPS + 1), "up to 8 are possible"),
        ((Step("melt", 0, 1),), "There is no transform “melt”"),
        ((Step("rotate", -500, 20),), "-180 to 180 is possible"),
        ((Step("zoom", 120, 80),), "Zoom from 120 to 80"),
    ],
)
def test_a_forged_chain_is_refused_with_a_sentence(chain: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw(chain, 4, SIZE, seed=1)


@pytest.mark.parametrize(("n", "seed"), [(-1, 1), (10**9, 1), (4, -1), (4, 10**9)])
def test_absurd_numbers_are_refused(n: int, seed: int) -> None:
    with pytest.raises(ValueError, match="possible"):
        draw((), n, SIZE, seed=seed)


def test_every_chain_on_offer_is_read_back_as_it_was_written() -> None:
    for text in (*CHAINS.values(), NOTHING):
        chain, notes = read(text)
        assert write(chain) == text
        assert notes == ()
        draw(chain, 2, SIZE, seed=1)
    for known in TRANSFORMS.values():
        assert chain_of(write((known.step,))) == (known.step,)
        assert chain_of(known.word) == (known.step,)
        low, high = known.limits
        assert low <= known.step.high <= high
        assert (known.step.low == -known.step.high) or known.form is not Form.UP_TO


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("ROTATE-5..5, hflip20", "rotate-5..5 hflip20", ""),
        ("rotate20..-20", "rotate-20..20", ""),
        ("zoom1..999", "zoom40..160", "so it is 40"),
        ("shift99", "shift40", "so it is 40"),
        ("shift-7", "shift0", "so it is 0"),
        ("hflip500", "hflip100", "so it is 100"),
        (" ".join(["hflip50"] * 11), " ".join(["hflip50"] * 8), "first 8 of them are kept"),
    ],
)
def test_numbers_out_of_range_are_brought_in_and_said(text: str, expected: str, said: str) -> None:
    chain, notes = read(text)
    assert write(chain) == expected
    assert said in " ".join(notes)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "melt50", "rotate15", "zoom80..nan", "zoom1e99..2", "hflip50;drop", "x" * 999,
     "zoom80..120..130", "<b>"],
)  # fmt: skip
def test_what_is_no_chain_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="The chain's text"):
        read(text)
