"""Limits of what a link may ask for: a smaller one would break links that are in use."""

from importlib import import_module

import pytest

from dlviz.training.transfer import HeadSettings

LIMITS = {
    "seeds": {"LARGEST_SEED": 9999},
    "augmentation": {"MOST_STEPS": 8, "MOST_COPIES": 256},
    "augmentation_text": {"LONGEST": 300},
    "architecture_text": {"LONGEST": 1000},
    "layers": {
        "MOST_LAYERS": 40, "MOST_CHANNELS": 16, "MOST_SIDE": 224, "MOST_FILTERS": 512,
        "MOST_SIZE": 11, "MOST_STRIDE": 8, "MOST_PADDING": 8, "MOST_UNITS": 4096,
        "MOST_DROPOUT": 95,
    },
    "pooling": {"MOST_SIDE": 8},
    "moves": {"MOST_DEPTH": 4},
    "networks.two_inputs": {"MOST_UNITS": 8, "MOST_LAYERS": 6},
    "networks.windowed": {"WINDOW_REACH": 16},
    "inside": {"DIGIT_REACH": 8},
    "training.plan": {
        "MOST_PICTURES": {"MNIST": 60_000, "CIFAR-100": 50_000}, "FEWEST_PICTURES": 500,
        "MOST_EPOCHS": 30, "LARGEST_RATE": 0.1, "MOST_PARAMETERS": 4_000_000,
        "MOST_NUMBERS": 400_000, "MOST_WORK": 3e12,
    },
    "training.methods": {
        "FEWEST_DIGITS": 100, "MOST_EPOCHS": 200, "MOST_UNITS": 512, "LARGEST_BATCH": 1024,
        "LARGEST_RATE": 1.0, "LARGEST_DROPOUT": 0.9,
    },
    "training.fine_tuning": {
        "MOST_EPOCHS": 30, "SIDES": (96, 128, 224), "MOST_PHOTOS": 60, "MOST_CHECKED": 60,
    },
    "training.transfer": {
        "MOST_EPOCHS": 100, "LOW_RATE": 1e-5, "HIGH_RATE": 1.0, "SMALLEST_HELD_BACK": 0.1,
        "LARGEST_HELD_BACK": 0.5,
    },
    "training.ridge_sweep": {"N_HELD_OUT": 5_000},
}  # fmt: skip


@pytest.mark.parametrize("module", LIMITS)
def test_no_limit_has_moved(module: str) -> None:
    own = import_module(f"dlviz.{module}")
    assert {name: getattr(own, name) for name in LIMITS[module]} == LIMITS[module]


@pytest.mark.parametrize(
    ("name", "fits", "refused"),
    [
        ("seed", (0, 9999), (-1, 10_000)),
        ("epochs", (1, 100), (0, 101)),
        ("batch_size", (1, 1000), (0, 1001)),
        ("learning_rate", (1e-5, 1.0), (9e-6, 1.001)),
        ("held_back", (0.1, 0.5), (0.099, 0.501)),
    ],
)
def test_a_limit_itself_is_possible_and_one_beyond_is_not(
    name: str, fits: tuple, refused: tuple
) -> None:
    for value in fits:
        assert getattr(HeadSettings(**{name: value}), name) == value
    for value in refused:
        with pytest.raises(ValueError, match=r"\w"):
            HeadSettings(**{name: value})
