"""Every test starts from the same global random states, whatever the one before it drew."""

import random

import numpy as np
import pytest
import torch


@pytest.mark.parametrize("turn", ["first", "again"])
def test_a_test_starts_from_the_same_random_states(turn: str) -> None:
    assert random.random() == random.Random(0).random(), turn
    assert np.random.rand() == np.random.RandomState(0).rand(), turn  # noqa: NPY002
    expected = torch.rand(3, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(torch.rand(3), expected, rtol=0, atol=0)
