"""What is copied out of the source for a program's reader runs without the project."""

from pathlib import Path

import pytest
import torch
from programs import variables_alone

from dlviz.augmentation import apply, draw
from dlviz.framing_search import search
from dlviz.networks.efficientnet_lite import efficientnet_lite0
from dlviz.occlusion import occlude
from dlviz.residual import residuals
from dlviz.snippets.excerpt import excerpt


@pytest.mark.parametrize(
    "wanted",
    [efficientnet_lite0, search, residuals, occlude, draw, apply],
    ids=lambda x: x.__name__,
)
def test_an_excerpt_runs_alone(wanted, tmp_path: Path) -> None:
    source = excerpt("Try it.", wanted)
    assert "dlviz" not in source
    compile(source, "excerpt.py", "exec")
    names = variables_alone(
        f"from own import {wanted.__name__}", tmp_path, {"own.py": source.encode()}
    )
    assert callable(names[wanted.__name__])


def test_an_excerpt_computes_the_same(tmp_path: Path) -> None:
    source = excerpt("Try it.", efficientnet_lite0).encode()
    theirs = variables_alone("from own import efficientnet_lite0", tmp_path, {"own.py": source})
    with torch.device("meta"):
        ours, copied = efficientnet_lite0(), theirs["efficientnet_lite0"]()
    shapes = [{k: v.shape for k, v in one.state_dict().items()} for one in (ours, copied)]
    assert shapes[0] == shapes[1]


def test_names_that_two_modules_have_are_kept_apart() -> None:
    source = excerpt("Try it.", search)  # two modules have a function _within
    assert source.count("def _within(") == 1
    assert source.count("def _within_of_framing_search(") == 1
    assert "_within_of_framing_search(Window(" in source
