"""Fixtures for all tests: untouched random states, pages through app.py."""

import hashlib
import logging
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Set before NumPy and PyTorch are imported: two test workers, or servers, that each use all cores
# would wait for each other.
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
os.environ["DLVIZ_ASK"] = "0"  # pages ask only where a test wants to be asked

import hypothesis
import numpy as np
import pytest

# A busy machine may take any time for one example.
hypothesis.settings.register_profile("dlviz", deadline=None)
hypothesis.settings.load_profile("dlviz")

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app.py"


@pytest.fixture(autouse=True)
def random_states() -> Iterator[None]:
    """Start every test from the same global random states, and restore the previous ones.

    torch is seeded only where it is in memory already: many tests never import it. Its own
    `manual_seed` would note for a GPU who has called it, with all functions on the way.
    """
    states = random.getstate(), np.random.get_state()  # noqa: NPY002 - the global state is meant
    torch = sys.modules.get("torch")
    torch_state = torch.get_rng_state() if torch else None
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002
    if torch:
        torch.default_generator.manual_seed(0)
        if torch.cuda.is_initialized():
            torch.cuda.manual_seed_all(0)
    yield
    random.setstate(states[0])
    np.random.set_state(states[1])  # noqa: NPY002
    if torch and torch_state is not None:
        torch.set_rng_state(torch_state)


@pytest.fixture(autouse=True, scope="module")
def heard_loggers() -> None:
    """Let all loggers hand their lines on to the root, where pytest listens.

    pytest adds its handlers, six times in a test, to each logger that does not, and Streamlit and
    PyTorch have more than a hundred of these.
    """
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.propagate = True


@pytest.fixture(autouse=True)
def no_traces() -> None:
    """Keep pytest's handlers off PyTorch's logger of traces, also where a test imports PyTorch.

    PyTorch takes them for somebody who wants to know all about an exception in a traced network,
    and imports its compiler: 3 s.
    """
    logging.getLogger("torch.__trace").propagate = True


@pytest.fixture
def one_core() -> Iterator[None]:
    """Compute on one thread: on a busy machine, two threads wait long for each other."""
    from dlviz import device

    with device.one_core():
        yield


@pytest.fixture(scope="session")
def open_page() -> Iterator[Callable]:
    """Open a page as a visitor's link does, with the link's query.

    What a server has once is made once: cheaper runs, compiled scripts, and the table of
    components. A new AppTest would compile `app.py` and the page again for each of its runs, look
    for components in the metadata of all installed packages, and let the page declare ours again.
    """
    from streamlit.components.v2.component_manager import BidiComponentManager
    from streamlit.runtime.scriptrunner.script_cache import ScriptCache
    from streamlit.testing.v1 import AppTest, local_script_runner

    from dlviz.ui._compat import runs

    runs.lighten()
    scripts, components = ScriptCache(), BidiComponentManager()
    look = local_script_runner.require_widgets_deltas

    def wait(runner: Any, timeout: float) -> None:
        """Wait for the run's thread; AppTest looks a thousand times a second whether it ended."""
        runner._script_thread.join(timeout)
        look(runner, 0 if runner._script_thread.is_alive() else timeout)

    def open_(file: str, query: dict[str, str] | None = None) -> AppTest:
        at = AppTest.from_file(str(APP), default_timeout=120)
        at._bidi_component_manager = components
        if file != APP.name:
            at.switch_page(file)
        at.query_params.update(query or {})
        return at.run()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        for module in ("app_test", "local_script_runner"):
            patch.setattr(f"streamlit.testing.v1.{module}.ScriptCache", lambda: scripts)
        yield open_


@pytest.fixture(scope="session")
def resnet50_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ResNet50 with random numbers in a file named as torchvision names it; only for reading."""
    import torch

    from dlviz.vision import torchvision

    with torch.random.fork_rng():
        torch.manual_seed(3)
        model = torchvision.models.resnet50()
    file = tmp_path_factory.mktemp("weights") / "resnet50.pth"
    torch.save(model.state_dict(), file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return file.rename(file.with_name(f"resnet50-{digest[:8]}.pth"))


@pytest.fixture
def contrast() -> Callable[[str, str], float]:
    """The contrast of two "#rrggbb" after WCAG 2, from 1 to 21."""

    def luminance(colour: str) -> float:
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def ratio(one: str, other: str) -> float:
        dark, light = sorted((luminance(one), luminance(other)))
        return (light + 0.05) / (dark + 0.05)

    return ratio
