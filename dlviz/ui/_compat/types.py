"""Private types of Streamlit for annotations; at run time each of them is `Any`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec
else:
    DeltaGenerator = UploadedFile = UploadedFileRec = Any

__all__ = ["DeltaGenerator", "UploadedFile", "UploadedFileRec"]
