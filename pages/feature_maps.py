"""What did a trained network learn to look for?"""

from dlviz.ui.shared import page_parts
from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

PRESETS = (
    Preset(
        "From edges to parts",
        goal="point at the maps, then choose a later layer in the list.",
        notice="early maps show the edges of the photo; late maps are coarse and mostly 0.",
        state={
            "feature_maps_view": "All maps",
            "feature_maps_network": "CIFAR-100 network",
            "feature_maps_photo": "cat",
        },
        start={"feature_maps_layer": "relu1_1", "feature_maps_range": "shared"},
    ),
    Preset(
        "Red plus green plus blue",
        goal="click other places in the sum, and choose other maps.",
        notice="the partial maps of the three colours and the bias add up to the network's own "
        "number.",
        state={
            "feature_maps_view": "One map as a sum",
            "feature_maps_network": "EfficientNet-Lite0",
            "feature_maps_photo": "coffee",
            "feature_maps_layer": "stem.conv",
        },
        start={"feature_maps_map_number": 5},
    ),
    Preset(
        "Learned, not given",
        goal="find a filter that is nearly Sobel, and look at it as it was before training.",
        notice="they started as random numbers; nobody programmed them to look for edges.",
        state={
            "feature_maps_view": "Filters",
            "feature_maps_network": "CIFAR-100 network",
        },
    ),
    Preset(
        "One map, many things",
        goal="choose other maps, and find what their patches have in common.",
        notice="the patches show different things: the map responds to what these have in common.",
        state={
            "feature_maps_view": "Patches",
            "feature_maps_network": "CIFAR-100 network",
            "feature_maps_layer": "relu2_2",
        },
        start={"feature_maps_map_number": 9},
    ),
    Preset(
        "Where it looked",
        goal="choose another class, then a class that is not in the picture.",
        notice="for each class, different places support it.",
        state={
            "feature_maps_view": "Where it looked",
            "feature_maps_network": "EfficientNet-Lite0",
            "feature_maps_photo": "coffee",
        },
        start={"feature_maps_class": "its answer"},
    ),
)

with Page("pages/feature_maps.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.ui.feature_maps import controls
    from dlviz.ui.feature_maps.network import VIEWS

    page.prepare(controls.LIMITS)

    def look_inside() -> None:
        """Draw all controls and pictures, as one fragment."""
        view = page_parts.choose_view(VIEWS, key="feature_maps_view")
        page.place_goal()
        VIEWS[view]()

    page.show(look_inside)
