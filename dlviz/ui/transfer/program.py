"""Offers the downloadable programs of "Transfer learning": one per view, with its files."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from dlviz.datasets.own_classes import Project
from dlviz.snippets import networks
from dlviz.snippets import transfer as snippets
from dlviz.snippets.networks import Files
from dlviz.ui.shared import page_parts, program_photos
from dlviz.ui.transfer import freeze, projects, results, train, try_it, work

KEY = "transfer_code"


def offer_photos(project: Project) -> None:
    """Place the program that counts photos and finds near-duplicates."""
    _offer(snippets.photos, lambda: snippets.project_files(project))


def offer_training(project: Project) -> None:
    """Place the program that trains the head."""
    if not _has_two_classes(project):
        offer_photos(project)
        return
    name = projects.backbone().classifier.name
    _offer(
        lambda: snippets.training(name, train.settings(), has_variants=bool(_variants(project))),
        lambda: {**_project(project), **networks.imagenet_files(name)},
    )


def offer_result(project: Project) -> None:
    """Place the program that shows the mistakes."""
    if not _has_two_classes(project):
        offer_photos(project)
        return
    if st.session_state.get(results.PART) == results.CURVE:
        _offer(
            lambda: snippets.learning(train.settings()),
            lambda: {**snippets.project_files(project), **snippets.learning_files()},
        )
        return
    _offer(
        lambda: snippets.result(train.settings(), has_variants=bool(_variants(project))),
        lambda: _project(project),
    )


def offer_trying(project: Project) -> None:
    """Place the program that classifies the photo on screen with the head."""
    if not _has_two_classes(project):
        offer_photos(project)
        return
    name, photo = projects.backbone().classifier.name, st.session_state.get(try_it.TRIED)
    file = program_photos.file_name(photo) if photo is not None else ""
    number = int(st.session_state.get("transfer_held_photo", 1))
    tried = snippets.Tried(file, number, try_it.chosen_share())

    def files() -> Files:
        if photo is None:
            return _project(project)
        own = program_photos.offered([photo])
        return {**_project(project), **networks.imagenet_files(name), **own}

    has_variants = bool(_variants(project))
    _offer(lambda: snippets.trying(name, train.settings(), tried, has_variants=has_variants), files)


def offer_freezing(project: Project) -> None:
    """Place the program that repeats the page's trainings with some blocks frozen."""
    if not (_has_two_classes(project) and all(photo.jpeg for photo in project.photos)):
        offer_photos(project)
        return
    network, plan = projects.backbone(), freeze.chosen_plan(project)
    depths = freeze.trained_depths(plan) or [freeze.chosen_depth(network)]
    name = network.classifier.name
    page_parts.code(
        lambda: snippets.freezing(
            name, train.settings(), depths, epochs=plan.epochs, side=plan.side
        ),
        key="transfer_freeze_code",
        files=lambda: page_parts.program_files(snippets.freezing_files(name, project)),
    )


def _has_two_classes(project: Project) -> bool:
    """Return whether there are two classes to learn; else the program only counts photos."""
    return len(project.enabled) >= 2


def _offer(build: Callable[[], str], files: Callable[[], Files]) -> None:
    page_parts.code(build, key=KEY, files=lambda: page_parts.program_files(files()))


def _project(project: Project) -> Files:
    found = snippets.project_files(project)
    by_place = _variants(project)
    return {**found, **snippets.variants_files(by_place)} if by_place else found


def _variants(project: Project) -> list[np.ndarray]:
    """Return the embeddings of each photo's augmented versions; [] if they are not used."""
    known = work.variants() if train.settings().augmented else {}
    nothing = np.zeros((0, projects.backbone().width), np.float32)
    found = [known.get(photo.number, nothing) for photo in project.photos]
    return found if any(map(len, found)) else []
