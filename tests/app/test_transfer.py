"""Transfer learning: what a visitor does in the six views, and what must not happen.

What depends on the network's real numbers stands in test_transfer_numbers.py.
"""

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from offered import said_at_home
from screen import component, components, notices
from transfer_page import OWN, PAGE, jpeg, project_of, settled, text, with_own_photos

from dlviz.datasets.project_archive import read_project, write_project
from dlviz.networks import backbone as backbones
from dlviz.training.embedding import Incoming
from dlviz.training.transfer import HeadSettings, train_head
from dlviz.ui.transfer import photos as transfer_photos
from dlviz.ui.transfer import projects, work
from dlviz.ui.transfer.views import FREEZE, KEEP, RESULT, TRAIN, TRY, VIEWS

ROOT = Path(__file__).resolve().parents[2]


pytestmark = pytest.mark.usefixtures("hasty_networks")


@pytest.fixture(autouse=True)
def quick_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit ready sets to five pictures of each class, which is enough for these tests."""
    monkeypatch.setattr("dlviz.datasets.ready_sets.EACH", 5)


@pytest.fixture(autouse=True, scope="module")
def clean_caches():
    projects.ready_project.clear()  # another test may have opened the page before
    yield
    projects.ready_project.clear()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_with_its_words(view: str, open_page) -> None:
    at = settled(open_page(PAGE, query={"transfer_view": view}))
    assert "What to notice" in notices(at)
    assert not at.error


def test_the_page_opens_on_a_trained_head_with_the_lecture_s_lines(open_page) -> None:
    at = open_page(PAGE)
    code = at.code[0].value
    assert "param.requires_grad = False" in code
    assert "3,371,008" in code
    assert "model.fc = nn.Linear(1280, 2)" in code
    assert "2,562 of 3,373,570 parameters were trained" in notices(at)
    assert any("Proof: 9 of 9 frozen blocks" in box.label for box in at.expander)
    curves = [json.loads(x["figure"]) for x in components(at, "live_figure")]
    assert any(len(one["data"]) == 4 for one in curves)


def test_the_proof_is_made_once_for_each_training(open_page, monkeypatch) -> None:
    made = []
    monkeypatch.setattr(
        "dlviz.ui.transfer.train.checksums",
        lambda network: made.append(network) or backbones.checksums(network),
    )
    at = open_page(PAGE)
    first = len(made)
    at.run()
    assert len(made) == first
    at.number_input(key="transfer_seed").set_value(6).run()
    assert len(made) == first + 1
    assert any("Proof: 9 of 9 frozen blocks" in box.label for box in at.expander)


def test_the_numbers_are_those_of_a_training_of_one_s_own(open_page) -> None:
    at = open_page(PAGE, query={"transfer_seed": "5", "transfer_epochs": "7"})
    project = projects.ready_project("4 or 9")
    own = train_head(project.embeddings(), project.labels(), HeadSettings(epochs=7, seed=5))
    right = round(own.epochs[-1].accuracy * len(own.split.validation))
    assert f"It classifies {right} of the {len(own.split.validation)} held-out photos" in notices(
        at
    )


@pytest.mark.parametrize("augmented", [False, True])
def test_the_code_prints_the_page_s_numbers(
    augmented: bool, open_page, monkeypatch, tmp_path
) -> None:
    query = {"transfer_epochs": "6", "transfer_seed": "3"}
    at = open_page(PAGE, query=query | {"transfer_augmented": str(augmented).lower()})
    if augmented:
        at.button(key="transfer_vary").click()
        settled(at.run())
    assert len(at.code) == 1  # the program is built only when it is opened
    printed = said_at_home(at, "transfer_code", monkeypatch, tmp_path)
    assert "frozen: 3,371,008" in printed
    assert "trainable: 2,562" in printed
    last = at.session_state["transfer_memo"]["trained"][1].epochs[-1]
    found = re.findall(r"loss ([\d.]+), accuracy ([\d.]+)", printed)
    wanted = [(last.train_loss, last.train_accuracy), (last.loss, last.accuracy)]
    np.testing.assert_allclose(np.array(found, float), wanted, atol=2e-4)


def test_the_code_of_freezing_prints_the_page_s_numbers(open_page, monkeypatch, tmp_path) -> None:
    query = {"transfer_view": FREEZE, "transfer_fine_epochs": "1", "transfer_side": "96"}
    at = settled(open_page(PAGE, query=query))
    (run,) = at.session_state["transfer_kept_runs"][1].values()
    printed = said_at_home(at, "transfer_freeze_code", monkeypatch, tmp_path)
    assert f"right: {run.n_right} of {run.n_checked}" in printed
    assert "stem: moved 0.000000, checksum the same" in printed
    assert f"fc: moved {run.moved['fc']:.4f}" in printed


def test_training_here_leaves_the_shared_network_alone(open_page) -> None:
    shared = backbones.load("efficientnet_lite0").network
    before = backbones.checksums(shared)
    query = {"transfer_view": FREEZE, "transfer_fine_epochs": "1", "transfer_side": "96"}
    at = settled(open_page(PAGE, query=query | {"transfer_depth": "fc to head"}))
    at.button(key="transfer_run").click()
    settled(at.run())
    assert len(at.session_state["transfer_kept_runs"][1]) == 2
    assert "last with" in notices(at) or "is the most accurate" in notices(at)
    assert backbones.checksums(shared) == before


# Photos of one's own


def test_a_photo_that_was_clicked_can_be_deleted(open_page) -> None:
    at = with_own_photos(open_page)
    own = project_of(at).classes[1]
    at.session_state["transfer_selected"] = own.photos[1].number
    at.run()
    at.button(key=f"transfer_delete_photo_{own.number}").click().run()
    left = [x.number for x in project_of(at).classes[1].photos]
    assert left == [own.photos[0].number, own.photos[2].number]


def test_what_is_no_photo_is_said_and_the_others_are_kept(open_page) -> None:
    at = open_page(PAGE, query=OWN)
    files = [("a.jpg", b"MZ nonsense", "image/jpeg"), ("b.jpg", jpeg(), "image/jpeg"),
             ("c.jpg", b"", "image/jpeg")]  # fmt: skip
    at.get("file_uploader")[2].set_value(files)
    settled(at.run())
    assert project_of(at).n_photos == 1
    said = " ".join(box.value for box in at.warning)
    assert "a.jpg: This file cannot be opened as a photo" in said
    assert "c.jpg: This file is empty." in said


def test_a_zip_of_folders_makes_classes(open_page) -> None:
    at = open_page(PAGE, query=OWN)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("cat/1.jpg", "cat/2.jpg", "cup/1.jpg"):
            archive.writestr(name, jpeg())
    at.get("file_uploader")[1].set_value(("x.zip", buffer.getvalue(), "application/zip"))
    settled(at.run())
    assert [(x.name, len(x.photos)) for x in project_of(at).classes] == [("cat", 2), ("cup", 1)]


def test_a_bomb_is_one_sentence_and_nothing_is_lost(open_page) -> None:
    at = with_own_photos(open_page, n=1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/1.jpg", bytes(20_000_000))
    at.get("file_uploader")[1].set_value(("x.zip", buffer.getvalue(), "application/zip"))
    at.run()
    assert "refused" in at.error[0].value
    assert project_of(at).n_photos == 2
    assert not at.exception


def test_a_ready_set_is_taken_over_beside_what_there_is(open_page) -> None:
    at = with_own_photos(open_page, n=1)
    at.session_state["transfer_set"] = "4 or 9"
    at.run()
    at.button(key="transfer_take_over").click().run()
    assert [x.name for x in project_of(at).classes] == ["class 1", "class 2", "a 4", "a 9"]
    assert project_of(at).n_photos == 12
    assert projects.ready_project("4 or 9").n_photos == 10  # everybody's set is as it was


def test_presets_and_sets_lose_no_photo(open_page) -> None:
    at = with_own_photos(open_page, n=1)
    for place in range(4):
        settled(at.button(key=f"preset_{place}").click().run())
    at.session_state["transfer_set"] = "my own classes"
    at.run()
    assert project_of(at).n_photos == 2


@pytest.mark.parametrize("place", range(4))
def test_presets_say_what_to_try(place: int, open_page) -> None:
    at = open_page(PAGE, query={"transfer_view": KEEP})
    settled(at.button(key=f"preset_{place}").click().run())
    assert "**Try this:**" in text(at)


def test_two_visitors_have_classes_of_their_own(open_page) -> None:
    one = with_own_photos(open_page, n=1)
    other = open_page(PAGE, query=OWN)
    assert project_of(one).n_photos == 2
    assert project_of(other).n_photos == 0
    assert not {x.number for x in project_of(one).classes} & {
        x.number for x in project_of(other).classes
    }


def test_the_code_of_own_classes_reads_the_project_file(open_page, monkeypatch, tmp_path) -> None:
    at = with_own_photos(open_page)
    at.session_state["transfer_view"] = TRAIN
    printed = said_at_home(at.run(), "transfer_code", monkeypatch, tmp_path)
    last = at.session_state["transfer_memo"]["trained"][1].epochs[-1]
    assert f"held out: loss {last.loss:.4f}, accuracy {last.accuracy:.4f}" in printed


# Results


def test_a_click_on_the_matrix_opens_its_photos(open_page) -> None:
    at = open_page(PAGE, query={"transfer_view": RESULT})
    matrix = json.loads(component(at, "live_figure")["figure"])["data"][1]
    hit = next(i for i, count in enumerate(matrix["text"]) if count != "0")
    at.session_state["transfer_cell"] = (hit, hit)
    at.run()
    sheet = component(at, "map_sheets")["groups"][0]["sheets"][0]
    name = ("a 4", "a 9")[hit]
    assert sheet["title"].startswith(f"Photos of {name} classified as {name}: ")
    assert sheet["count"] == int(sheet["title"].split(": ")[1])
    at.button(key="transfer_uncell").click().run()
    assert "transfer_cell" not in at.session_state


@pytest.mark.parametrize("part", ["Each class", "Map of photos", "More photos"])
def test_every_look_at_the_result(part: str, open_page) -> None:
    at = open_page(PAGE, query={"transfer_view": RESULT, "transfer_part": part})
    if part == "More photos":
        settled(at)
        assert "a single split is not reliable" in notices(at)
    assert not at.exception
    assert components(at, "live_figure")


def test_the_curve_of_a_ready_set_begins_by_itself_and_once(open_page) -> None:
    at = open_page(PAGE, query={"transfer_view": RESULT, "transfer_part": "More photos"})
    first = at.session_state["transfer_work"]
    settled(at)
    assert first.kind == work.CURVE
    assert "a single split is not reliable" in notices(at)
    settled(at.run())
    assert at.session_state["transfer_work"] is first
    at.session_state["transfer_seed"] = 3
    settled(at.run())
    assert at.session_state["transfer_work"] is not first


def test_the_curve_of_own_photos_waits_for_its_button(open_page) -> None:
    at = with_own_photos(open_page)
    adding = at.session_state["transfer_work"]
    at.session_state["transfer_view"], at.session_state["transfer_part"] = RESULT, "More photos"
    settled(at.run())
    assert at.session_state["transfer_work"] is adding
    at.button(key="transfer_curve").click()
    settled(at.run())
    assert at.session_state["transfer_work"].kind == work.CURVE


def test_a_photo_of_something_else_is_none_of_these(open_page) -> None:
    at = open_page(PAGE, query={"transfer_view": TRY, "transfer_photo": "rocket"})
    assert "none of these" in notices(at)
    held = open_page(PAGE, query={"transfer_view": TRY, "transfer_source": "One held back"})
    assert "was held out" in text(held)
    assert component(held, "map_sheets")["groups"][0]["sheets"][0]["width"] == 224


# Keep it


def test_a_project_comes_back_on_the_page(open_page) -> None:
    at = with_own_photos(open_page, n=2)
    before = project_of(at)
    content = write_project(before, with_photos=True)
    other = open_page(PAGE, query={"transfer_view": KEEP})
    other.get("file_uploader")[0].set_value(("p.zip", content, "application/zip"))
    other.run()
    assert not other.exception
    back = project_of(other)
    assert back.names == before.names
    np.testing.assert_array_equal(back.embeddings(), before.embeddings())
    assert other.session_state["transfer_set"] == "my own classes"
    assert read_project(content).n_photos == 4


def test_a_file_that_is_no_project_changes_nothing(open_page) -> None:
    at = with_own_photos(open_page, n=1)
    at.session_state["transfer_view"] = KEEP
    at.run()
    at.get("file_uploader")[0].set_value(("p.zip", b"PK nonsense", "application/zip"))
    at.run()
    assert "Nothing has changed" in at.error[0].value
    assert project_of(at).n_photos == 2


def test_a_project_without_photos_trains_its_head_and_says_what_it_cannot(open_page) -> None:
    mine = with_own_photos(open_page, n=2)
    content = write_project(project_of(mine), with_photos=False)
    at = open_page(PAGE, query={"transfer_view": KEEP})
    at.get("file_uploader")[0].set_value(("p.zip", content, "application/zip"))
    at.run()
    at.session_state["transfer_view"] = TRAIN
    at.run()
    assert "held-out photos correctly" in notices(at)
    at.session_state["transfer_view"] = FREEZE
    at.run()
    assert "saved without its photos" in notices(at)
    assert at.button(key="transfer_three").disabled


# Limits and forged links


def test_more_photos_than_there_is_room_for_are_left_out(open_page, monkeypatch) -> None:
    monkeypatch.setattr("dlviz.ui.transfer.photos.MOST_PHOTOS", 2)
    monkeypatch.setattr("dlviz.datasets.own_classes.MOST_PHOTOS", 2)
    at = open_page(PAGE, query=OWN)
    files = [(f"{i}.jpg", jpeg(), "image/jpeg") for i in range(4)]
    at.get("file_uploader")[2].set_value(files)
    settled(at.run())
    assert project_of(at).n_photos == 2
    assert "2 were left out" in at.error[0].value


def test_files_are_let_go_after_they_are_opened() -> None:
    network = backbones.load("efficientnet_lite0")
    from dlviz.training.embedding import embed_files

    *_, last = embed_files(network, [Incoming(1, "a", jpeg()), Incoming(2, "b", b"")])
    assert [group for group, _ in last.photos] == [1]
    assert last.share == 1
    assert transfer_photos._without_markdown("a_*`b") == "a   b"


@pytest.mark.parametrize(
    "query",
    [
        {"transfer_seed": "nan", "transfer_epochs": "1e99", "transfer_held": "-7"},
        {"transfer_seed": "inf", "transfer_rate": "1000000", "transfer_set": "../../etc"},
        {"transfer_view": "Everything", "transfer_part": "<script>", "transfer_depth": "99"},
        {"transfer_view": FREEZE, "transfer_fine_epochs": "1e9", "transfer_side": "99999"},
        {"transfer_view": TRY, "transfer_known": "-inf", "transfer_photo": "/etc/passwd"},
        {"transfer_view": TRY, "transfer_held_photo": "99999", "transfer_source": "One held back"},
        {"transfer_view": TRAIN, "transfer_augmented": "maybe", "transfer_rate": "nan"},
    ],
    ids=str,
)
def test_forged_links_show_something_real(query: dict[str, str], open_page) -> None:
    at = open_page(PAGE, query=query)
    if "transfer_work" in at.session_state:
        at.session_state["transfer_work"].task.pause()
    assert not at.exception
    assert "What to notice" in notices(at)


def test_what_went_can_be_brought_back(open_page) -> None:
    at = with_own_photos(open_page, n=1)
    at.button(key="transfer_anew").click().run()
    assert project_of(at).n_photos == 0
    at.button(key="transfer_undo").click().run()
    own = project_of(at)
    assert own.n_photos == 2
    at.button(key=f"transfer_delete_{own.classes[0].number}").click().run()
    assert project_of(at).n_photos == 1
    at.button(key="transfer_undo").click().run()
    assert project_of(at).n_photos == 2
    assert not [one for one in at.button if one.key == "transfer_undo"]


def test_a_project_comes_back_with_its_settings(open_page) -> None:
    at = with_own_photos(open_page, n=1)
    how = {"seed": 7, "epochs": 30, "learning_rate": 0.01, "held_back": 0.4, "augmented": False}
    content = write_project(replace(project_of(at), training=how), with_photos=True)
    other = open_page(PAGE, query={"transfer_view": KEEP, "transfer_seed": "3"})
    other.get("file_uploader")[0].set_value(("p.zip", content, "application/zip"))
    other.run()
    other.segmented_control(key="transfer_view").set_value(TRAIN).run()
    assert other.number_input(key="transfer_seed").value == 7
    assert other.number_input(key="transfer_epochs").value == 30
    assert other.number_input(key="transfer_held").value == 40
    assert other.selectbox(key="transfer_rate").value == 0.01
