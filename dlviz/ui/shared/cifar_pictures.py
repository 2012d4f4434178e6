"""Loads CIFAR-100's pictures, if they have been downloaded to this machine."""

from pathlib import Path

import streamlit as st

from dlviz.datasets import cifar100
from dlviz.datasets.cifar100_download import ADVICE

NUMBERED = "Numbered as in CIFAR-100's file, where the first picture has number 0."


@st.cache_resource(show_spinner="Reading CIFAR-100")
def _load(split: str, where: Path) -> cifar100.Pictures:
    """Return the pictures of `split`, one copy for all visitors."""
    return cifar100.load(split, where)


def available_pictures(split: str) -> cifar100.Pictures | None:
    """Return the pictures of `split`; None if they are missing or damaged, then show a message."""
    where = cifar100.folder()
    if where is None:
        return None
    try:
        return _load(split, where)
    except (OSError, ValueError) as error:
        st.warning(f"CIFAR-100 cannot be read: {error}. {ADVICE}")
        return None
