"""A failure on the server shows one sentence on one page, and the app continues."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
import torch
from screen import component, notices
from streamlit.runtime import fragment
from streamlit.runtime.scriptrunner import exec_code

from dlviz import architecture_text, class_groups, consistency, device
from dlviz.networks import backbone, cifar, cifar_statistics, efficientnet_lite, imagenet, mnist
from dlviz.training import augmentation_curves
from dlviz.ui.digit_training.controls import PLAYER
from dlviz.ui.shared import errors
from dlviz.ui.shared.pages import HOME, PAGES

IN_CORE = [
    cifar.load,
    cifar_statistics._load,
    imagenet._load,
    backbone._of,
    class_groups.tree,
    augmentation_curves.mnist_pair,
    augmentation_curves.few_digits_pair,
]


def forget() -> None:
    """Clear all caches of loaded models and data."""
    st.cache_resource.clear()
    st.cache_data.clear()
    for cached in IN_CORE:
        cached.cache_clear()


@pytest.fixture
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handle errors as the server does, in serve.py."""
    for room in (exec_code, fragment):
        handle = room.handle_user_script_exception
        monkeypatch.setattr(
            room,
            "handle_user_script_exception",
            lambda error, _, handle=handle: handle(error, errors.explain),
        )


@pytest.fixture(params=["damaged", "missing"])
def spoiled(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Make every model file garbage, or remove it."""
    if request.param == "damaged":
        for file in mnist.FOLDER.iterdir():
            (tmp_path / file.name).write_bytes(b"garbage" * 40)
        (tmp_path / "lite.pth").write_bytes(b"garbage" * 40)
    for module in (mnist, cifar):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    for module in (cifar_statistics, consistency, class_groups, augmentation_curves):
        monkeypatch.setattr(module, "FILE", tmp_path / module.FILE.name)
    monkeypatch.setattr(efficientnet_lite, "weights_file", lambda: tmp_path / "lite.pth")
    forget()
    yield request.param
    forget()


VIEWS = [
    *((page.file, {}) for page in (HOME, *PAGES)),
    ("pages/pooling.py", {"pooling_view": "Location invariance"}),
    (
        "pages/architecture.py",
        {"architecture_view": "Flattening", "architecture_network": architecture_text.SHIPPED},
    ),
]
WITHOUT_MODELS = {"app.py", "pages/two_inputs.py", "pages/convolution.py"}


@pytest.mark.usefixtures("as_served", "spoiled")
@pytest.mark.parametrize(("file", "query"), VIEWS, ids=str)
def test_a_model_that_cannot_be_loaded_is_one_sentence(open_page, file: str, query: dict) -> None:
    at = open_page(file, query=query)
    assert not at.exception
    assert at.title[0].value
    assert at.sidebar.get("page_link")
    said = [box.value for box in at.error]
    by_hand = file in ("pages/pooling.py", "pages/architecture.py") and not query
    if file in WITHOUT_MODELS or by_hand:
        assert said == []
    else:
        (sentence,) = said
        assert "a file that belongs to dlviz" in sentence
        assert str(mnist.FOLDER) not in sentence


@pytest.mark.usefixtures("as_served")
def test_an_error_of_ours_is_one_sentence_without_what_was_typed(
    open_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("typed by a visitor")

    monkeypatch.setattr("dlviz.ui.shared.page_parts.notice", fail)
    at = open_page("pages/convolution.py")
    assert not at.exception
    assert [box.value for box in at.error] == [errors.UNKNOWN]
    at.switch_page("pages/two_inputs.py").run()


class FakeGPU:
    """A simulated GPU that computes on the CPU until it is lost.

    Attributes:
        is_there: Whether it still computes.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_there = True
        self.n_errors = 0
        move, ones = torch.nn.Module.to, torch.ones

        def to(module: torch.nn.Module, *where, **more):
            if where and isinstance(where[0], torch.device) and where[0].type == "cuda":
                for each in module.modules():
                    each.lives_on_gpu = True
                return module
            return move(module, *where, **more)

        def ones_there(*size, **more):
            is_concerned = str(more.get("device")).startswith("cuda")
            self.fail_if(is_concerned)
            return ones(*size) if is_concerned else ones(*size, **more)

        monkeypatch.setattr(torch.nn.Module, "to", to)
        monkeypatch.setattr(torch, "ones", ones_there)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "Fake GPU")

    def fail_if(self, is_concerned: bool) -> None:
        """Raise the error of a lost GPU if the operation involves the GPU."""
        if is_concerned and not self.is_there:
            self.n_errors += 1
            raise RuntimeError("CUDA error: unspecified launch failure")


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGPU]:
    fake = FakeGPU(monkeypatch)
    monkeypatch.delenv(device.VARIABLE, raising=False)
    monkeypatch.setattr(device, "_given_up", {})

    def hook(module: torch.nn.Module, _: object) -> None:
        fake.fail_if(getattr(module, "lives_on_gpu", False))

    handle = torch.nn.modules.module.register_module_forward_pre_hook(hook)
    for cached in (device.choose, device.obstacle):
        cached.cache_clear()
    forget()
    yield fake
    handle.remove()
    monkeypatch.undo()
    for cached in (device.choose, device.obstacle):
        cached.cache_clear()
    forget()


def where(at) -> str:
    return component(at, "computed_where")["plain"]


@pytest.mark.usefixtures("as_served")
@pytest.mark.parametrize(
    ("file", "query", "key", "value"),
    [
        ("pages/digits.py", {"digits_source": "a test digit"}, "digits_weights", "ridge"),
        ("pages/photos.py", {}, "photos_photo", "bee"),
        (
            "pages/feature_maps.py",
            {"feature_maps_network": "EfficientNet-Lite0"},
            "feature_maps_photo",
            "coffee",
        ),
    ],
    ids=str,
)
def test_a_page_goes_on_without_a_gpu_that_vanishes(
    open_page, gpu: FakeGPU, file: str, query: dict, key: str, value: str
) -> None:
    at = open_page(file, query=query)
    assert where(at) == "Numbers from the Fake GPU and the CPU of this server"
    gpu.is_there = False
    at.selectbox(key=key).set_value(value).run()
    assert gpu.n_errors > 0
    said = "Numbers from the CPU of this server; its GPU has stopped working"
    assert where(at) == said
    assert component(at, "computed_where")["preview"] == f"Preview in this browser, n{said[1:]}"
    assert [box.value for box in at.warning] == [errors.LOST_GPU]
    assert not at.error
    assert at.selectbox(key=key).value == value
    assert "What to notice" in notices(at)
    at.run()
    assert not at.warning  # it is said once
    assert where(at) == said


@pytest.mark.usefixtures("as_served")
def test_a_training_on_a_gpu_that_vanishes_can_be_started_again(open_page, gpu: FakeGPU) -> None:
    query = {
        "digit_training_methods": ["ridge"],
        "digit_training_digits": "5000",  # it takes longer than any page here
        "digit_training_epochs": "200",
    }
    at = open_page("pages/digit_training.py", query=query)
    at.button(key="digit_training_play").click().run()
    gpu.is_there = False
    race = at.session_state[PLAYER.key]
    while race.is_running:
        time.sleep(0.02)
    at.run()
    assert [box.value for box in at.warning] == [errors.LOST_GPU]
    assert not at.error
    assert PLAYER.key not in at.session_state
    assert at.button_group(key="digit_training_methods").value == ["ridge"]  # as its link has it
    at.button(key="digit_training_play").click().run()
    race = at.session_state[PLAYER.key]
    assert race.is_running
    race.stop()
    assert not at.error
