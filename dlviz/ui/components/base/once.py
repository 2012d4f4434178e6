"""Sends large texts of a component once, instead of with every answer.

A page keeps the last texts of each component in its memory (once.js), and nowhere else: a visitor's
photo has no address from which others could get it, and no browser writes it to disk. An
interrupted run may lose a message; then the page asks for its texts again.
"""

import hashlib
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import streamlit as st

KEPT = 16  # texts of a component that a page keeps
_SENT = "sent_once"


def sum_of(text: str) -> str:
    """Return a checksum of a text, the same in every process."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def is_known(key: str, checksum: str) -> bool:
    """Return whether the page has this text of a component, as far as the server knows."""
    return checksum in _sent().get(key, ())


def without_known(key: str, data: Mapping[str, Any], sums: Mapping[str, str]) -> dict[str, Any]:
    """Return `data` without the texts that the page has, and note the others as sent.

    Args:
        key: Key of the component.
        data: The data of the component; they are not changed.
        sums: Checksums of the texts to send once, by their places in `data`: "groups.0.png" is
            the text "png" of the first of the "groups".
    """
    changed: Any = data
    for place, checksum in sums.items():
        known = _sent().get(key, ())
        if checksum in known:
            changed = _emptied(changed, place.split("."))
        _sent()[key] = (*(one for one in known if one != checksum), checksum)[-KEPT:]
    return dict(changed) | {"once": dict(sums)}


def forget(key: str) -> None:
    """Send every text of a component again: the page does not have one of them."""
    _sent().pop(key, None)


def _emptied(part: Any, steps: Sequence[str]) -> Any:
    """Return a part of the data with an empty text at a place inside it."""
    if not steps:
        return ""
    first, *rest = steps
    if isinstance(part, Mapping):
        return {**part, first: _emptied(part[first], rest)}
    return [_emptied(one, rest) if index == int(first) else one for index, one in enumerate(part)]


def _sent() -> MutableMapping[str, tuple[str, ...]]:
    """Return the checksums that the visitor's page has, by component."""
    sent: MutableMapping[str, tuple[str, ...]] = st.session_state.setdefault(_SENT, {})
    return sent
