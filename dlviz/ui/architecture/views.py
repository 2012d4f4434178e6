"""The table of views below the drawing on "Architecture", and the view with all layers' counts."""

from collections.abc import Sequence

import streamlit as st

from dlviz import layers
from dlviz.architecture import ShapePath, Step
from dlviz.field_sizes import field_sizes
from dlviz.figures import architecture as figures
from dlviz.notices import architecture as notices
from dlviz.notices.field_sizes import about_field, field_cells
from dlviz.tables import table_csv
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import page_parts

LAYERS, FLATTENING, TRAIN, PICTURES = VIEWS = (
    "Layer by layer", "Flattening", "Train it", "CIFAR-100",
)  # fmt: skip

# Formulas do not wrap; on a phone the table scrolls sideways instead.
_TABLE_STYLE = resolve("""<style>
.st-key-architecture_table table {white-space: nowrap; font-size: 0.85rem}
.st-key-architecture_table :--table {overflow-x: auto}
</style>""")


def show_layers(path: ShapePath, place: int) -> None:
    """Show the selected layer's receptive field, all counts, and every shape as a table.

    Args:
        path: The shapes of the network.
        place: The selected block: 0 for the input, 1 for the first layer.
    """
    fields = field_sizes(path)
    if said := about_field(path, fields, place):
        with st.container(key="architecture_field"):
            st.markdown(said)
    page_parts.notice(notices.about_shapes(path))
    counted = [step for step in path.steps if step.parameters]
    if counted:
        parameters = {step.name: step.parameters for step in counted}
        work = {step.name: step.multiply_adds for step in counted}
        kinds = (
            (figures.PARAMETERS, parameters, "architecture_parameters"),
            (figures.MULTIPLY_ADDS, work, "architecture_multiply"),
        )
        for column, (what, counts, key) in zip(st.columns(2, gap="small"), kinds, strict=True):
            with column:
                live_figure(
                    figures.layer_counts(path, what),
                    key=key,
                    alt=f"{what}: " + "; ".join(f"{name} {n:,}" for name, n in counts.items()),
                    height=60 + 30 * len(counted),
                )
    st.html(_TABLE_STYLE)
    with st.container(key="architecture_table"):
        _show_table(path, field_cells(path, fields))


def _show_table(path: ShapePath, fields: Sequence[str]) -> None:
    st.table(
        {
            "layer": [step.name for step in path.steps],
            "what": [layers.title(step.layer) for step in path.steps],
            "shape": [layers.shape_text(step.shape) for step in path.steps],
            "its calculation": [" and ".join(step.arithmetic) for step in path.steps],
            "receptive field": fields,
            "parameters": [
                f"{step.parameter_sum} = {step.parameters:,}" if step.parameters else "0"
                for step in path.steps
            ],
            "multiply-adds": [
                f"{step.multiply_add_product} = {step.multiply_adds:,}"
                if step.multiply_adds
                else "0"
                for step in path.steps
            ],
        },
        hide_index=True,
        alt="Shape, calculation, receptive field, parameters, multiply-adds of every layer",
    )


def layers_csv(path: ShapePath) -> str:
    """Return every layer as a line: shapes, arithmetic and counts."""
    head = (
        "layer", "what", "input", "output", "arithmetic", "parameters", "multiply_adds",
        "receptive_field",
    )  # fmt: skip
    fields = field_cells(path, field_sizes(path))
    rows = zip(map(_fields, path.steps), fields, strict=True)
    return table_csv(head, [(*row, field) for row, field in rows])


def _fields(step: Step) -> tuple[object, ...]:
    return (
        step.name,
        layers.title(step.layer),
        "x".join(map(str, step.before)),
        "x".join(map(str, step.shape)),
        " and ".join(step.arithmetic),
        step.parameters,
        step.multiply_adds,
    )
