"""Transfer learning: what the page does with the network's real numbers."""

import json
import sys

import numpy as np
import pytest
from programs import printed_alone
from safetensors.numpy import load
from screen import components, notices
from transfer_page import PAGE, jpeg, project_of, text, with_own_photos

from dlviz.datasets.own_classes import unpack
from dlviz.networks import backbone as backbones
from dlviz.networks.head_file import head_file
from dlviz.snippets.networks import imagenet_files
from dlviz.ui.transfer import keep, projects
from dlviz.ui.transfer.views import KEEP, TRAIN, TRY

pytestmark = pytest.mark.usefixtures("few_pictures")


def test_uploaded_photos_are_embedded_once_and_trained_on(open_page) -> None:
    at = with_own_photos(open_page)
    own = project_of(at)
    assert [len(x.photos) for x in own.classes] == [3, 3]
    assert "more photos needed" in text(at)
    assert "near-duplicates" in notices(at)  # the same photo at several sizes
    network = backbones.load("efficientnet_lite0")
    for photo in own.photos:
        again = network.embed(network.prepare(unpack(photo)[None]))[0]
        cosine = again @ photo.embedding / np.linalg.norm(again) / np.linalg.norm(photo.embedding)
        assert cosine > 0.98  # the numbers are of the photo before it became a JPEG
    at.session_state["transfer_view"] = TRAIN
    at.run()
    assert "held-out photos correctly" in notices(at)
    assert "jpg" not in str(at.query_params)


def test_classes_are_renamed_switched_deleted_and_thinned(open_page) -> None:
    at = with_own_photos(open_page)
    first, second = project_of(at).classes
    at.text_input(key=f"transfer_name_{first.number}_0").set_value("my *cat*").run()
    assert project_of(at).classes[0].name == "my cat"
    box = at.text_input(key=f"transfer_name_{first.number}_1")  # a new box: it shows the new name
    assert box.value == "my cat"
    at.toggle(key=f"transfer_enabled_{second.number}").set_value(False).run()
    assert project_of(at).names == ("my cat",)
    assert "takes no part" in text(at)
    at.toggle(key=f"transfer_enabled_{second.number}").set_value(True).run()
    at.button(key="transfer_thin").click().run()
    assert project_of(at).n_photos < 6
    at.button(key=f"transfer_delete_{second.number}").click().run()
    assert [x.name for x in project_of(at).classes] == ["my cat"]
    at.button(key="transfer_add_class").click().run()
    assert len(project_of(at).classes) == 2
    assert not at.exception


def test_the_exported_program_gives_the_page_s_probabilities(
    open_page, monkeypatch, tmp_path, capsys
) -> None:
    """In an empty folder, on files it opens itself: the same to 1e-5."""
    at = open_page(PAGE, query={"transfer_view": TRY, "transfer_photo": "my own photo"})
    (uploader,) = at.get("file_uploader")
    uploader.set_value(("cup.jpg", jpeg("coffee", 450), "image/jpeg"))
    at.run()
    assert not at.exception
    bars = next(
        json.loads(x["figure"]) for x in components(at, "live_figure") if "softmax" in x["figure"]
    )
    assert bars
    trained = at.session_state["transfer_memo"]["trained"][1]
    embedding = at.session_state["transfer_memo"]["new photo"][1][1]
    wanted = trained.head.probabilities(embedding[None])[0]
    known = at.session_state["transfer_memo"]["familiar"][1]
    project = projects.ready_project("4 or 9")
    at.session_state["transfer_view"] = KEEP
    at.run()
    program = at.code[0].value
    kept = keep.KeptHead(trained.head, known, project.names, project.network)
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "cup.jpg").write_bytes(jpeg("coffee", 450))
    (photos / "note.txt").write_text("no photo")
    monkeypatch.setattr(sys, "argv", ["classify.py", str(photos)])
    files = {name: build() for name, build in imagenet_files(project.network).items()}
    alone = tmp_path / "alone"
    alone.mkdir()
    output = printed_alone(program, alone, files | {"dlviz-head.safetensors": head_file(kept)})
    head, row = output.strip().splitlines()
    assert head == "file,a 4,a 9,answer,distance"
    name, first, second, answer, distance = row.split(",")
    assert name == "cup.jpg"
    np.testing.assert_allclose([float(first), float(second)], wanted, atol=1e-5)
    assert float(distance) == pytest.approx(float(known.distances(embedding[None]).min()), abs=1e-4)
    assert answer == "none of these"
    assert "note.txt: this file cannot be opened as a photo" in capsys.readouterr().err
    assert load(head_file(kept))["weight"].shape == (2, 1280)
