"""Helpers that read what a page shows in app tests."""

import base64
import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest


def components(at: AppTest, name: str) -> list[dict]:
    """Return the data that the page hands to each of our components `name`."""
    return [
        json.loads(element.proto.json)
        for element in at.get("bidi_component")
        if element.proto.component_name == f"dlviz.{name}"
    ]


def component(at: AppTest, name: str) -> dict:
    """Return the data that the page hands to the first of our components `name`."""
    found = components(at, name)
    assert found, f"no {name} on the page"
    return found[0]


def identified(data: dict, place: str) -> str:
    """Return the text at a place of a component's data; its checksum if it is sent once only."""
    known: dict[str, str] = data.get("once", {})
    if place in known:
        return known[place]
    part: Any = data
    for step in place.split("."):
        part = part[int(step)] if isinstance(part, list) else part[step]
    return str(part)


def send(at: AppTest, name: str, states: dict[str, object]) -> AppTest:
    """Run the page after our component `name` has set its states, as a browser does."""
    (element,) = [
        own for own in at.get("bidi_component") if own.proto.component_name == f"dlviz.{name}"
    ]
    widgets = at._tree.get_widget_states()  # AppTest knows no message of such a component
    widgets.widgets.add(id=element.proto.id, json_value=json.dumps(states))
    return at._run(widgets)


def notices(at: AppTest) -> str:
    """Return the texts of all message boxes on the page, including "What to notice"."""
    return " ".join(box.value for box in at.info)


def grid(data: dict, name: str) -> np.ndarray:
    """Return the numbers of one of a component's grids, (rows, columns)."""
    own = data["grids"][name]
    return np.array(own["values"]).reshape(own["rows"], own["columns"])


def curves(at: AppTest) -> dict[str, np.ndarray]:
    """Return the curves on screen by name."""
    figure = json.loads(components(at, "live_figure")[0]["figure"])
    return {
        trace["name"]: np.frombuffer(base64.b64decode(trace["y"]["bdata"]), "<f4")
        for trace in figure["data"]
    }
