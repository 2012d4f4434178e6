"""The view "On a photo" of "Convolution": choice of photo and kernels, and their responses."""

import numpy as np
import streamlit as st
from PIL import Image

from dlviz.convolution import Geometry
from dlviz.filter_stack import dark_joints, diagonal_edge, red_beside_green
from dlviz.notices import convolution as notices
from dlviz.notices.window_sizes import about_size
from dlviz.number_grammar import read_number
from dlviz.responses import Answer, common_size, respond, response_csv
from dlviz.snippets import convolution as snippets
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.photo_panels.photo_panels import Look, photo_panels, seen
from dlviz.ui.convolution import filters, given_kernels
from dlviz.ui.shared import link, page_parts, program_photos
from dlviz.ui.shared.number_boxes import current_number
from dlviz.ui.shared.photo_chooser import ChosenPhoto, Drawn, choose_photo

PHOTO, PANELS = "convolution_photo", "convolution_panels"
LOOK = link.kept("convolution_look")
_ENLARGED = 512  # pixels; a photo that is smaller than a kernel has few of its own
PIXELS = (256, 512, 1024)  # offered lengths of the photo's longer side
DRAWN = {
    "diagonal edge": Drawn(
        diagonal_edge, "Bright above a diagonal that falls to the right, dark below it"
    ),
    "dark joints": Drawn(dark_joints, "A wall of bright bricks with dark joints"),
    "red beside green": Drawn(red_beside_green, "Red on the left, green on the right"),
}
# On a phone the responses stay in view below the kernel's numbers.
_STYLE = resolve("""<style>
@media (max-width: 640px) {
  :--column > :--vertical > .st-key-convolution_panels {order: 1}
}
</style>""")
CONTRASTS = {"not clipped": 1.0, "2 times": 2.0, "4 times": 4.0, "8 times": 8.0}


def lay_out() -> None:
    """Add the view's style sheet; not in the fragment, where each answer would have it again."""
    st.html(_STYLE)


def on_a_photo() -> None:
    """Apply kernels to a photo."""
    left, right = st.columns([7, 3], gap="medium")
    with right:
        photo = choose_photo(PHOTO, side=_pixels(), drawn=DRAWN)
        mode = given_kernels.choose_mode()
    if mode == given_kernels.FILTERS:
        filters.k_filters(photo, left, right)
        return
    with right:
        names, kernels = given_kernels.choose_kernels(mode)
        contrast = _choose_more()
    try:
        answer = respond(photo.image, mode, kernels)
    except ValueError:
        with left:
            _show_misfit(photo, kernels)
        return
    with right:
        st.caption(about_size(Geometry(answer.pixels.shape[:2], answer.kernels[0].shape)))
    with left:
        photo_panels(
            answer,
            key=PANELS,
            identity=photo.identity,
            alt=photo.alt,
            contrast=contrast,
            look=_lens(photo.identity),
            on_look=_keep_lens,
            preview=given_kernels.preview(),
        )
        _show_words(photo, mode, names, answer)


def _show_misfit(photo: ChosenPhoto, kernels: list[np.ndarray]) -> None:
    """Show a photo that is smaller than the kernels, and say so."""
    width, height = photo.image.size
    st.warning(notices.about_misfit(common_size(kernels)[0].shape, (height, width)))
    times = max(1, _ENLARGED // max(width, height))
    st.image(
        photo.image.resize((width * times, height * times), Image.Resampling.NEAREST),
        caption=photo.alt,
        width="content",
    )


def _show_words(photo: ChosenPhoto, mode: str, names: list[str], answer: Answer) -> None:
    st.session_state["convolution_identity"] = photo.identity
    page_parts.notice(notices.about_response(answer, mode, names))
    page_parts.code(
        lambda: snippets.on_a_photo(
            program_photos.file_name(photo), _pixels(), mode, answer.kernels
        ),
        key="convolution_photo_code",
        files=lambda: page_parts.program_files(program_photos.offered([photo])),
    )
    page_parts.download_csv(lambda: response_csv(answer), key="convolution_response")


def _choose_more() -> float:
    with st.popover("More", icon=":material/tune:"):
        st.selectbox(
            "Pixels along the longer side",
            PIXELS,
            index=1,
            key="convolution_pixels",
            bind="query-params",
        )
        contrast = st.selectbox(
            "Strengthen the colours",
            list(CONTRASTS),
            key="convolution_contrast",
            bind="query-params",
            help="The colour scale ends at this part of the largest possible response (or of "
            "255, if the response is a photo); larger values get the last colour.",
        )
        given_kernels.show_own_as_text()
    return CONTRASTS[contrast]


def _keep_lens() -> None:
    """Store the lens's position for the link."""
    look = seen(st.session_state[PANELS].look)
    if look is not None:
        identity = st.session_state.get("convolution_identity", "")
        st.session_state[LOOK] = (identity, look)
        st.query_params[LOOK] = f"{look.x:.4g},{look.y:.4g},{look.zoom:.4g}"


def _lens(identity: str) -> Look | None:
    """Return the lens's initial position on this photo; for the first photo, the link's."""
    if LOOK in st.session_state:
        photo, look = st.session_state[LOOK]
        return look if photo == identity else None
    try:
        x, y, zoom = map(read_number, st.query_params.get(LOOK, "").split(","))
    except ValueError:
        return None
    look = seen({"x": x, "y": y, "zoom": zoom})
    st.session_state[LOOK] = (identity, look)
    return look


def _pixels() -> int:
    if st.session_state.get(given_kernels.MODE, st.query_params.get(given_kernels.MODE)) == (
        given_kernels.FILTERS
    ):
        return filters.PIXELS
    value = current_number("convolution_pixels", PIXELS[1])
    return int(value) if value in PIXELS else PIXELS[1]
