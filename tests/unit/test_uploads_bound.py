"""Limits on the files that visitors may hold, and the messages when they are exceeded."""

from types import SimpleNamespace
from weakref import WeakSet

import pytest
from starlette.exceptions import HTTPException
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dlviz.ui.serving import uploads
from dlviz.ui.shared import uploaded

KB = 1000


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    """Streamlit's own, bounded as on the server, with smaller numbers."""
    monkeypatch.setattr(uploads, "MOST_OF_VISITOR", 100 * KB)
    monkeypatch.setattr(uploads, "MOST_OF_SERVER", 150 * KB)
    monkeypatch.setattr(uploads, "MOST_FILES", 4)
    uploads.keep_in_memory()
    uploads.keep_in_memory()  # every page asks for it
    return MemoryUploadedFileManager("/upload")


def put(manager: MemoryUploadedFileManager, who: str, name: str, size: int) -> bytes:
    manager.add_file(who, UploadedFileRec(name, name, "image/png", bytes(size * KB)))
    return manager.get_files(who, [name])[0].data


def test_a_visitor_has_so_much_room_and_gets_it_back(manager: MemoryUploadedFileManager) -> None:
    assert len(put(manager, "one", "a", 60)) == 60 * KB
    refused = put(manager, "one", "b", 41)
    with pytest.raises(uploaded.NoRoomError, match="You have uploaded more than"):
        uploaded.content(SimpleNamespace(getvalue=lambda: refused))
    assert len(put(manager, "one", "a", 70)) == 70 * KB  # the same file again takes its own place
    manager.remove_file("one", "a")
    manager.remove_file("one", "b")
    assert len(put(manager, "one", "b", 100)) == 100 * KB


def test_all_together_have_so_much_room(manager: MemoryUploadedFileManager) -> None:
    assert len(put(manager, "one", "a", 90)) == 90 * KB
    refused = put(manager, "two", "a", 61)
    with pytest.raises(uploaded.NoRoomError, match="The server's memory for uploaded files"):
        uploaded.content(SimpleNamespace(getvalue=lambda: refused))
    assert len(put(manager, "two", "a", 60)) == 60 * KB
    manager.remove_session_files("one")
    assert len(put(manager, "two", "b", 40)) == 40 * KB


def test_a_visitor_cannot_hold_any_number_of_files(manager: MemoryUploadedFileManager) -> None:
    for name in "abcd":
        put(manager, "one", name, 0)
    with pytest.raises(HTTPException):
        put(manager, "one", "e", 0)


def test_what_was_taken_goes_on_and_the_rest_is_counted() -> None:
    files = [
        SimpleNamespace(name=f"{place}", getvalue=lambda data=data: data)
        for place, data in enumerate([b"photo", uploads._YOURS, uploads._YOURS])
    ]
    taken, problem = uploaded.contents(files)
    assert taken == [("0", b"photo")]
    assert problem.startswith("2 of 3 files: You have uploaded more than")
    assert uploaded.contents(files[:1]) == ([("0", b"photo")], "")


def test_kept_photos_have_so_much_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_HELD", WeakSet())
    monkeypatch.setattr(uploads, "MOST_PHOTOS_OF_VISITOR", 100 * KB)
    monkeypatch.setattr(uploads, "MOST_PHOTOS_OF_SERVER", 150 * KB)
    mine = [uploads.HeldFile(bytes(60 * KB)), uploads.HeldFile(bytes(40 * KB))]
    assert uploads.why_not_kept(mine) == ""
    other = uploads.HeldFile(bytes(60 * KB))
    assert "memory for uploaded files" in uploads.why_not_kept([other])
    assert "Your photos here" in uploads.why_not_kept([*mine, other])
    del mine
    assert uploads.why_not_kept([other]) == ""  # what nobody keeps does not count
