"""The parts of the home page; to open fast, it imports neither torch nor a chart library."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from dlviz.ui._compat.selectors import resolve
from dlviz.ui.home import thumbnails
from dlviz.ui.shared.pages import PAGES, PageEntry

_TIMELINE = (
    (
        "1980s",
        "The rise",
        "Networks with hidden layers are trained by back-propagation; there is great "
        "excitement, and the first NeurIPS conferences take place.",
    ),
    (
        "1990s to 2000s",
        "The decline",
        "They are hard to train and need more data than is available; support vector machines "
        "and boosting give better results with less work.",
    ),
    (
        "2010s",
        "The return",
        "Large labelled data sets, faster computers and better architectures: as deep learning, "
        "networks excel at images, video, speech and text.",
    ),
)

# Markdown instead of st.table, which would load the table code of Streamlit's frontend.
_NETWORKS = """
| network | what is special | where it is used |
|---|---|---|
| Multilayer perceptron (MLP) | every unit sees all units of the layer before | inputs without an \
order: measurements, tables, small pictures |
| Convolutional network (CNN) | small filters slide over the image, the same weights everywhere | \
image classification, detection, medical images |
| Recurrent network (RNN) | a state is carried from one time step to the next | time series, \
sequence modelling |
| Transformer | every position attends to every other | language; today images and sound too |
"""

_ACROSS = 3  # cards per row

# Groups are side by side if they fit in one row; cards of a row have the same height, with aligned
# texts. A card's link covers the whole card.
_MAP_STYLE = resolve("""
[class*="st-key-card_"] {position: relative}
[class*="st-key-card_"] :is(:--page-link, :has(:--page-link)) {position: static}
[class*="st-key-card_"] :--page-link::after {content: ""; position: absolute; inset: 0}
@media (min-width: 641px) {
  .st-key-map, [class*="st-key-map_"] {display: grid}
  .st-key-map {grid-template-columns: repeat(ACROSS, minmax(0, 1fr))}
  [class*="st-key-map_"] > :--element {grid-column: 1 / -1}
  [class*="st-key-map_"] > *, [class*="st-key-card_"] {height: 100%}
  [class*="st-key-card_"] > :--element:has(:--image) {flex: 1; align-content: center}
  [class*="st-key-card_"] img {max-height: 5.5rem; object-fit: contain}
""").replace("ACROSS", str(_ACROSS))

_TIMELINE_STYLE = """<style>
.timeline {display: flex; flex-wrap: wrap; margin: 1rem 0 0; padding: 0 !important;
  list-style: none}
.timeline li {flex: 1 1 14rem; margin: 0 !important; padding: 1.1rem 1.5rem 0 0; position: relative;
  border-top: 3px solid color-mix(in srgb, currentColor 35%, transparent)}
.timeline li::before {content: ""; position: absolute; top: -0.6rem; left: 0; width: 1rem;
  height: 1rem; border-radius: 50%; background: #2f6fbd}
.timeline b {font-size: 1.15rem}
.timeline span {opacity: 0.75}
.timeline p {margin: 0.3rem 0 1.2rem}
</style>"""


def course_map() -> None:
    """Draw one card per page, in the order of the lecture."""
    groups = [(name, list(pages)) for name, pages in groupby(PAGES, key=lambda page: page.group)]
    st.html(f"<style>{_MAP_STYLE}{_widths([len(pages) for _, pages in groups])}}}</style>")
    with st.container(key="map"):
        for place, (name, pages) in enumerate(groups):
            with st.container(key=f"map_{place}"):
                st.subheader(name, anchor=False)
                for page in pages:
                    _card(page)


def _widths(sizes: Sequence[int]) -> str:
    """Return style rules for the widths of groups with these numbers of cards."""
    return "".join(
        f".st-key-map > :has(> .st-key-map_{place}) {{grid-column: span {across}}}"
        f".st-key-map_{place} {{grid-template-columns: repeat({across}, minmax(0, 1fr))}}"
        for place, across in enumerate(min(size, _ACROSS) for size in sizes)
    )


def _card(page: PageEntry) -> None:
    with st.container(border=True, key=f"card_{page.name}"):
        st.image(thumbnails.path(page.name), width="stretch", alt="")
        st.page_link(page.file, label=f"**{page.title}**", icon=page.icon)
        st.write(page.question)


def timeline() -> None:
    """Draw the lecture's three epochs on one line."""
    epochs = "".join(
        f"<li><b>{when}</b> <span>{title}</span><p>{text}</p></li>"
        for when, title, text in _TIMELINE
    )
    st.html(f"{_TIMELINE_STYLE}<ol class='timeline'>{epochs}</ol>")


def specialised_networks() -> None:
    """Draw the lecture's table of specialised networks."""
    st.markdown(_NETWORKS)
