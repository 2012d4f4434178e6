"""The wall of a class: all drawings with what models read in them; only new drawings travel."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz.ui.components.base import messages
from dlviz.ui.components.base.mounting import as_base64, mount
from dlviz.ui.components.base.once import KEPT, sum_of
from dlviz.ui.components.drawing_wall import messages as sent

SIDE = 28
_ID = 5  # bytes of a drawing's name in the browser
_LEVEL = 17  # of 255: sixteen levels
_MOST = 300  # drawings on the wall at a time; more would be too small to see

Sheet = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A drawing on the wall.

    Attributes:
        identity: Of the drawing, from `identity_of`.
        digit: What it is meant to be.
        image: (28, 28) uint8, 255 = ink.
        answers: The digit that each model predicts.
    """

    identity: str
    digit: int
    image: np.ndarray
    answers: tuple[int, ...]


def identity_of(*parts: str) -> str:
    """Return the short name that a browser has for a drawing; the name tells nothing about it."""
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=_ID).hexdigest()


def drawing_wall(
    drawings: Sequence[Shown],
    *,
    key: str,
    models: Sequence[str],
    shorts: Sequence[str],
    on_hide: Callable[[], None],
) -> None:
    """Draw the wall. Drawings that the page has do not travel again.

    Args:
        drawings: All that are seen.
        key: Key of the component, also the name of its PNG file.
        models: Names of the models, in the order of the answers.
        shorts: The same, short.
        on_hide: Called when a drawing is to be hidden; `hidden` tells which.
    """
    by_id = {own.identity: own for own in drawings}
    kept = f"{key}_sheets"
    sheets = st.session_state[kept] = in_sheets(st.session_state.get(kept, ()), list(by_id))
    texts = [_text([by_id[name] for name in sheet]) for sheet in sheets]
    mount(
        "drawing_wall",
        key=key,
        data=sent.Data(
            sheets=texts, id_size=_ID, side=SIDE, models=models, shorts=shorts, most=_MOST
        ),
        states={"hide": on_hide},
        once={f"sheets.{place}": sum_of(text) for place, text in enumerate(texts)},
    )


def hidden(key: str) -> str | None:
    """Return the identity of the drawing that is to be hidden; anybody can forge one."""
    return messages.text(st.session_state.get(key, {}).get("hide"), "drawing")


def in_sheets(before: Sequence[Sheet], present: Sequence[str]) -> list[Sheet]:
    """Return the drawings in sheets: those of before without what is gone, and one of new ones.

    Only a sheet that has changed travels to the page. The page keeps a limited number of them: if
    there are more, all drawings are put into one sheet.

    Args:
        before: The sheets that the page has, as names of drawings.
        present: Names of all drawings that are seen now, oldest first.
    """
    left = set(present)
    sheets = [tuple(name for name in sheet if name in left) for sheet in before]
    known = {name for sheet in sheets for name in sheet}
    sheets.append(tuple(name for name in present if name not in known))
    sheets = [sheet for sheet in sheets if sheet]
    return sheets if len(sheets) <= KEPT else [tuple(name for sheet in sheets for name in sheet)]


def _text(drawings: Sequence[Shown]) -> str:
    n = len(drawings)
    names = np.frombuffer(bytes.fromhex("".join(own.identity for own in drawings)), np.uint8)
    meant = np.array([(own.digit, *own.answers) for own in drawings], np.uint8)
    levels = np.rint(np.array([own.image for own in drawings]).reshape(n, -1) / _LEVEL)
    pixels = levels.astype(np.uint8).reshape(n, -1, 2)
    packed = pixels[:, :, 0] << 4 | pixels[:, :, 1]
    return as_base64(np.concatenate([names.reshape(n, _ID), meant, packed], axis=1))
