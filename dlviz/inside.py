"""All numbers inside the 784-256-128-10 network for one picture: units, weights, predictions."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlviz.networks.mnist import MLP, linear_layers, trace
from dlviz.tables import table_csv

DIGIT_REACH = 8  # largest shift in pixels: beyond it most digits leave the 28 x 28 field

OUTPUT = 2  # index of the output layer among the three

# Links drawn to each unit: from the first hidden layer to a unit of the second, and from the second
# to an output.
LINKS_PER_LAYER = (3, 8)


@dataclass(frozen=True, slots=True)
class Reading:
    """A model's prediction for one picture.

    Attributes:
        logits: (10,) the output layer's values; for LDA the discriminants.
        probabilities: (10,) their softmax, in [0, 1], summing to 1.
        winner: The digit with the largest probability.
        runner_up: The digit with the second largest.
    """

    logits: np.ndarray
    probabilities: np.ndarray
    winner: int
    runner_up: int

    @property
    def confidence(self) -> float:
        """The winner's probability, in [0.1, 1]."""
        return float(self.probabilities[self.winner])

    @property
    def lead(self) -> float:
        """Winner's logit minus the runner-up's: the log of the ratio of their probabilities."""
        return float(self.logits[self.winner] - self.logits[self.runner_up])


@dataclass(frozen=True, slots=True)
class Activity:
    """All numbers inside the network for one picture.

    Attributes:
        image: (28, 28) the input, in [0, 1].
        pre_activations: Weighted inputs plus bias of both hidden layers, (256,) and (128,).
        activations: ReLU of these.
        reading: The output layer.
    """

    image: np.ndarray
    pre_activations: tuple[np.ndarray, np.ndarray]
    activations: tuple[np.ndarray, np.ndarray]
    reading: Reading


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit with its inputs, weights and result.

    Attributes:
        layer: 0 and 1 for the hidden layers, 2 for the output layer.
        index: Index of the unit in its layer.
        weights: (n,) one for each input of the unit.
        inputs: (n,) pixels or the activations of the layer before.
        products: (n,) weights * inputs.
        weighted_input: Sum of the products.
        bias: The unit's bias.
        pre_activation: weighted_input + bias.
        activation: ReLU of the pre-activation; in the output layer the logit itself.
    """

    layer: int
    index: int
    weights: np.ndarray
    inputs: np.ndarray
    products: np.ndarray
    weighted_input: float
    bias: float
    pre_activation: float
    activation: float


@dataclass(frozen=True, slots=True)
class Link:
    """The contribution ("push") of unit `source` in `layer` to unit `target` of the next layer.

    `layer` counts from the input (0 = pixels, 1 and 2 = hidden); `push` is weight * activation.
    """

    layer: int
    source: int
    target: int
    push: float


@dataclass(frozen=True, slots=True)
class ShiftMap:
    """Predictions for all shifts of a picture.

    Attributes:
        digit: The winner for the unshifted picture.
        shifts: (n,) shifts in pixels, the same for both axes; positive is right and down.
        probabilities: (n, n) the probability of `digit`, row = dy, column = dx.
        winners: (n, n) the most probable digit at each shift.
    """

    digit: int
    shifts: np.ndarray
    probabilities: np.ndarray
    winners: np.ndarray

    @property
    def kept(self) -> float:
        """Share of all shifts at which the winner is still `digit`, in [0, 1]."""
        return self.n_kept / self.winners.size

    @property
    def n_kept(self) -> int:
        """Number of shifts at which the winner is still `digit`."""
        return int((self.winners == self.digit).sum())

    @property
    def safe_radius(self) -> int:
        """Largest r such that `digit` wins at every shift of at most r pixels each way."""
        distance = np.maximum(np.abs(self.shifts)[:, None], np.abs(self.shifts)[None, :])
        lost = distance[self.winners != self.digit]
        return int(lost.min()) - 1 if lost.size else int(distance.max())


def read(model: nn.Module, image: np.ndarray) -> Reading:
    """Return the prediction of `model` for `image` (28, 28), values in [0, 1]."""
    return reading_of(_logits(model, image[None])[0])


def reading_of(logits: Tensor) -> Reading:
    """Return the prediction that the logits (10,), or of fewer classes, stand for."""
    scores = logits.cpu().double()  # Apple GPUs have no float64
    probabilities = _array(functional.softmax(scores, dim=0))
    winner, runner_up = np.argsort(-probabilities, kind="stable")[:2]
    return Reading(_array(scores), probabilities, int(winner), int(runner_up))


def read_all(model: nn.Module, images: np.ndarray) -> np.ndarray:
    """Return the (N, 10) probabilities of `model` for `images` (N, 28, 28) in [0, 1]."""
    return _array(functional.softmax(_logits(model, images), dim=1))


def observe(model: MLP, image: np.ndarray) -> Activity:
    """Return all numbers inside `model` for `image` (28, 28), values in [0, 1]."""
    with torch.inference_mode():
        inside = trace(model, _rows(model, image[None]))
    return Activity(
        image=image,
        pre_activations=(_array(inside.z1[0]), _array(inside.z2[0])),
        activations=(_array(inside.a1[0]), _array(inside.a2[0])),
        reading=reading_of(inside.logits[0]),
    )


def inspect_unit(model: MLP, activity: Activity, layer: int, index: int) -> Unit:
    """Return unit `index` of `layer` (0, 1 hidden, 2 output) with its inputs and weights.

    Raises:
        ValueError: if there is no such unit.
    """
    sizes = [linear.out_features for linear in linear_layers(model)]
    if not (0 <= layer < len(sizes) and 0 <= index < sizes[layer]):
        raise ValueError(
            f"there is no unit {index} in layer {layer}: the layers have {sizes} units"
        )
    linear = linear_layers(model)[layer]
    inputs = (activity.image.ravel(), *activity.activations)[layer]
    return compute_unit(
        _array(linear.weight[index]), inputs, float(linear.bias[index]), layer=layer, index=index
    )


def compute_unit(
    weights: np.ndarray, inputs: np.ndarray, bias: float, *, layer: int = OUTPUT, index: int = 0
) -> Unit:
    """Return a unit with these (n,) weights and inputs: a weighted sum, and ReLU if it is hidden.

    Args:
        weights: One for each input.
        inputs: What the unit gets.
        bias: The unit's bias.
        layer: 0 or 1 for a hidden unit, OUTPUT for an output, which has no ReLU.
        index: Index of the unit in its layer.
    """
    products = weights * inputs
    total = float(products.sum())
    answer = total + bias if layer == OUTPUT else max(total + bias, 0.0)
    return Unit(layer, index, weights, inputs, products, total, bias, total + bias, answer)


def strongest(values: np.ndarray, count: int) -> np.ndarray:
    """Return the indices of the `count` values with the largest absolute values, largest first."""
    return np.argsort(-np.abs(values), kind="stable")[:count]


def strongest_links(
    model: MLP,
    activity: Activity,
    digit: int,
    *,
    per_layer: tuple[int, int] = LINKS_PER_LAYER,
) -> list[Link]:
    """Return the largest contributions to the logit of `digit`, traced back to the first layer.

    Args:
        model: The network of `activity`.
        activity: From `observe`.
        digit: The digit whose logit is explained.
        per_layer: Number of first-layer units for each unit of the second layer, and number of
            second-layer units.
    """
    _, second, output = linear_layers(model)
    first_activations, second_activations = activity.activations
    pushes = _array(output.weight[digit]) * second_activations
    links = []
    for unit in strongest(pushes, per_layer[1]):
        links.append(Link(2, int(unit), digit, float(pushes[unit])))
        inner = _array(second.weight[unit]) * first_activations
        links += [
            Link(1, int(source), int(unit), float(inner[source]))
            for source in strongest(inner, per_layer[0])
        ]
    return [link for link in links if link.push != 0.0]


def picture_through(model: MLP, layer: int, index: int) -> np.ndarray:
    """Return the weights of a unit as a 28 x 28 picture, signed.

    In the first layer these are the weights themselves. In deeper layers the weight matrices are
    multiplied as if all units were linear: the picture shows what the unit would respond to without
    ReLU.
    """
    layers = linear_layers(model)
    picture = layers[layer].weight[index]
    for linear in reversed(layers[:layer]):
        picture = picture @ linear.weight
    return _array(picture).reshape(28, 28)


def move(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Return `image` (H, W) shifted dx pixels right and dy down; pixels outside are lost."""
    height, width = image.shape
    dx, dy = max(-width, min(width, dx)), max(-height, min(height, dy))
    moved = np.zeros_like(image)
    target = (slice(max(dy, 0), height + min(dy, 0)), slice(max(dx, 0), width + min(dx, 0)))
    source = (slice(max(-dy, 0), height + min(-dy, 0)), slice(max(-dx, 0), width + min(-dx, 0)))
    moved[target] = image[source]
    return moved


def shift_map(model: nn.Module, image: np.ndarray, *, reach: int = DIGIT_REACH) -> ShiftMap:
    """Classify `image` (28, 28) at all shifts of -reach..reach pixels in both directions.

    All (2 * reach + 1)**2 copies form one batch.
    """
    shifts = np.arange(-reach, reach + 1)
    size = image.shape[0]
    padded = np.pad(image, reach)
    windows = np.lib.stride_tricks.sliding_window_view(padded, image.shape)  # (n, n, 28, 28)
    # Window (0, 0) starts in the top left padding, so its picture appears shifted down and right.
    copies = windows[::-1, ::-1].reshape(-1, size, size)
    probabilities = read_all(model, copies).reshape(shifts.size, shifts.size, -1)
    digit = int(probabilities[reach, reach].argmax())
    return ShiftMap(digit, shifts, probabilities[:, :, digit], probabilities.argmax(axis=2))


def activity_csv(activity: Activity) -> str:
    """Return all numbers of `activity` as CSV: pixels and units from 1, outputs by digit."""
    rows: list[tuple[object, ...]] = [
        ("input", unit, None, f"{value:.6g}", None)
        for unit, value in enumerate(activity.image.ravel(), start=1)
    ]
    for name, sums, values in zip(
        ("hidden1", "hidden2"), activity.pre_activations, activity.activations, strict=True
    ):
        rows += [
            (name, unit, f"{total:.6g}", f"{value:.6g}", None)
            for unit, (total, value) in enumerate(zip(sums, values, strict=True), start=1)
        ]
    reading = activity.reading
    rows += [
        ("output", digit, f"{logit:.6g}", f"{logit:.6g}", f"{probability:.6g}")
        for digit, (logit, probability) in enumerate(
            zip(reading.logits, reading.probabilities, strict=True)
        )
    ]
    return table_csv(("layer", "unit", "pre_activation", "activation", "probability"), rows)


def _logits(model: nn.Module, images: np.ndarray) -> Tensor:
    with torch.inference_mode():
        return model(_rows(model, images))


def _rows(model: nn.Module, images: np.ndarray) -> Tensor:
    device = next(model.parameters()).device
    rows = torch.from_numpy(np.ascontiguousarray(images, dtype=np.float32))
    return rows.reshape(len(rows), -1).to(device)  # (N, 784)


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().cpu().numpy()
