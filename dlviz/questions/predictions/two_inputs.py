"""What "Two inputs" asks before a preset shows it."""

from collections.abc import Mapping
from fractions import Fraction

import torch

from dlviz.notation import format_measure
from dlviz.questions.generators.two_inputs_units import TERMS
from dlviz.questions.kinds import Choose, Mistake, Number, Option
from dlviz.questions.options import told_apart_by
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions import two_inputs_training
from dlviz.questions.predictions.two_inputs_weights import SEED, WEIGHTS, state_of
from dlviz.questions.sums import exact, formula
from dlviz.questions.wrong import told_apart, wrong
from dlviz.training.two_inputs import PRODUCT_SETTINGS
from dlviz.training.two_inputs_explorer import Explorer
from dlviz.two_inputs import MONOMIALS, PRODUCT, LectureNetwork, polynomial, valley
from dlviz.two_inputs_setup import Setup, lecture_network, read_text

_PRODUCT_TERM = MONOMIALS.index("X1X2")
_TURNED = LectureNetwork(PRODUCT.weights, PRODUCT.beta.abs())
_PLANES = Setup(hidden=(3,), activation="identity")
_THREE_PLANES = "1/2 1 -1 1/2; 0 1 1; 1 1 -1; -1 1/2 2"  # as the preset has them
_MANY = 8


def _expanded(network: LectureNetwork) -> str:
    """Return f as a polynomial: "1/2 X₁² + 1/2 X₂²"."""
    coefficients = map(exact, polynomial(network).tolist())
    return f"f = {formula(zip(coefficients, TERMS, strict=True))}"


def _other_sign() -> Choose:
    turned_over = LectureNetwork(PRODUCT.weights, -PRODUCT.beta)
    squares = [
        _expanded(LectureNetwork(PRODUCT.weights[[at]], PRODUCT.beta[[0, at + 1]].abs()))
        for at in range(2)
    ]
    first, second = (own.removeprefix("f = ") for own in squares)
    right = _expanded(_TURNED)
    return Choose(
        prompt="Now f = 1/4 (X₁ + X₂)² − 1/4 (X₁ − X₂)², which is X₁X₂. Next β₂ becomes +1/4. "
        "What will f be?",
        worked=f"1/4 (X₁ + X₂)² is {first}, and 1/4 (X₁ − X₂)² is {second}. They are added now: "
        f"{right}.",
        options=told_apart_by(
            right,
            {
                _expanded(PRODUCT): Mistake(
                    "the sign of an outer weight does not matter",
                    f"The second square was subtracted and is now added: {right}.",
                    state_of(_TURNED),
                ),
                _expanded(turned_over): Mistake(
                    "one sign turns the whole function over",
                    f"Only one of the two squares changes its sign: {right}. The sign of f changes "
                    "if both do.",
                    state_of(turned_over),
                ),
                right: Mistake("the squares stay", f"It is {right}.", state_of(_TURNED)),
                "f = 0, because the squares cancel": Mistake(
                    "two squares of the same inputs cancel",
                    f"Both squares are positive or 0, so their sum is 0 only where both are: "
                    f"{right}.",
                    state_of(_TURNED),
                ),
            },
        ),
    )


_WHY_NO_PRODUCT = Choose(
    prompt="Why is there no X₁X₂ in f any more?",
    worked="The first square has +1/2 X₁X₂ and the second one −1/2 X₁X₂. Their difference is X₁X₂, "
    "and their sum has none.",
    options=(
        Option(
            "a larger β₂ makes the second unit more important",
            Mistake(
                "a larger weight means that a unit is more important",
                "Both units have as much influence as before: −1/4 and +1/4 have the same size.",
                {WEIGHTS: "0 1/4 -1/2; 0 1 1; 0 1 -1"},
            ),
        ),
        Option("the products in the two squares have opposite signs and cancel in the sum"),
        Option(
            "two units are too few",
            Mistake(
                "more units are always needed",
                "With β₂ = −1/4 the same two units multiply exactly.",
                state_of(PRODUCT),
            ),
        ),
    ),
)


def _along_the_valley() -> Number:
    there = valley(1.0)
    _, up, down = there.weights[0].tolist()
    large, small = format_measure(up), format_measure(down)
    truth = exact(float(polynomial(there)[_PRODUCT_TERM]))
    so = f"f has the coefficient {large} × {small} = {truth} again"
    only_first = LectureNetwork(
        torch.tensor([[0, up, 1], [0, up, -1]], dtype=torch.float64), PRODUCT.beta
    )
    both = LectureNetwork(
        torch.tensor([[0, up, up], [0, up, -up]], dtype=torch.float64), PRODUCT.beta
    )
    return Number(
        prompt=f"At t = 0 all four weights are 1 or −1, and f is X₁X₂. At t = 1 the weights of X₁ "
        f"grow to {large}, and those of X₂ shrink to {small} and −{small}. What will the "
        "coefficient of X₁X₂ in f be?",
        worked=f"In f = a b X₁X₂ the weights are a = {large} and b = {small}: {so}. All four "
        "weights have changed, and f has not: many different weights give the same function.",
        truth=truth,
        wrong=told_apart(
            truth,
            wrong(
                Fraction(large),
                "a larger weight makes its input more important",
                f"The weights of X₂ shrink as much as those of X₁ grow: {so}.",
                state_of(only_first),
            ),
            wrong(
                Fraction(format_measure(up * up)),
                "the weights of both inputs grow",
                f"Only the weights of X₁ grow: {so}.",
                state_of(both),
            ),
            wrong(
                Fraction(small),
                "the smallest weight decides",
                f"The weights are multiplied with each other: {so}.",
                state_of(there),
            ),
        ),
    )


def _more_planes() -> Number:
    explorer = Explorer(_PLANES, PRODUCT_SETTINGS)
    explorer.adopt(read_text(_THREE_PLANES, _PLANES).parameters)
    explorer.apply(Setup(hidden=(_MANY,), activation="identity"), PRODUCT_SETTINGS, is_paced=False)
    network = lecture_network(explorer.network())
    count = int(torch.count_nonzero(polynomial(network)))
    so = f"only {count} of the six can differ from 0, those of 1, X₁ and X₂"
    return Number(
        prompt=f"Three units with g(z) = z make a plane. Next there are {_MANY} such units. How "
        "many of the six coefficients, those of 1, X₁, X₂, X₁², X₂² and X₁X₂, can then differ from "
        "0?",
        worked=f"With {_MANY} units as with three, {so}: f is {_plane(network)} now.",
        truth=Fraction(count),
        unit="coefficients",
        wrong=told_apart(
            count,
            wrong(
                len(MONOMIALS),
                "enough units can make every function",
                f"With other weights too, {so}.",
                _random_planes(),
            ),
            wrong(
                _MANY,
                "each unit adds a term of its own",
                f"All units have the same three terms: {so}.",
                _random_planes(),
            ),
            wrong(
                2,
                "the constant term is not a coefficient",
                f"The constant counts too: {so}.",
                {"two_inputs_units": _MANY},
            ),
        ),
    )


def _plane(network: LectureNetwork) -> str:
    """Return f of identity units: "−1 + 1/4 X₁ + 3 X₂"."""
    constant, *slopes = map(exact, polynomial(network).tolist()[:3])
    return formula(((constant, ""), *zip(slopes, TERMS[1:3], strict=True)))


def _random_planes() -> dict[str, object]:
    """Return other units of this kind, their weights random quarters."""
    draw = torch.Generator().manual_seed(SEED)
    weights = torch.randint(-4, 5, (_MANY, 3), generator=draw) / 4
    beta = torch.randint(1, 5, (_MANY + 1,), generator=draw) / 4
    return {"two_inputs_units": _MANY, **state_of(LectureNetwork(weights, beta, "identity"))}


_WHY_A_PLANE = Choose(
    prompt="Why do more units with g(z) = z make nothing but planes?",
    worked="Each unit is a plane, a sum of X₁ and X₂ with weights plus a constant, and a sum of "
    "planes is a plane. Nothing multiplies the inputs with each other.",
    options=(
        Option(
            "the new units have not been trained",
            Mistake(
                "training makes anything possible",
                "Whatever their weights are, these units make a plane.",
                _random_planes(),
            ),
        ),
        Option(
            f"{_MANY} units are still too few",
            Mistake(
                "more units are always more",
                "Two units are enough for X₁X₂ if g bends: with g(z) = z² it is exact.",
                {"two_inputs_activation": "square", "two_inputs_units": 2, **state_of(PRODUCT)},
            ),
        ),
        Option("sums of X₁ and X₂ with weights add up to such a sum again"),
    ),
)


PREDICTIONS: Mapping[str, Prediction] = {
    "It multiplies": Prediction(
        name="two_inputs_sign",
        after=state_of(_TURNED),
        task="drag β₂ from −1/4 to +1/4",
        make=_other_sign,
        practice="two_inputs_signs",
        notice="β₂ = −1/4 gives X₁X₂, and β₂ = +1/4 gives a sum of squares.",
        why=_WHY_NO_PRODUCT,
    ),
    "Walk the valley": Prediction(
        name="two_inputs_valley",
        after=state_of(valley(1.0)),
        task="move t to 1",
        make=_along_the_valley,
        practice="two_inputs_scale",
        hides=("two_inputs_valley_words", "two_inputs_floor"),
    ),
    "Only planes with the identity": Prediction(
        name="two_inputs_planes",
        after={"two_inputs_units": _MANY},
        frees=(WEIGHTS,),
        task=f"set the hidden units K to {_MANY}",
        make=_more_planes,
        practice="two_inputs_terms",
        why=_WHY_A_PLANE,
    ),
    **two_inputs_training.PREDICTIONS,
}
