"""The views of "Photos", by name."""

from dlviz.ui import photos_change, photos_controls, photos_inside, photos_views, photos_why

VIEWS = {
    photos_controls.WHAT: photos_views.what_is_it,
    photos_controls.MIND: photos_change.when_it_changes,
    photos_controls.WHY: photos_why.why,
    photos_controls.SEVERAL: photos_views.several_photos,
    photos_controls.INSIDE: photos_inside.inside,
}
