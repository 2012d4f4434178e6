"""The views of "Photos", by name."""

from dlviz.ui.photos import change, controls, inside, views, why

VIEWS = {
    controls.WHAT: views.what_is_it,
    controls.MIND: change.when_it_changes,
    controls.WHY: why.why,
    controls.SEVERAL: views.several_photos,
    controls.INSIDE: inside.inside,
}
