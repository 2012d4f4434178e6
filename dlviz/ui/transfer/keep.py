"""Downloads of "Transfer learning" (project, head, program) and the upload of a saved project."""

from dataclasses import replace

import numpy as np
import streamlit as st

from dlviz.datasets import project_archive
from dlviz.datasets.own_classes import Project, unpack
from dlviz.networks.head_file import KeptHead, head_file
from dlviz.notices import transfer as notices
from dlviz.snippets import networks
from dlviz.snippets import transfer as snippets
from dlviz.training.embedding import embed_crops
from dlviz.training.transfer import Trained
from dlviz.ui.shared import page_parts, uploaded
from dlviz.ui.transfer import memo, projects, work
from dlviz.ui.transfer import train as head
from dlviz.ui.transfer import try_it as trying

_PROBLEM, _TURN = "transfer_load_problem", "transfer_load_turn"


def show(project: Project) -> None:
    """Place the downloads, the program, and the upload of a project."""
    uploaded.keep_in_memory()
    trained = memo.trained(project, head.settings())
    left, middle, right = st.columns(3, gap="medium")
    with left, st.container(border=True, height="stretch"):
        _offer_project(project)
    with middle, st.container(border=True, height="stretch"):
        _offer_head(project, trained)
    with right, st.container(border=True, height="stretch"):
        _offer_to_load()
    page_parts.notice(_sizes(project, trained))
    st.code(
        snippets.classify(projects.backbone().classifier.name), language="python", wrap_lines=True
    )


def kept_head(project: Project, trained: Trained) -> KeptHead:
    """Return the head in the form that is saved to a file."""
    known = trying.familiar_of(project, trained, trying.chosen_share())
    return KeptHead(trained.head, known, project.names, project.network)


def _offer_project(project: Project) -> None:
    st.markdown(
        "**The project**  \nThe classes and the embedding of every photo, so that you can "
        "continue later."
    )
    with_photos = st.checkbox(
        "with the photos, 224 × 224 pixels each",
        key="transfer_with_photos",
        help="Without them the last layer can still be trained, but nobody can see the photos.",
    )
    st.download_button(
        "Project (.zip)",
        lambda: project_archive.write_project(
            replace(project, training=head.kept(head.settings())), with_photos=with_photos
        ),
        file_name="dlviz-project.zip",
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
        key="transfer_project_file",
        disabled=not project.n_photos,
    )


def _offer_head(project: Project, trained: Trained | None) -> None:
    st.markdown(
        "**The new last layer**  \nIts weights, and a program that classifies a folder of "
        "photos with them."
    )
    if trained is None:
        st.caption(notices.about_photos(project, None))
        return
    with st.container(horizontal=True):
        st.download_button(
            "Head (.safetensors)",
            lambda: head_file(kept_head(project, trained)),
            file_name=snippets.HEAD_FILE,
            icon=":material/download:",
            on_click="ignore",
            key="transfer_head_file",
        )
        st.download_button(
            "Program (.py)",
            lambda: snippets.classify(projects.backbone().classifier.name),
            file_name="classify.py",
            mime="text/x-python",
            icon=":material/download:",
            on_click="ignore",
            key="transfer_program_file",
        )
    for name, build in networks.imagenet_files(projects.backbone().classifier.name).items():
        st.download_button(
            name,
            build,
            file_name=name,
            icon=":material/download:",
            on_click="ignore",
            key=f"transfer_{name}",
        )
    st.caption("Put all of them into one folder: `python classify.py my-photos`")


def _offer_to_load() -> None:
    st.markdown("**Load a project**  \nIts classes replace your own classes.")
    key = f"transfer_load_{st.session_state.get(_TURN, 0)}"
    st.file_uploader(
        "A project of this page (.zip)",
        type=["zip"],
        max_upload_size=round(project_archive.LARGEST_ARCHIVE / 1e6),
        key=key,
        on_change=_load_uploaded_project,
        args=(key,),
        label_visibility="collapsed",
    )
    if problem := st.session_state.get(_PROBLEM):
        st.error(problem)


def _load_uploaded_project(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state[_PROBLEM] = ""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    try:
        project = _with_numbers_of_this_network(
            project_archive.read_project(uploaded.content(file))
        )
    except ValueError as problem:
        st.session_state[_PROBLEM] = f"{problem} Nothing has changed."
        return
    work.stop()
    with projects.UNDO.step("the classes before", [projects.OWN_PROJECT]):
        projects.set_own_project(project)
    projects.select_own_classes()
    head.restore(project.training)


def _with_numbers_of_this_network(project: Project) -> Project:
    """Return the project with embeddings of the network that is used here.

    Raises:
        ValueError: if its embeddings are of another network and it has no photos to embed again.
    """
    network = projects.backbone()
    photos = [photo for own in project.classes for photo in own.photos]
    fits = all(photo.embedding.size == network.width for photo in photos)
    if project.network == network.classifier.name and fits:
        return project
    if not all(photo.jpeg for photo in photos):
        raise ValueError(
            "The project holds the embeddings of another network, and no photos to compute new "
            "ones from."
        )
    classes = []
    for own in project.classes:
        crops = [unpack(photo) for photo in own.photos]
        photos = embed_crops(network, np.stack(crops)) if crops else []
        classes.append(replace(own, photos=tuple(photos)))
    return replace(project, classes=tuple(classes), network=network.classifier.name)


def _sizes(project: Project, trained: Trained | None) -> str:
    if trained is None:
        return notices.about_photos(project, None)
    size = trained.head.weight.size + trained.head.bias.size
    return (
        f"The trained part has {size:,} numbers, {4 * size / 1000:.0f} kB; the rest is the "
        f"pretrained network, unchanged. The {project.n_photos:,} photos of the project are "
        f"{sum(len(x.jpeg) for own in project.classes for x in own.photos) / 1e6:.1f} MB."
    )
