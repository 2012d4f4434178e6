"""Links that were shared before the modules were reorganised still open the same state.

`tests/data/old_links.json` holds the old link of every preset, and the resulting state of the page:
the values of the preset's widgets, and whether the preset's goal was on screen.
"""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("hasty_networks")

LINKS = json.loads(
    (Path(__file__).parents[1] / "data" / "old_links.json").read_text(encoding="utf-8")
)

# Numbers that older links counted from 0 and newer ones count from 1: old key to new key.
COUNTED_FROM_ZERO = {
    "feature_maps_map": "feature_maps_map_number",
    "feature_maps_row": "feature_maps_row_number",
    "feature_maps_column": "feature_maps_column_number",
    "pooling_map": "pooling_map_number",
    "architecture_number": "architecture_flat_number",
    "augmentation_number": "augmentation_which",
    "augmentation_picture": "augmentation_which_picture",
    "digits_unit": "digits_unit_number",
}

# This preset's goal needs mistakes, which occur only with the seed that the preset now sets.
PROMISES_MORE = ("Which photos are alike",)

# The page of feature maps starts with another network than it did. A link that named none, and no
# layer or class of the old one either, opens the same view of the new one: "From edges to parts"
# with its goal, and "Where it looked", whose goal belongs to the network that it names now.
OTHER_NETWORK = ("Where it looked",)


def now(state: dict) -> dict:
    """Convert the state to today's keys: counted from 1, and outputs named by their digit."""
    if state.get("digits_layer") == "10 outputs":
        state = {{"digits_unit": "digits_output"}.get(key, key): x for key, x in state.items()}
    return {
        COUNTED_FROM_ZERO.get(key, key): value + 1 if key in COUNTED_FROM_ZERO else value
        for key, value in state.items()
    }


@pytest.mark.parametrize("link", LINKS, ids=lambda link: f"{link['page']}: {link['preset']}")
def test_an_old_link_opens_the_state_it_was_made_of(open_page, link) -> None:
    at = open_page(link["page"], link["query"])
    assert not at.exception
    state = now(link["state"])
    assert {key: at.session_state[key] for key in state} == state
    goals = [text for text in at.markdown if text.value.startswith("**Try this:**")]
    assert goals or not link["shows_goal"] or link["preset"] in PROMISES_MORE + OTHER_NETWORK


@pytest.mark.parametrize("wanted", ["4", "nan", "-3", "1e30", "2.5", ""])
def test_an_old_link_that_counts_from_zero_opens_the_same_map(open_page, wanted) -> None:
    query = {"feature_maps_view": "One map as a sum", "feature_maps_map": wanted}
    at = open_page("pages/feature_maps.py", query)
    assert not at.exception
    number = at.number_input(key="feature_maps_map_number").value
    assert number == {"4": 5, "-3": 1, "1e30": 32}.get(wanted, 1)
    assert "feature_maps_map" not in at.query_params


SMALL = {
    "architecture_view": "Flattening",
    "architecture_network": "1x28x28 c2k9s9 flatten d10",
}


@pytest.mark.parametrize(
    ("page", "query", "key", "number"),
    [
        ("digits", {"digits_layer": "128 units", "digits_unit": "26"}, "digits_unit_number", 27),
        ("digits", {"digits_layer": "128 units", "digits_unit": "255"}, "digits_unit_number", 128),
        ("digits", {"digits_layer": "10 outputs", "digits_unit": "200"}, "digits_output", 9),
        ("architecture", SMALL | {"architecture_number": "16"}, "architecture_flat_number", 17),
        ("augmentation", {"augmentation_number": "3"}, "augmentation_which", 4),
    ],
)  # fmt: skip
def test_older_links_of_units_and_numbers_open_the_same(
    open_page, page, query, key, number
) -> None:
    at = open_page(f"pages/{page}.py", query)
    assert not at.exception
    assert at.number_input(key=key).value == number


def test_a_new_link_counts_for_itself(open_page) -> None:
    query = {"feature_maps_map": "4", "feature_maps_map_number": "9"}
    at = open_page("pages/feature_maps.py", query | {"feature_maps_view": "One map as a sum"})
    assert at.number_input(key="feature_maps_map_number").value == 9
