"""A goal stays on screen while the visitor does what it says: every preset of every page."""

import pytest

from dlviz.ui.shared.pages import PAGES

pytestmark = pytest.mark.usefixtures("hasty_networks")

LENET_UNPADDED = "1x28x28 c6k5 tanh avg2 c16k5 tanh avg2 flatten d120 tanh d84 tanh d10"
FITTING = "1x28x28 c8k3 relu max2 c16k3 relu max2 flatten d10"
# The actions that each preset's goal asks for: widget values by key, one dict per step.
OBEYED: dict[str, list[list[dict[str, object]]]] = {
    "two_inputs": [
        [{"two_inputs_weights": "0 1/4 1/4; 0 1 1; 0 1 -1"}],
        [{"two_inputs_weights": "0 1/8 -1/8; 0 1 1; 0 1 -1"}],
        [{"two_inputs_units": 4}],
        [{"two_inputs_start": 2}],
        [{"two_inputs_start": 2}],
        [{"two_inputs_activation": "tanh"}],
    ],
    "digits": [
        [{"digits_normalise": True}, {"digits_normalise": False}],
        [{"digits_layer": "256 units"}, {"digits_unit_number": 3}],
        [{"digits_source": "my drawing"}],
        [{"digits_view": "Move it"}, {"digits_dx": 3}],
        [{"digits_view": "Four models"}, {"digits_view": "Certainty"}],
    ],
    "digit_training": [
        [{"digit_training_epochs": 4}],
        [{"digit_training_epochs": 30}],
        [{"digit_training_l2": 0.001}],
        [{"digit_training_epochs": 4}],
    ],
    "convolution": [
        [{"convolution_letters": False}],
        [{"convolution_matrix": False}],
        [{"convolution_kernel_name": "Sobel, horizontal edges"}],
        [{"convolution_red": "silent"}, {"convolution_blue": "identity"}],
        [{"convolution_noise": 0.1}, {"convolution_pairs": 1, "convolution_patch": 4}],
        [{"convolution_filter": 3}, {"convolution_filters": 6}],
    ],
    "pooling": [
        [{"pooling_numbers": "1 1"}, {"pooling_kind": "average"}],
        [{"pooling_kinds": ["max", "average", "none"]}, {"pooling_answers": False}],
        [{"pooling_shift": 3}],
        [{"pooling_depth": 3}, {"pooling_depth": 1}],
        [{"pooling_network": "digit network, augmented"}],
        [{"pooling_shift": 2}, {"pooling_shift": 8}],
    ],
    "architecture": [
        [{"architecture_network": "3x32x32 c8k3p1 relu flatten d10"}, {"architecture_layer": 2}],
        [{"architecture_flat_number": 5}],
        [{"architecture_network": LENET_UNPADDED}],
        [{"architecture_view": "Layer by layer"}],
        [{"architecture_view": "Flattening"}],
        [{"architecture_network": FITTING}],
    ],
    "feature_maps": [
        [{"feature_maps_layer": "relu2_1"}],
        [{"feature_maps_map_number": 2}],
        [{"feature_maps_map_number": 3}],
        [{"feature_maps_map_number": 8}],
        [{"feature_maps_class": "cup"}],
    ],
    "augmentation": [
        [{"augmentation_chain": "zoom90..110"}],
        [{"augmentation_chain": "rotate-45..45"}],
        [{"augmentation_space": "as features"}],
        [{"augmentation_seed": 2}],
        [{"augmentation_epochs": 10}],
    ],
    "photos": [
        [{"photos_at": 2.0}],
        [{"photos_at": 90.0}],
        [{"photos_at": 66.0}],
        [{"photos_change": "Zoom"}],
        [{"photos_photo": "bee"}],
        [{"photos_class": "robin"}],
        [{"photos_photo": "bee"}],
    ],
    "transfer": [
        [{"transfer_seed": 3}],
        [{"transfer_seed": 3}],
        [{"transfer_view": "Result"}],
        [{"transfer_seed": 3}],
        [{"transfer_part": "Mistakes"}],
    ],
}
CASES = [(page, place) for page in PAGES for place in range(len(OBEYED[page.name]))]


def goals(at) -> list[str]:
    """Return the goals on screen."""
    return [block.value for block in at.markdown if block.value.startswith("**Try this:**")]


@pytest.mark.parametrize(("page", "place"), CASES, ids=lambda one: getattr(one, "name", str(one)))
def test_a_goal_stays_while_it_is_obeyed(page, place: int, open_page) -> None:
    at = open_page(page.file)
    buttons = [own for own in at.button if str(own.key).startswith("preset_")]
    assert len(buttons) == len(OBEYED[page.name])  # every preset is tried
    at.button(key=f"preset_{place}").click().run()
    (goal,) = goals(at)
    for values in OBEYED[page.name][place]:
        for key, value in values.items():
            at.session_state[key] = value
        at.run()
        assert not at.exception
        assert goals(at) == [goal]


def test_a_goal_ends_in_another_view_and_comes_back_with_its_own(open_page) -> None:
    at = open_page("pages/pooling.py")
    at.button(key="preset_1").click().run()
    (goal,) = goals(at)
    at.segmented_control(key="pooling_view").set_value("By hand").run()
    assert goal not in goals(at)
    at.button(key="preset_0").click().run()
    assert goals(at)
    assert goals(at) != [goal]
