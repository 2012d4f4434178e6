"""Sends large texts of a component once, instead of with every answer.

A page keeps the last texts of each field in its memory (once.js), and nowhere else: a visitor's
photo has no address from which others could get it, and no browser writes it to disk. An
interrupted run may lose a message; then the page asks for the text again.
"""

import hashlib
from collections.abc import Mapping, MutableMapping
from typing import Any

import streamlit as st

KEPT = 2  # texts of a field that a page keeps: of a photo, its colours and its greys
_SENT = "sent_once"


def sum_of(text: str) -> str:
    """Return a checksum of a text, the same in every process."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def is_known(key: str, field: str, checksum: str) -> bool:
    """Return whether the page has this text of a component's field, as far as the server knows."""
    return checksum in _sent().get(f"{key} {field}", ())


def without_known(key: str, data: Mapping[str, Any], sums: Mapping[str, str]) -> dict[str, Any]:
    """Return `data` without the texts that the page has, and note the others as sent.

    Args:
        key: Key of the component.
        data: The data of the component.
        sums: Checksums of the texts to send once, by their fields in `data`.
    """
    changed = dict(data) | {"once": dict(sums)}
    for field, checksum in sums.items():
        name = f"{key} {field}"
        known = _sent().get(name, ())
        if checksum in known:
            changed[field] = ""
        _sent()[name] = (*(one for one in known if one != checksum), checksum)[-KEPT:]
    return changed


def forget(key: str) -> None:
    """Send every text of a component again: the page does not have one of them."""
    for name in [name for name in _sent() if name.rpartition(" ")[0] == key]:
        del _sent()[name]


def _sent() -> MutableMapping[str, tuple[str, ...]]:
    """Return the checksums that the visitor's page has, by component and field."""
    sent: MutableMapping[str, tuple[str, ...]] = st.session_state.setdefault(_SENT, {})
    return sent
