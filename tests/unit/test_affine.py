"""Affine transforms as data: the browser draws the server's values and makes its pictures."""

from typing import Any

import numpy as np
import pytest
import torch
from in_node import in_node

from dlviz.affine import parts
from dlviz.augmentation import Chain, apply, draw
from dlviz.augmentation_text import CHAINS, chain_of
from dlviz.transforms import TRANSFORMS, Form, Step
from dlviz.ui.components.base.mounting import floats_as_base64
from dlviz.ui.components.picture_field.picture_field import part_as_data

AFFINE = ("zoom", "shift", "shear", "rotate", "hflip", "vflip", "crop")
SIZE = (19, 34)  # H != W
CLOSE = 1e-5
ONE_INTERPOLATION = 0.03  # mean difference of brightness in [0, 1] from one interpolation per step


def picture(size: tuple[int, int] = SIZE, channels: int = 3) -> torch.Tensor:
    small = torch.rand(1, channels, 7, 7, generator=torch.Generator().manual_seed(5))
    return torch.nn.functional.interpolate(small, size, mode="bilinear")[0]


def random_chain(rng: np.random.Generator) -> Chain:
    """Return one to five affine steps with random ranges."""
    steps = []
    for word in rng.choice(AFFINE, int(rng.integers(1, 6))):
        known = TRANSFORMS[str(word)]
        low, high = sorted(rng.integers(known.limits[0], known.limits[1] + 1, 2).tolist())
        low = {Form.RANGE: low, Form.UP_TO: -high, Form.CHANCE: high}[known.form]
        steps.append(Step(known.word, low, high))
    return tuple(steps)


def case(chain: Chain, seed: int, copy: int, *, drawn_with: Chain | None = None) -> dict[str, Any]:
    """Return what the browser gets for a chain whose ranges have been dragged to `chain`."""
    before = drawn_with or chain
    made = parts(before, draw(before, copy + 1, SIZE, seed), SIZE, seed)
    assert made is not None
    image = picture()
    forms = [TRANSFORMS[step.word].form for step in chain]
    return {
        "parts": [part_as_data(part) for part in made],
        "ranges": [
            [step.low, step.high] if form is Form.RANGE else [step.high]
            for step, form in zip(chain, forms, strict=True)
        ],
        "copy": copy,
        "size": SIZE[::-1],
        "picture": {
            "width": SIZE[1],
            "height": SIZE[0],
            "channels": len(image),
            "data": floats_as_base64(image.permute(1, 2, 0).numpy()),
        },
    }


def in_the_browser(cases: list[dict[str, Any]]) -> list[dict[str, list]]:
    return in_node("run_warp.js", cases)


def as_tensor(data: list[float]) -> torch.Tensor:
    return torch.tensor(data).reshape(*SIZE, -1).permute(2, 0, 1)


def test_the_browser_draws_the_same_values_and_makes_the_same_pictures() -> None:
    rng = np.random.default_rng(0)
    chains = [(Step(word, *TRANSFORMS[word].default),) for word in AFFINE] * 3
    chains += [random_chain(rng) for _ in range(150)]
    cases = [case(chain, seed, seed % 7) for seed, chain in enumerate(chains)]
    image = picture()
    for seed, (chain, found) in enumerate(zip(chains, in_the_browser(cases), strict=True)):
        values = draw(chain, seed % 7 + 1, SIZE, seed)[-1]
        assert [list(own) for own in values] == found["values"], chain
        off = (as_tensor(found["data"]) - apply(chain, values, image)).abs().max()
        assert off < CLOSE, (chain, values)


def test_a_dragged_range_gives_what_the_server_draws_for_it() -> None:
    before = chain_of("zoom80..120 shift10 shear-15..15 rotate-15..15 hflip50 crop50..100")
    after = chain_of("zoom40..160 shift40 shear-45..45 rotate-180..180 hflip90 crop50..100")
    cases = [case(after, 3, copy, drawn_with=before) for copy in range(20)]
    for copy, found in enumerate(in_the_browser(cases)):
        assert found["values"] == [list(own) for own in draw(after, copy + 1, SIZE, 3)[-1]]


def test_one_interpolation_for_all_steps_is_near_one_for_each() -> None:
    chain = chain_of("zoom80..120 shift10 shear-15..15 rotate-45..45 hflip50")
    cases = [case(chain, 1, copy) | {"atOnce": True} for copy in range(20)]
    for copy, found in enumerate(in_the_browser(cases)):
        ours = apply(chain, draw(chain, copy + 1, SIZE, 1)[-1], picture())
        off = (as_tensor(found["data"]) - ours).abs().mean()
        assert off < ONE_INTERPOLATION


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_with_another_step_is_left_to_the_server(name: str) -> None:
    chain = chain_of(CHAINS[name])
    made = parts(chain, draw(chain, 2, SIZE, 1), SIZE, 1)
    assert (made is None) == any(step.word not in AFFINE for step in chain)
