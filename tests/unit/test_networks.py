"""What the app says to people in their networks: frames, the camera."""

import pytest

from dlviz.ui.serving import server
from dlviz.ui.shared.camera import is_secure


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        (" ", ()),
        ("https://moodle.school.edu", ("https://moodle.school.edu",)),
        ("https://*.school.edu, http://10.0.0.7:8080", ("https://*.school.edu", "http://10.0.0.7:8080")),
        ("https://a.edu\thttps://b.edu", ("https://a.edu", "https://b.edu")),
    ],
)  # fmt: skip
def test_learning_platforms_are_named_by_their_origins(text: str, origins: tuple) -> None:
    assert server.frame_ancestors(text) == origins


@pytest.mark.parametrize(
    "text",
    ["*", "moodle.edu", "https://", "https://a.edu/path", "https://a.edu;script-src *", "'self'",
     "https://a.edu https://*", "javascript:alert(1)", "https://a.edu:port", "https://a..edu"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="DLVIZ_FRAME_ANCESTORS"):
        server.frame_ancestors(text)


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("https://dlviz.school.edu/photos", True), ("http://localhost:8501/photos", True),
        ("http://127.0.0.1:8501", True), ("http://[::1]:8501", True), ("", True),
        ("http://192.168.0.7:8501/photos", False), ("http://laptop.local:8501", False),
    ],
)  # fmt: skip
def test_a_camera_needs_a_secure_context(url: str, secure: bool) -> None:
    assert is_secure(url) is secure
