"""The project around the code: pinned versions, wording, file sizes, the README's page table."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from reading import parsed

from dlviz.ui.home import thumbnails
from dlviz.ui.shared.pages import CLASS, PAGES

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 12_000_000  # bytes: MNIST's training images are the largest file


@cache
def tracked() -> list[Path]:
    """Return the files of the project, those not yet committed included.

    In a download that is no git checkout, or without git, these are all files but the ignored ones.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    ignored = {".git"} | {
        line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()
    }
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        files = [ROOT / name for name in done.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [f for f in ROOT.rglob("*") if not ignored & set(f.relative_to(ROOT).parts)]
    return [file for file in files if file.is_file()]


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    kept = [line for line in lines if line and not line.startswith(("#", "-r"))]
    marker = r'(; sys_platform != "win32")?'
    matches = [re.fullmatch(rf"([a-z0-9_-]+)==([\w.]+){marker}", line) for line in kept]
    assert all(matches), kept
    return {match[1]: match[2] for match in matches}


def test_every_third_party_import_is_pinned() -> None:
    distributions = {
        "PIL": "pillow",
        "pillow_heif": "pillow-heif",
        "sklearn": "scikit-learn",
        "axe_playwright_python": "axe-playwright-python",
        "cv2": "opencv-python-headless",
        "pytorch_grad_cam": "grad-cam",
        "skimage": "scikit-image",
    }
    ours = {"dlviz", *(file.stem for file in tracked() if file.suffix == ".py")}
    app = set(pinned("requirements.txt"))
    with_tools = app | set(pinned("requirements-dev.txt"))
    compared = app | set(pinned("docs/comparisons/requirements.txt"))
    for file in tracked():
        if file.suffix != ".py":
            continue
        room = file.relative_to(ROOT).parts[0]
        known = with_tools if room in ("tests", "benchmarks", "docs", "deploy") else app
        known = compared if file.parent.name == "comparisons" else known
        for node in ast.walk(parsed(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for top in {name.split(".")[0] for name in names}:
                if top in ours or top in sys.stdlib_module_names:
                    continue
                assert distributions.get(top, top) in known, f"{file.name} imports {top}"


def test_torch_and_torchvision_are_the_pair_that_belongs_together() -> None:
    pins = pinned("requirements.txt")
    assert (pins["torch"], pins["torchvision"]) == ("2.13.0", "0.28.0")


def test_no_file_is_too_large_and_none_is_a_photo_of_the_test_data() -> None:
    for file in tracked():
        assert file.stat().st_size < LARGEST, file
        assert "islp_" not in file.name


def test_no_file_names_a_machine() -> None:
    words = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", "file:" + "//"]))
    for file in tracked():
        if file.suffix in {".gz", ".jpg", ".png", ".safetensors"}:
            continue
        found = words.search(file.read_text(encoding="utf-8"))
        assert not found, f"{file}: {found}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_its_parts(page) -> None:
    source = (ROOT / page.file).read_text(encoding="utf-8")
    assert ast.get_docstring(parsed(source)) == page.question
    assert page.file in (ROOT / "README.md").read_text(encoding="utf-8")
    assert thumbnails.path(page.name).exists()


def test_every_page_file_is_in_the_table() -> None:
    files = {f"pages/{file.name}" for file in (ROOT / "pages").glob("*.py")}
    assert files == {page.file for page in (*PAGES, CLASS)}


def test_the_readme_is_short_and_every_link_of_the_documents_leads_somewhere() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
    for document in (file for file in tracked() if file.suffix == ".md"):
        for link in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
            if not link.startswith(("http:", "https:", "mailto:")):
                assert (document.parent / link).exists(), f"{document}: {link}"


def test_the_thumbnails_are_what_the_code_draws() -> None:
    import numpy as np
    from PIL import Image

    for name, draw in thumbnails.THUMBNAILS.items():
        with Image.open(thumbnails.path(name)) as shipped:
            difference = np.asarray(shipped).astype(int) - draw().astype(int)
        assert np.abs(difference).max() <= 2, f"{name}: run python -m dlviz.ui.home.thumbnails"


def test_the_results_state_the_errors_that_the_records_hold() -> None:
    from dlviz.networks.mnist import record

    results = (ROOT / "docs/results.md").read_text(encoding="utf-8")
    names = {
        "network + ridge": "ridge",
        "network + dropout": "dropout",
        "network + augmentation": "augmented",
        "logistic regression": "logistic",
        "LDA": "lda",
    }
    for label, name in names.items():
        row = next(line for line in results.splitlines() if line.startswith(f"| {label} |"))
        made = record(name)
        assert f"| {made.parameters:,} |" in row
        assert row.endswith(f"| {made.test_error:.2f}% |")


def test_html_and_pickle_stay_where_they_are_harmless() -> None:
    """docs/threat-model.md: HTML of our own words only, one unpickler that knows few names."""
    html = {
        "architecture/editor.py", "architecture/views.py", "augmentation/chain.py",
        "augmentation/views.py", "classroom/drawing.py", "convolution/photo.py",
        "home/views.py", "photos/inside.py", "shared/asking.py", "shared/frame.py",
        "shared/race_views.py", "shared/share.py", "transfer/views.py", "two_inputs/views.py",
    }  # fmt: skip
    unpicklers = {"cifar100.py"}
    for file in tracked():
        if file.suffix != ".py" or file.relative_to(ROOT).parts[0] in ("tests", "benchmarks"):
            continue
        text = file.read_text(encoding="utf-8")
        assert "unsafe_allow" + "_html" not in text, file
        room = "/".join(file.parts[-2:])
        assert "st.html(" not in text or room in html, f"{file}: read the threat model first"
        assert "Unpickler(" not in text or file.name in unpicklers, file
        assert "pickle.load" not in text, file
        for call in re.findall(r"torch\.load\(.*?\)", text, re.DOTALL):
            assert "weights_only=True" in call, f"{file}: {call}"


def test_the_results_state_the_consistency_that_was_counted() -> None:
    from dlviz import consistency

    results = " ".join((ROOT / "docs/results.md").read_text(encoding="utf-8").split())
    value = {row.name: f"{row.value:.0f} %" for row in consistency.load()}
    assert f"for {value['cifar']} of CIFAR-100's test pictures" in results
    assert f"for {value['dropout']} of MNIST's test digits, or {value['augmented']} when" in results
