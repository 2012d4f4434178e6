"""The view "Inside ResNet50" of "Photos": stages, what blocks add, two networks compared."""

import time

import streamlit as st
import torch

from dlviz.datasets.sample_photos import SAMPLES
from dlviz.figures import photos as figures
from dlviz.layers import shape_text
from dlviz.networks.imagenet import Classifier
from dlviz.notices import photos as notices
from dlviz.residual import Residuals, Stage, residuals, stages
from dlviz.scheduling.turn import Progress
from dlviz.snippets import photos as snippets
from dlviz.tables import table_csv
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.answer_cards.answer_cards import Card, answer_cards
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.photos import controls, views
from dlviz.ui.photos.network import both, choose_network
from dlviz.ui.shared import page_parts, program_photos
from dlviz.ui.shared.photo_chooser import ChosenPhoto
from dlviz.vision import torchvision

_TOP = 5
_STYLE = resolve("""<style>
.st-key-photos_stages table {font-size: 0.8rem; white-space: nowrap}
.st-key-photos_stages :--table {overflow-x: auto}
</style>""")


def inside(own: dict[str, ChosenPhoto]) -> None:
    """Show the structure of ResNet50, and what its residual branches contribute for this photo."""
    left, right = views.columns()
    with right:
        photo = controls.choose_photo(own)
        classifier = choose_network()
        _show_stages()
        _link_to_maps(classifier, photo)
    found, seconds = _residuals(classifier, photo)
    with left:
        _show_blocks(classifier, found, seconds)
        page_parts.notice(notices.about_residuals(found, classifier.categories))
        page_parts.code(
            lambda: snippets.inside(
                classifier.name, classifier.version, program_photos.file_name(photo)
            ),
            key="photos_inside_code",
            files=lambda: page_parts.program_files(
                {**snippets.inside_files(classifier.name), **program_photos.offered([photo])}
            ),
        )
        page_parts.download_csv(lambda: _table(classifier, found), key="photos_inside")
        _compare(photo)


def _show_blocks(classifier: Classifier, found: Residuals, seconds: float) -> None:
    names = [block.name for block in found.blocks]
    sizes = {
        "with the additions": [block.result for block in found.blocks],
        "without": [block.alone for block in found.blocks],
        "the branch alone": [block.branch for block in found.blocks],
    }
    st.markdown(f"**{classifier.title}: size of the numbers after each block**")
    live_figure(
        figures.block_sizes(names, sizes),
        key="photos_blocks",
        alt=f"Sizes after {len(names)} blocks, with and without the additions",
        height=215,
    )
    categories = classifier.categories
    name = categories[found.label]
    st.markdown(f"**{name}, when the branch of one block is left out** (dashed: with all branches)")
    live_figure(
        figures.left_out(
            [one.name for one in found.left_out],
            [one.probability for one in found.left_out],
            ["" if x.winner == found.label else categories[x.winner] for x in found.left_out],
            found.probability,
        ),
        key="photos_left_out",
        alt=f"Probability of {name} with one of {len(found.left_out)} branches left out",
        height=215,
    )
    st.caption(
        f"{len(found.blocks)} blocks and {len(found.left_out)} runs without a branch: "
        f"{seconds:.1f} s, in float32. Size: root mean square of all numbers after the block."
    )


def _residuals(classifier: Classifier, photo: ChosenPhoto) -> tuple[Residuals, float]:
    def compute(progress: Progress) -> tuple[Residuals, float]:
        start = time.perf_counter()
        pixels = classifier.preprocess(photo.whole())[None]
        return residuals(
            classifier.module, pixels.to(classifier.device), progress
        ), time.perf_counter() - start

    return controls.result_of(
        photo,
        ("residuals", classifier.title),
        compute,
        doing="Computing the answer without each branch",
    )


def _show_stages() -> None:
    whole = _resnet50_stages()
    total = sum(stage.parameters for stage in whole)
    st.html(_STYLE)
    with st.container(key="photos_stages"):
        st.markdown(f"**ResNet50, {total:,} parameters**")
        st.table(
            {
                "stage": [stage.name for stage in whole],
                "blocks": [str(stage.blocks or "") for stage in whole],
                "gives": [shape_text(stage.shape) for stage in whole],
                "parameters": [f"{stage.parameters:,}" for stage in whole],
            }
        )


@st.cache_resource(show_spinner=False)
def _resnet50_stages() -> list[Stage]:
    with torch.device("meta"):  # shapes can be computed without weights
        return stages(torchvision.models.resnet50())


def _link_to_maps(classifier: Classifier, photo: ChosenPhoto) -> None:
    name = "ResNet50" if classifier.name == "resnet50" else "EfficientNet-Lite0"
    query = {"feature_maps_network": name}
    if photo.sample in SAMPLES:
        query["feature_maps_photo"] = photo.sample
    st.page_link(
        "pages/feature_maps.py",
        label=f"All maps of {name}",
        icon=":material/layers:",
        query_params=query,
    )


def _compare(photo: ChosenPhoto) -> None:
    networks = both()
    if len(networks) < 2:
        st.caption("If ResNet50's weights are on this machine, both networks are compared here.")
        return
    answers = [controls.answer_of(network, photo) for network in networks]
    lists = [
        views.answer_list(network, answer, _TOP, f"{network.title}, {1000 * answer.seconds:.0f} ms")
        for network, answer in zip(networks, answers, strict=True)
    ]
    st.markdown("**Two networks, one photo**")
    answer_cards(
        [Card([views.seen_crop(photo, answers[0])], lists, tall=11)],
        key="photos_two",
        identity=f"two {photo.identity}",
    )
    pairs = [
        (network.title, answer.probabilities)
        for network, answer in zip(networks, answers, strict=True)
    ]
    st.markdown(notices.about_two(pairs[0], pairs[1], networks[0].categories))


def _table(classifier: Classifier, found: Residuals) -> str:
    without = {one.name: one for one in found.left_out}
    rows = []
    for block in found.blocks:
        one = without.get(block.name)
        tail = ("", "") if one is None else (one.probability, classifier.categories[one.winner])
        rows.append((block.name, block.given, block.branch, block.shortcut, block.result,
                     block.alone, *tail))  # fmt: skip
    head = ("block", "given", "branch", "shortcut", "result", "without additions",
            "answer without the branch", "first answer without the branch")  # fmt: skip
    return table_csv(head, rows)
