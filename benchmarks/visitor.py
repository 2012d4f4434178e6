"""A simulated visitor that speaks Streamlit's protocol over a real websocket, without a browser.

Like a browser, it stores the ids of widgets and fragments that the server sends, and the values
that it has set.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_PATIENCE = 60.0  # timeout for an answer in seconds


@dataclass(slots=True)
class Answer:
    """The result of one script run of a page.

    Attributes:
        seconds: From the message until the run was finished.
        bytes: Received.
        errors: Texts of exceptions and errors on the page.
        texts: What the run has written on the page, as plain text, Markdown or an alert.
    """

    seconds: float
    bytes: int = 0
    errors: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Visitor:
    """One session of one page.

    Attributes:
        ids: Ids of the page's widgets and components, by key.
        fragments: Id of the fragment that contains each of them, "" for none.
        data: What each of our components was given last, as JSON, by key.
        answered: Seconds of the last answer.
        took: Seconds that its hand's answers take at present, as components/base/pace.js counts.
    """

    def __init__(self, address: str, page: str, **query: str) -> None:
        """Prepare a visit of `page`, a file's stem, "" for home; `address` is http://host:port."""
        self._http = address
        self._address = address.replace("http", "ws") + "/_stcore/stream"
        self._page = page
        self._query = urlencode(query)
        self._states: dict[str, WidgetState] = {}
        self._connection: ClientConnection | None = None
        self._page_hash = ""
        self._files: dict[str, str] = {}  # uploaded last, by key of the uploader
        self.session = ""
        self.answered = 0.0
        self.took = 0.0
        self.ids: dict[str, str] = {}
        self.fragments: dict[str, str] = {}
        self.data: dict[str, str] = {}

    async def arrive(self) -> Answer:
        """Connect and wait until the page has been sent."""
        self._connection = await connect(
            self._address, subprotocols=["streamlit"], max_size=None, ping_interval=None
        )
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = self._page
        return await self._ask(message)

    async def set(self, key: str, value: Any) -> Answer:
        """Set the widget `key` to a value and wait for the run to finish."""
        state = WidgetState(id=self.ids[key])
        _put(state, value)
        return await self._send(key, state)

    async def _send(self, key: str, state: WidgetState) -> Answer:
        self._states[state.id] = state
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page_hash
        message.rerun_script.fragment_id = self.fragments[key]
        message.rerun_script.widget_states.widgets.extend(self._states.values())
        if state.WhichOneof("value") == "trigger_value":
            del self._states[state.id]
        return await self._ask(message)

    async def upload(self, key: str, name: str, content: bytes) -> Answer:
        """Replace the file of the uploader `key`; the time includes the upload and the run."""
        start = time.perf_counter()
        await asyncio.to_thread(self._exchange, self._files.get(key), name, content)
        self._files[key] = name
        state = WidgetState(id=self.ids[key])
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = name, name, len(content)
        info.file_urls.file_id = name
        answer = await self._send(key, state)
        answer.seconds = time.perf_counter() - start
        return answer

    def _exchange(self, old: str | None, name: str, content: bytes) -> None:
        """Delete the file `old`, as a browser does, and upload another one."""
        address = f"{self._http}/_stcore/upload_file/{self.session}"
        with requests.Session() as session:
            session.get(f"{self._http}/_stcore/host-config", timeout=_PATIENCE)
            session.get(f"{self._http}/_stcore/health", timeout=_PATIENCE)
            token = session.cookies.get("_streamlit_xsrf", "")
            session.headers["X-Xsrftoken"] = token
            if old is not None:
                session.delete(f"{address}/{old}", timeout=_PATIENCE).raise_for_status()
            files = {name: (name, content)}
            session.put(f"{address}/{name}", files=files, timeout=_PATIENCE).raise_for_status()

    async def leave(self) -> None:
        """Close the connection, as a browser's tab does."""
        if self._connection is not None:
            await self._connection.close()

    async def _ask(self, message: BackMsg) -> Answer:
        assert self._connection is not None
        start = time.perf_counter()
        answer = Answer(0.0)
        await self._connection.send(message.SerializeToString())
        async with asyncio.timeout(_PATIENCE):
            while True:
                raw = await self._connection.recv()
                answer.bytes += len(raw)
                said = ForwardMsg.FromString(raw)
                kind = said.WhichOneof("type")
                if kind == "new_session":
                    self._page_hash = said.new_session.page_script_hash
                    self.session = said.new_session.initialize.session_id
                elif kind == "navigation":  # the page that a name has led to
                    self._page_hash = said.navigation.page_script_hash
                elif kind == "delta":
                    self._note(said.delta, answer)
                elif kind == "script_finished" and said.script_finished in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
                ):
                    self.answered = answer.seconds = time.perf_counter() - start
                    return answer

    def _note(self, delta: Any, answer: Answer) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        part = getattr(element, kind)
        if kind == "exception":
            answer.errors.append(part.message or part.type)
        elif kind in ("text", "markdown", "alert"):
            answer.texts.append(part.body)
        identity = getattr(part, "id", "")
        if identity.startswith("$$ID-"):
            key = identity.split("-", 2)[2]
            self.ids[key] = identity
            self.fragments[key] = delta.fragment_id
            if kind == "bidi_component":
                self.data[key] = part.json


def _put(state: WidgetState, value: Any) -> None:
    """Put a value into a message as the browser would: None presses a button."""
    if value is None:
        state.trigger_value = True
    elif isinstance(value, bool):
        state.bool_value = value
    elif isinstance(value, int):
        state.int_value = value
    elif isinstance(value, float):
        state.double_value = value
    elif isinstance(value, str):
        state.string_value = value
    elif isinstance(value, list):
        state.double_array_value.data.extend(value)  # a slider
    else:
        state.json_value = json.dumps(value)
