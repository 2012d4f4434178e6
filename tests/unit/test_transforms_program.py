"""A chain exported as torchvision's classes does what the page does, at every size of picture."""

import pytest
import torch

from dlviz.augmentation import apply, draw
from dlviz.augmentation_text import chain_of
from dlviz.snippets.transforms import compose
from dlviz.transforms import GRID, SIGMA, TRANSFORMS, displacement
from dlviz.vision import v2

SIDES = (28, 32, 224)
# One transform with a range of a single number, and the page's value for it.
FIXED = {
    "zoom120..120": lambda _: (1.2,),
    "shear10..10": lambda _: (10.0,),
    "rotate25..25": lambda _: (25.0,),
    "hflip100": lambda _: (1.0,),
    "vflip100": lambda _: (1.0,),
    "bright140..140": lambda _: (1.4,),
    "contrast70..70": lambda _: (0.7,),
    "shift0": lambda _: (0.0, 0.0),
}


def exported(chain: str, side: int):
    return eval(compose(chain, side), {"v2": v2, "torch": torch})


def picture(side: int, channels: int = 3) -> torch.Tensor:
    small = torch.rand(channels, 7, 7, generator=torch.Generator().manual_seed(5))
    return v2.functional.resize(small, [side, side]).clamp(0, 1)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("chain", FIXED)
def test_a_fixed_transform_gives_the_same_picture(chain: str, side: int) -> None:
    image = picture(side)
    ours = apply(chain_of(chain), (FIXED[chain](side),), image)
    torch.testing.assert_close(exported(chain, side)(image), ours, atol=1e-5, rtol=0)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("word", TRANSFORMS)
def test_every_transform_changes_a_picture_as_much_as_the_page_does(word: str, side: int) -> None:
    if word == "elastic" and side > 100:
        pytest.skip("it takes minutes; its fields are compared below")
    step = TRANSFORMS[word].step
    chain = f"{word}{step.low}..{step.high}" if step.low >= 0 and step.low != step.high else word
    image = picture(side, channels=1)
    transform = exported(chain, side)
    n = 60 if side < 100 else 24
    torch.manual_seed(3)
    theirs = [float((transform(image) - image).abs().mean()) for _ in range(n)]
    drawn = draw(chain_of(chain), n, (side, side), seed=1)
    ours = [float((apply(chain_of(chain), one, image) - image).abs().mean()) for one in drawn]
    one, other = torch.tensor(ours), torch.tensor(theirs)
    error = float((one.var() / n + other.var() / n).sqrt())
    assert float(one.mean() - other.mean()) == pytest.approx(0, abs=4 * error + 1e-3)


@pytest.mark.parametrize("side", [28, 32, 112])  # 224 takes a second for each field
@pytest.mark.parametrize("alpha", [20])
def test_elastic_bends_as_far_and_as_smoothly(alpha: int, side: int) -> None:
    (elastic,) = exported(f"elastic{alpha}..{alpha}", side).transforms
    torch.manual_seed(0)
    image = picture(side)
    n = 12 if side < 100 else 4
    fields = [elastic.make_params([image])["displacement"] for _ in range(n)]
    ours = [displacement(alpha, number, (side, side)) for number in range(30)]
    far, wanted = (float(torch.cat(x).square().mean().sqrt()) for x in (fields, ours))
    assert far == pytest.approx(wanted, rel=0.15 if n > 4 else 0.25)
    # How much it changes over an eighth of the side says how smooth it is.
    gap = max(1, side // 8)
    steps = [
        float((x[:, gap:] - x[:, :-gap]).square().mean().sqrt())
        for x in (torch.cat(fields), torch.cat(ours))
    ]
    assert steps[0] == pytest.approx(steps[1], rel=0.2 if n > 4 else 0.3)


@pytest.mark.parametrize("side", SIDES)
def test_elastic_draws_its_strength_from_the_whole_range(side: int, monkeypatch) -> None:
    drawn = []

    def noted(alpha: float, sigma: float):
        drawn.append((alpha, sigma))
        return lambda image: image

    monkeypatch.setattr(v2, "ElasticTransform", noted)
    transform = exported("elastic20..60", side)
    torch.manual_seed(1)
    for _ in range(40):
        transform(picture(side))
    alphas = torch.tensor([alpha for alpha, _ in drawn]) / (side / GRID) ** 2
    assert all(sigma == pytest.approx(SIGMA * side / GRID, rel=1e-5) for _, sigma in drawn)
    assert 20 <= float(alphas.min()) < 26
    assert 54 < float(alphas.max()) <= 60
