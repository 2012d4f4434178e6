"""The drawn questions about two inputs, with truths by another route."""

import re
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from asked import check

from dlviz.questions.generators.two_inputs import GENERATORS

G = {"square": lambda z: z * z, "ReLU": lambda z: max(z, 0), "identity": lambda z: z}


def output(unit, x1, x2, g: str = "square"):
    bias, first, second = unit
    return G[g](sum([bias, first * x1, second * x2]))


def hidden(question) -> Fraction:
    facts = question.facts
    return Fraction(output(facts["unit"], *facts["point"], facts["g"]))


def parameters(question) -> Fraction:
    """Count the lines of the network, one from a constant 1 to each unit among them."""
    sizes = question.facts["sizes"]
    lines = [list(product(range(before + 1), range(after))) for before, after in pairwise(sizes)]
    return Fraction(sum(map(len, lines)))


def coefficient(question) -> Fraction:
    return coefficients(question.facts)[question.facts["at"]]


def coefficients(facts) -> list[Fraction]:
    """Find the six coefficients from differences of the function's values."""
    g = facts.get("g", "square")

    def f(x1: int, x2: int) -> Fraction:
        units = zip(facts["beta"], facts["units"], strict=True)
        return sum((beta * output(unit, x1, x2, g) for beta, unit in units), Fraction(0))

    return [
        f(0, 0),
        (f(1, 0) - f(-1, 0)) / 2,
        (f(0, 1) - f(0, -1)) / 2,
        (f(1, 0) - 2 * f(0, 0) + f(-1, 0)) / 2,
        (f(0, 1) - 2 * f(0, 0) + f(0, -1)) / 2,
        f(1, 1) - f(1, 0) - f(0, 1) + f(0, 0),
    ]


def terms(question) -> Fraction:
    return Fraction(6 - coefficients(question.facts).count(0))


def signs(question) -> str:
    """Find the only option whose formula has the function's values."""
    beta, units = question.facts["beta"], question.facts["units"]
    points = [(1, 0), (0, 1), (1, 1), (1, -1), (2, 3)]
    found = []
    for option in question.options:
        terms = re.findall(r"(−?) ?([\d/.]*) ?(X₁X₂|X₁²|X₂²|X₁)", option.text)

        def value(x1: int, x2: int, terms=terms) -> Fraction:
            of = {"X₁X₂": x1 * x2, "X₁²": x1 * x1, "X₂²": x2 * x2, "X₁": x1}
            return sum(
                (-1 if sign else 1) * Fraction(size or 1) * of[name] for sign, size, name in terms
            )

        wanted = [
            sum(own * output(unit, *at) for own, unit in zip(beta, units, strict=True))
            for at in points
        ]
        if [value(*at) for at in points] == wanted:
            found.append(option.text)
    assert len(found) == 1
    return found[0]


def scale(question) -> str:
    facts = question.facts
    scaled = [facts["inner"] * weight for weight in facts["unit"]]
    pairs = [
        (output(facts["unit"], *at, facts["g"]), facts["outer"] * output(scaled, *at, facts["g"]))
        for at in product((-2, -1, 1, 2), repeat=2)
    ]
    (ratio,) = {Fraction(after) / before for before, after in pairs if before}
    assert all(after == 0 for before, after in pairs if not before)
    found = [
        option.text
        for option in question.options
        if Fraction(option.text.rpartition(" ")[2].replace("same", "1").replace("−", "-")) == ratio
    ]
    assert len(found) == 1
    return found[0]


def drawn(question) -> str:
    facts = question.facts
    bias, first, second = facts["unit"]
    axis = np.linspace(-2, 2, 9)
    sums = bias + first * axis + second * axis[::-1, None]
    own = sums**2 if facts["g"] == "square" else np.maximum(sums, 0)
    found = [letter for letter, values in facts["maps"].items() if np.allclose(values, own)]
    assert len(found) == 1
    pictures = {option.text: option.picture.values for option in question.options}
    assert np.allclose(pictures[f"map {found[0]}"], own)
    return f"map {found[0]}"


def largest(question) -> tuple[int, int]:
    facts = question.facts
    values = {
        (2 - x2, x1 + 2): facts["beta"] * output(facts["unit"], x1, x2, facts["g"])
        for x1, x2 in product(range(-2, 3), repeat=2)
    }
    return max(values, key=values.__getitem__)


def step(question) -> Fraction:
    """Differentiate by five points, which is exact for a polynomial of degree 4."""
    facts = question.facts
    bias, first, second = facts["unit"]

    def loss(change: int) -> Fraction:
        inner, outer = (change, 0) if facts["is_inner"] else (0, change)
        f = (facts["beta"] + outer) * output((bias, first + inner, second), *facts["point"])
        return (f - facts["target"]) ** 2

    slope = (loss(-2) - 8 * loss(-1) + 8 * loss(1) - loss(2)) / 12
    return (first if facts["is_inner"] else facts["beta"]) - facts["rate"] * slope


def squares(question) -> str:
    """The smallest rank of the quadratic form in (1, X1, X2), whatever its constant is."""
    if question.facts["cube"]:
        return "no number of them is enough"
    d, e, a, c, b = map(float, question.facts["f"])
    plane, line = np.array([[a, b / 2], [b / 2, c]]), np.array([d, e]) / 2
    constants = [float(line @ np.linalg.pinv(plane) @ line), 0, 1, 7]
    forms = [
        np.block([[np.array([[one]]), line[None]], [line[:, None], plane]]) for one in constants
    ]
    count = min(int(np.linalg.matrix_rank(form, tol=1e-8)) for form in forms)
    return "1 unit" if count == 1 else f"{count} units"


def rescaled(question) -> Fraction:
    """Ask for the same sum at some X₁, once as it was and once in the other unit."""
    facts = question.facts
    bias, first, _ = facts["unit"]
    if not facts["offset"]:
        (weight,) = {first * x1 / (x1 * facts["ratio"]) for x1 in (1, 2, -3)}
        return weight
    weight = first / facts["ratio"]
    (other,) = {
        bias + first * x1 - weight * (x1 - facts["offset"]) * facts["ratio"] for x1 in (1, 2, -3)
    }
    return other


TRUTHS = {
    "two_inputs_hidden": hidden,
    "two_inputs_parameters": parameters,
    "two_inputs_coefficient": coefficient,
    "two_inputs_signs": signs,
    "two_inputs_scale": scale,
    "two_inputs_map": drawn,
    "two_inputs_largest": largest,
    "two_inputs_step": step,
    "two_inputs_terms": terms,
    "two_inputs_squares": squares,
    "two_inputs_rescaled": rescaled,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
