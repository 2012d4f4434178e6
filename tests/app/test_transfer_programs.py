"""Transfer learning: each view has a program of its own, which prints that view's numbers."""

import re
import time

import numpy as np
import pytest
from offered import said_at_home, taken_home
from screen import notices

from dlviz.embeddings import fit_familiar, near_duplicates
from dlviz.training.transfer import HeadSettings, learning_curve
from dlviz.transfer_result import Reading
from dlviz.ui.transfer import projects
from dlviz.ui.transfer.views import FREEZE, PHOTOS, RESULT, TRAIN, TRY

PAGE = "pages/transfer.py"
KEY = "transfer_code"
QUICK = {"transfer_epochs": "4", "transfer_seed": "2", "transfer_set": "3, 5 or 8"}


pytestmark = pytest.mark.usefixtures("few_pictures")


def trained(at):
    """Return the project on screen, and the training that the page shows of it."""
    project = projects.ready_project("3, 5 or 8")
    return project, at.session_state["transfer_memo"]["trained"][1]


def test_each_view_has_a_program_of_its_own(open_page, monkeypatch) -> None:
    programs = set()
    for view in (PHOTOS, TRAIN, RESULT, TRY):
        at = open_page(PAGE, query=QUICK | {"transfer_view": view})
        taken = taken_home(at, KEY, monkeypatch)
        assert "dlviz-project.zip" in taken.files
        programs.add(taken.program)
    assert len(programs) == 4


@pytest.mark.parametrize("view", [PHOTOS, TRAIN, RESULT, TRY, FREEZE])
def test_without_classes_the_program_counts_none(
    view: str, open_page, monkeypatch, tmp_path
) -> None:
    at = open_page(PAGE, query={"transfer_view": view, "transfer_set": "my own classes"})
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    assert output == "0 pairs of near-duplicates\n"


def test_photos_are_counted_and_near_duplicates_found(open_page, monkeypatch, tmp_path) -> None:
    query = {"transfer_view": PHOTOS, "transfer_set": "Cat, coffee or rocket"}
    at = open_page(PAGE, query=query)
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    project = projects.ready_project("Cat, coffee or rocket")
    pairs = near_duplicates(project.embeddings())
    assert "rocket: 5 photos" in output
    assert f"{len(pairs)} pairs of near-duplicates" in output
    if pairs:
        first, second, cosine = pairs[0]
        assert f"photos {first + 1} and {second + 1}: cosine {cosine:.3f}" in output


def test_the_result_s_program_prints_the_matrix_and_the_mistakes(
    open_page, monkeypatch, tmp_path
) -> None:
    at = open_page(PAGE, query=QUICK | {"transfer_view": RESULT})
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    project, own = trained(at)
    places = own.split.validation
    probabilities = own.head.probabilities(project.embeddings())[places]
    read = Reading(places, project.labels()[places], probabilities)
    rows = re.findall(r"^a \d is classified as a 3, a 5, a 8: (.*)$", output, re.MULTILINE)
    found = [[int(count) for count in row.split()] for row in rows]
    np.testing.assert_array_equal(found, read.confusion())
    assert len(re.findall(r"^photo \d+, a \d, is classified as", output, re.MULTILINE)) == len(
        read.mistakes()
    )
    last = own.epochs[-1]
    assert f"held out: loss {last.loss:.4f}, accuracy {last.accuracy:.4f}" in output


@pytest.mark.parametrize("source", ["A new photo", "One held back"])
def test_the_program_tries_the_photo_on_screen(
    source: str, open_page, monkeypatch, tmp_path
) -> None:
    query = {"transfer_view": TRY, "transfer_source": source, "transfer_held_photo": "2",
             "transfer_photo": "cat", "transfer_known": "80"}  # fmt: skip
    at = open_page(PAGE, query=QUICK | query)
    shown = next(block.value for block in at.markdown if "Distance to the nearest" in block.value)
    distance, threshold = re.findall(r"\*\*(\d\.\d{3})\*\*", shown)
    verdict = "none of these" if "none of these" in shown else "one of these"
    taken = taken_home(at, KEY, monkeypatch)
    assert ("chelsea.jpg" in taken.files) == (source == "A new photo")
    output = taken.printed(tmp_path)
    found = re.search(r"distance (\S+), threshold (\S+): (.*)$", output, re.MULTILINE).groups()
    assert float(found[0]) == pytest.approx(float(distance), abs=1.1e-3)
    assert float(found[1]) == pytest.approx(float(threshold), abs=1.1e-3)
    assert found[2] == verdict
    project, own = trained(at)
    if source != "A new photo":
        place = own.split.validation[1]
        wanted = own.head.probabilities(project.embeddings()[[place]])[0]
        for name, probability in zip(project.names, wanted, strict=True):
            assert f"{name}: {probability:.1%}" in output
    known = fit_familiar(
        project.embeddings()[own.split.train],
        project.labels()[own.split.train],
        3,
        known=at.session_state["transfer_known"] / 100,
    )
    assert float(threshold) == pytest.approx(known.threshold, abs=6e-4)


def test_freezing_s_program_trains_every_way_on_screen(open_page, monkeypatch, tmp_path) -> None:
    query = QUICK | {"transfer_view": FREEZE, "transfer_fine_epochs": "1", "transfer_side": "96"}
    at = open_page(PAGE, query=query | {"transfer_depth": "fc to head"})
    settle(at)
    at.button(key="transfer_run").click().run()
    settle(at)
    runs = at.session_state["transfer_kept_runs"][1].values()
    assert len(runs) == 2
    output = said_at_home(at, "transfer_freeze_code", monkeypatch, tmp_path)
    assert "What to notice" in notices(at)
    for run in runs:
        title = run.depth.title(projects.backbone().blocks)
        part = output.partition(f"{title}\n")[2]
        assert part.startswith(f"trainable: {run.n_trainable:,}\n")
        assert f"right: {run.n_right} of {run.n_checked}" in part
        moved = float(re.search(r"^fc: moved (\S+),", part, re.MULTILINE)[1])
        assert moved == pytest.approx(run.moved["fc"], abs=1e-4)


def settle(at) -> None:
    """Wait until no background work is running, and run once more."""
    for _ in range(1200):
        if not at.session_state["transfer_work"].task.is_running:
            break
        time.sleep(0.1)
    at.run()


def test_more_photos_has_a_program_that_prints_its_points(tmp_path, monkeypatch, open_page) -> None:
    query = QUICK | {"transfer_view": RESULT, "transfer_part": "More photos"}
    at = open_page(PAGE, query=query)
    taken = taken_home(at, KEY, monkeypatch)
    output = taken.printed(tmp_path)
    epochs, seed = (
        int(re.search(rf"^    {name}=(\d+),$", taken.program, re.MULTILINE)[1])
        for name in ("epochs", "seed")
    )
    assert (epochs, seed) == (4, 2)  # those of the link, though no control is on this view
    project, how = projects.ready_project("3, 5 or 8"), HeadSettings(epochs=epochs, seed=seed)
    *_, points = learning_curve(project.embeddings(), project.labels(), how)
    printed = re.findall(r"^(\d+) of each class: accuracy (\S+) on average", output, re.MULTILINE)
    assert [int(n) for n, _ in printed] == [own.n_each for own in points]
    for (_, mean), own in zip(printed, points, strict=True):
        assert float(mean) == pytest.approx(np.mean(own.accuracies), abs=1e-3)
