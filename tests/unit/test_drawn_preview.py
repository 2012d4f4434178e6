"""Draw a digit in the browser: from strokes to the answer, the script computes what Python does."""

import base64
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from in_node import in_node
from PIL import Image

from dlviz import digits, ink, inside, legibility
from dlviz.datasets import mnist
from dlviz.datasets.drawings import DRAWINGS
from dlviz.networks.mnist import MLP, exported, load, random_mlp
from dlviz.resampling import resampled, resampling_matrix
from dlviz.ui.components.base.mounting import as_base64, network_as_data
from dlviz.ui.components.drawing_pad.drawing_pad import SIDE, decode_ink
from dlviz.ui.components.network_view.network_view import relative


def random_strokes(rng: np.random.Generator, side: int) -> list[dict[str, Any]]:
    """Return up to three strokes with pens of up to three widths, also beside the pad."""
    return [
        {
            "points": rng.uniform(-1.5 * side, 2.5 * side, (rng.integers(1, 7), 2)).tolist()
            if rng.random() < 0.3
            else rng.uniform(0, side, (rng.integers(1, 7), 2)).round(1).tolist(),
            "width": int(rng.integers(1, 65)),
        }
        for _ in range(rng.integers(0, 4))
    ]


def sent(strokes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return strokes as the pad sends them: rounded to tenths."""
    return {
        "strokes": [
            {
                "points": [
                    np.floor(10 * x + 0.5) / 10 for point in stroke["points"] for x in point
                ],
                "width": stroke["width"],
            }
            for stroke in strokes
        ]
    }


def hands() -> list[list[dict[str, Any]]]:
    """Return the drawings to start from, and random ones."""
    drawings = [
        [{"points": stroke, "width": drawing.width} for stroke in drawing.strokes]
        for drawing in DRAWINGS.values()
    ]
    rng = np.random.default_rng(0)
    return [*drawings, *(random_strokes(rng, SIDE) for _ in range(10))]


def pads() -> list[np.ndarray]:
    """Return the ink of all hands, of blots, of boxes with and without a hole, and of noise."""
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    found = [decode_ink(sent(strokes)) for strokes in hands()]
    found += [
        np.uint8(255 * ((rows - 140) ** 2 + stretch * (columns - 140) ** 2 <= radius**2))
        for radius in (0, 1, 9, 25, 40, 75, 125, 200)
        for stretch in (1, 0.3)
    ]
    for width, height in ((60, 60), (25, 30), (75, 75), (96, 60), (97, 60), (280, 210), (280, 211)):
        for hole in (0, 10, 30):
            box = np.zeros((SIDE, SIDE), np.uint8)
            box[:height, :width] = 200
            box[height // 2 : height // 2 + hole, width // 3 : width // 3 + hole] = 127
            found.append(box)
    for _ in range(12):
        noise = np.zeros((SIDE, SIDE), np.uint8)
        top, left = rng.integers(0, SIDE, 2)
        height, width = rng.integers(1, 1 + SIDE - np.array([top, left]))
        noise[top : top + height, left : left + width] = rng.integers(0, 256, (height, width))
        found.append(noise)
    return found


MODELS = {"augmented": load("augmented"), "random": random_mlp(3)}
PICTURES = [*mnist.load("test").images[:20], np.zeros((28, 28), np.uint8)]
SIZES = [
    (size, new, grows)
    for size in (*range(1, 60), *range(61, 281, 7), 280, 1000)
    for new in (1, 2, 3, 7, 12, 13, 19, 20, 28)
    for grows in (False, True)
]
MOVES = [(0, 0), (3, -2), (-8, 8), (8, 0), (0, -8)]


@pytest.fixture(scope="module")
def browser() -> dict[str, list[Any]]:
    """Return what the scripts compute, by the kind of computation; in one run of node."""
    inks = [as_base64(pad) for pad in pads()]
    cases = {
        "ink": [{"strokes": strokes, "side": SIDE} for strokes in hands()],
        "matrices": [{"sizes": SIZES}],
        "pad": [{"ink": pad, "how": digits.FORMAT, "rule": legibility.RULE} for pad in inks],
        "shifted": [{"picture": as_base64(PICTURES[0]), "by": by} for by in MOVES],
        "answer": [
            {
                "network": network_as_data(exported(model)),
                "pictures": [as_base64(picture) for picture in PICTURES],
                "perLayer": inside.LINKS_PER_LAYER,
            }
            for model in MODELS.values()
        ],
    }
    return in_node("run_digits.js", cases)


def test_strokes_leave_the_same_ink_in_the_browser_drawn_at_once_or_point_by_point(browser) -> None:
    for strokes, pictures in zip(hands(), browser["ink"], strict=True):
        wanted = decode_ink(sent(strokes)).ravel()
        for picture in pictures:
            np.testing.assert_array_equal(list(base64.b64decode(picture)), wanted)


def test_a_stamped_disc_covers_what_is_within_its_radius() -> None:
    """Every fine pixel by itself: is the middle of one that a line passes at most a radius away?"""
    rng = np.random.default_rng(1)
    for _ in range(20):
        side, pen = 30, int(rng.integers(1, 12))
        strokes = [rng.uniform(-20, 50, (rng.integers(1, 5), 2)).round(1) for _ in range(2)]
        passed: set[tuple[int, int]] = set()
        for stroke in strokes:
            points = [tuple(int(np.rint(10 * value)) // 5 for value in point) for point in stroke]
            passed.update(points)
            for (x, y), (to_x, to_y) in pairwise(points):
                steps = max(abs(to_x - x), abs(to_y - y))
                passed.update(
                    (
                        x + (2 * step * (to_x - x) + steps) // (2 * steps),
                        y + (2 * step * (to_y - y) + steps) // (2 * steps),
                    )
                    for step in range(steps)
                )
        rows, columns = np.mgrid[: 2 * side, : 2 * side]
        fine = np.zeros((2 * side, 2 * side), bool)
        for x, y in passed:
            fine |= (columns - x) ** 2 + (rows - y) ** 2 <= pen**2
        counts = fine.reshape(side, 2, side, 2).sum(axis=(1, 3))
        np.testing.assert_array_equal(ink.draw({pen: strokes}, side), ink.LEVELS[counts])


def test_resampling_has_pillows_matrices_and_rounds_once() -> None:
    rng = np.random.default_rng(2)
    for _ in range(300):
        rows, columns = rng.integers(1, 300 if rng.random() < 0.7 else 20, 2)
        height, width = (int(side) for side in rng.integers(1, 29, 2))
        picture = rng.integers(0, 256, (rows, columns), dtype=np.uint8)
        grows = height * width > picture.size
        method = Image.Resampling.BILINEAR if grows else Image.Resampling.BOX
        pillows = np.asarray(Image.fromarray(picture).resize((width, height), method))
        own = resampled(picture, height, width)
        assert np.abs(own.astype(int) - pillows).max() <= 1  # Pillow rounds after each direction
        # Exact: the sums are the same in another order.
        down, across = (
            resampling_matrix(size, new, grows=grows)
            for size, new in ((rows, height), (columns, width))
        )
        other = down[:, ::-1] @ (picture[::-1, ::-1].astype(float) @ across[:, ::-1].T)
        np.testing.assert_array_equal(own, np.floor(other + 0.5))


def test_the_browser_has_the_same_matrices(browser) -> None:
    for (size, new, grows), rows in zip(SIZES, browser["matrices"][0], strict=True):
        matrix = np.zeros((new, size))
        for row, (first, entries) in zip(matrix, rows, strict=True):
            row[first : first + len(entries)] = entries
        np.testing.assert_array_equal(matrix / 2**22, resampling_matrix(size, new, grows=grows))


def test_ink_becomes_the_same_input_in_the_browser(browser) -> None:
    for pad, (normalised, squeezed, _) in zip(pads(), browser["pad"], strict=True):
        shrunk = digits.squeeze(pad)
        wanted = digits.normalise(pad) if pad.any() else shrunk
        np.testing.assert_array_equal(np.float32(normalised) / np.float32(255), wanted.ravel())
        np.testing.assert_array_equal(np.float32(squeezed) / np.float32(255), shrunk.ravel())


def test_the_browser_refuses_the_same_drawings_with_the_same_words(browser) -> None:
    wanted = [legibility.why_unreadable(pad) or "" for pad in pads()]
    assert [why for _, _, why in browser["pad"]] == wanted
    assert {text[:8] for text in wanted} == {"", "The pad ", "Ink cove", "This is "}


def test_a_move_is_the_same_in_the_browser(browser) -> None:
    for by, moved in zip(MOVES, browser["shifted"], strict=True):
        np.testing.assert_array_equal(moved, inside.move(PICTURES[0], *by).ravel())


def test_the_browser_gives_the_servers_answer_and_draws_the_same_links(browser) -> None:
    for model, answers in zip(MODELS.values(), browser["answer"], strict=True):
        for picture, answer in zip(PICTURES, answers, strict=True):
            activity = inside.observe(model, picture / np.float32(255))
            check_answer(model, activity, answer)


def check_answer(model: MLP, activity: inside.Activity, answer: dict[str, Any]) -> None:
    reading = activity.reading
    np.testing.assert_array_equal(np.float32(answer["values"][0]), activity.image.ravel())
    for own, wanted in zip(
        [*answer["values"][1:], answer["logits"], answer["probabilities"]],
        [*activity.activations, reading.logits, reading.probabilities],
        strict=True,
    ):
        np.testing.assert_allclose(own, wanted, rtol=0, atol=1e-5 * np.abs(wanted).max())
    assert (answer["winner"], answer["runner_up"]) == (reading.winner, reading.runner_up)
    links = relative(inside.strongest_links(model, activity, reading.winner))
    assert len(answer["links"]) == len(links)
    for own, link in zip(answer["links"], links, strict=True):
        assert own == {**link, "strength": pytest.approx(link["strength"], abs=1e-4)}
