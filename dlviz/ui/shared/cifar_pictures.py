"""CIFAR-100's pictures, where they are on this machine."""

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
    """Return the pictures of `split` if they are on this machine and sound; say what is wrong."""
    where = cifar100.folder()
    if where is None:
        return None
    try:
        return _load(split, where)
    except (OSError, ValueError) as error:
        st.warning(f"CIFAR-100 cannot be read: {error}. {ADVICE}")
        return None
