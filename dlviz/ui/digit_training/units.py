"""The views of "Digit training" on hidden units: their weights, and what dropping units does."""

from collections.abc import Mapping
from typing import cast

import numpy as np
import streamlit as st
import torch

from dlviz import device
from dlviz.figures import hidden_units, mistakes
from dlviz.figures.spec import Figure
from dlviz.networks.mnist import MLP, linear_layers
from dlviz.notices import digit_training as notices
from dlviz.thinning import (
    SHARES,
    ask_thinned,
    draw_masks,
    error_when_thinned,
    read_thinned,
)
from dlviz.training.loop import as_tensors, new_model
from dlviz.training.race import Race, Standing, Thinned
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.digit_training import parts
from dlviz.ui.shared import digit_networks, page_parts, race_views, turns

_OTHER_DROPOUT = (0.4, 0.3)  # dropout rates shown for a network that is trained without dropout
_ROBUST_DIGITS = 2_000  # test digits per share: enough for curves that differ by per cents


def show_weights(race: Race | None, title: str, one: Standing) -> None:
    """Draw the first layer's weights as pictures, beside the initial weights."""
    cache = parts.remembered(one, "weights")  # at most polls the weights are unchanged
    if title not in cache:
        cache[title] = _weights_and_notice(race, title, one)
    sheets, notice = cache[title]
    columns = st.columns(2, gap="small")
    for place, (name, figure) in enumerate(sheets.items()):
        with columns[place]:
            live_figure(
                figure,
                key=f"digit_training_weights{place}",
                alt=f"The first weights of {title}, {name}, as 28 x 28 pictures, zero white",
                height=470,
            )
    page_parts.notice(notice)


def show_histogram(shown: Mapping[str, Standing]) -> None:
    """Draw histograms of the weights of all networks."""
    weights = {title: (race_views.style(one), _all_weights(one)) for title, one in shown.items()}
    live_figure(
        hidden_units.weight_histogram(weights),
        key="digit_training_histogram",
        alt="Histogram of the weights: "
        + "; ".join(f"{title} ±{_rms(values):.4f}" for title, (_, values) in weights.items()),
        height=360,
    )
    page_parts.notice(
        notices.about_histogram({title: _rms(values) for title, (_, values) in weights.items()})
    )


def show_thinned(networks: Mapping[str, Standing]) -> None:
    """Draw the units that dropout keeps for one digit; during training, those of the last batch."""
    title, one = _preferred(networks, "dropout")
    model = cast("MLP", one.model)
    share = dropout_of(model)
    thinned = one.thinned
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if thinned is None or one.is_done:
            digit = parts.digit_box()
            draw = parts.seed_box()
            thinned = _thin(model, share, digit, draw)
            st.markdown(f"**{title}** thinned as in a training step.", width="content")
        else:
            st.markdown(
                f"**{title}**, the first digit of the current training batch.",
                width="content",
            )
    masks = tuple(torch.from_numpy(mask)[None] for mask in thinned.kept)
    pixels = torch.from_numpy(thinned.image).reshape(1, -1)
    first, second, _ = read_thinned(model, pixels, cast("tuple", masks), share)
    live_figure(
        hidden_units.thinned_network(
            thinned.image, [np.abs(first[0].numpy()), np.abs(second[0].numpy())], thinned.kept
        ),
        key="digit_training_thinned",
        alt=f"A {thinned.label} and the active hidden units: "
        + " and ".join(f"{mask.sum()} of {len(mask)}" for mask in thinned.kept),
        height=330,
    )
    page_parts.notice(notices.about_thinned(thinned))


def show_robustness(networks: Mapping[str, Standing]) -> None:
    """Draw the error over the share of hidden units that are switched off."""
    seed = parts.seed_box()
    test = digit_networks.test_digits()
    part = type(test)(test.images[:_ROBUST_DIGITS], test.labels[:_ROBUST_DIGITS])
    errors = {}
    for title, one in networks.items():
        cache = parts.remembered(one, "robust")
        if seed not in cache:
            with turns.turn("Switching units off"), device.one_core():
                cache[seed] = error_when_thinned(cast("MLP", one.model), part, seed=seed)
        errors[title] = (race_views.style(one), cast("np.ndarray", cache[seed]))
    live_figure(
        mistakes.robustness(SHARES, errors),
        key="digit_training_robust",
        alt="Test error over the share of hidden units switched off: "
        + "; ".join(f"{title} {values[5]:.1f} % at half" for title, (_, values) in errors.items()),
        height=360,
    )
    st.caption(
        f"The first {_ROBUST_DIGITS:,} test digits, five random choices of units for every share; "
        "the outputs of the remaining units are scaled up by 1 / (1 − share), as in dropout."
    )
    page_parts.notice(
        notices.about_robustness(SHARES, {title: values for title, (_, values) in errors.items()})
    )


def show_spread(title: str, one: Standing) -> None:
    """Draw the predictions of fifty thinned networks for one digit."""
    model = cast("MLP", one.model)
    share = dropout_of(model)
    left, right = st.columns([0.2, 0.8], gap="medium")
    digits = digit_networks.test_digits()
    with left:
        index = parts.digit_box()
        label = parts.show_digit(index)
        seed = parts.seed_box()
    spread = ask_thinned(model, digits.images[index] / np.float32(255), share, seed=seed)
    with right:
        live_figure(
            mistakes.answer_spread(spread.probabilities, spread.whole),
            key="digit_training_spread",
            alt=f"Answers of 50 thinned networks of {title}: {spread.votes.max()} predict "
            f"{spread.votes.argmax()}",
            height=330,
        )
        st.caption(
            f"Dropout of {share[0]:.0%} and {share[1]:.0%} stays on during prediction; every dot "
            "is one thinned network."
        )
    page_parts.notice(notices.about_spread(label, spread))


def _weights_and_notice(
    race: Race | None, title: str, one: Standing
) -> tuple[dict[str, Figure], str]:
    now = _first_weights(one)
    name = f"{len(now)} units"
    settings = race.choices.settings(one.method) if race and parts.is_raced(race, one) else None
    if settings is None:
        notice = notices.about_histogram({title: _rms(_all_weights(one))})
        return hidden_units.weight_sheets({f"{name} of {title}": now}), notice
    start = linear_layers(new_model(settings))[0].weight.detach().numpy().reshape(-1, 28, 28)
    sheets = {f"{name}, at the start": start, f"{name}, now": now}
    return hidden_units.weight_sheets(sheets), notices.about_weights(title, start, now)


def _thin(model: MLP, share: tuple[float, float], digit: int, draw: int) -> Thinned:
    digits = digit_networks.test_digits()
    first, second = draw_masks(model, share, 1, torch.Generator().manual_seed(draw))
    pixels, labels = as_tensors(digits.images[digit : digit + 1], digits.labels[digit : digit + 1])
    return Thinned(pixels[0].numpy(), int(labels[0]), (first[0].numpy(), second[0].numpy()))


def _preferred(networks: Mapping[str, Standing], method: str) -> tuple[str, Standing]:
    """Return the network of `method` if there is one, else the first."""
    for title, one in networks.items():
        if one.method == method:
            return title, one
    return next(iter(networks.items()))


def dropout_of(model: MLP) -> tuple[float, float]:
    """Return the network's dropout rates; default rates if it is trained without dropout."""
    share = (model.dropout1.share, model.dropout2.share)
    return share if any(share) else _OTHER_DROPOUT


def _first_weights(one: Standing) -> np.ndarray:
    return linear_layers(one.model)[0].weight.detach().numpy().reshape(-1, 28, 28)


def _all_weights(one: Standing) -> np.ndarray:
    layers = linear_layers(one.model)
    return np.concatenate([layer.weight.detach().numpy().ravel() for layer in layers])


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt((values**2).mean()))
