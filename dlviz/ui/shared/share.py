"""The "share" dialog: a link to what is on screen, as text and QR code, with parts to hide."""

import re
import socket
from collections import Counter
from collections.abc import Collection, Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.parts.parts import find_parts
from dlviz.ui.shared.link import ASK

HIDE = "hide"
_LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")
_NOWHERE = ("192.0.2.1", 9)  # an address reserved for documentation; no packet is sent to it
_LONGEST = 1200  # characters; the QR code of a longer link cannot be scanned from the last row
_NAMES = re.compile(r"[a-z0-9_][A-Za-z0-9_-]{0,59}")
# Widget keys of a `LinkedValue` contain its stamp (first group of digits), which varies by session.
_COUNTED = re.compile(r"([a-z]+)_\d+(_\d+_\w+)")
_MOST_HIDDEN = 60
_CSS = {
    "menu": resolve(":--sidebar, :--open-sidebar"),
    "presets": ".st-key-frame_presets",
    "explanation": ".st-key-frame_explanation",
    "goal": "[class*=st-key-frame_goal_]",
    "notice": resolve(":--main :--element:has(:--info-text)"),
}
_SPOKEN = {
    "menu": "Menu",
    "presets": "Presets",
    "explanation": "Explanation",
    "goal": "Try this",
    "notice": "What to notice",
}


def show_button() -> None:
    """Place the button that opens the dialog with link and QR code."""
    if st.button(
        "Share",
        icon=":material/qr_code:",
        key="share",
        type="tertiary",
        help="A link to this state of the page, as text and as a QR code.",
        width="content",
    ):
        _show()


def link_here(values: Mapping[str, str | list[str]]) -> str:
    """Return the address of the page on screen, with some other values by query parameter."""
    present = {key: st.query_params.get_all(key) for key in st.query_params}
    state = {key: value for key, value in {**present, **values}.items() if key not in (HIDE, ASK)}
    return f"{st.context.url or ''}{'?' + urlencode(state, doseq=True) if state else ''}"


def state_here(*, without: Collection[str] = ()) -> str:
    """Return the state of the page on screen as its address holds it, without some parameters."""
    state = {key: st.query_params.get_all(key) for key in st.query_params if key not in without}
    return urlencode(state, doseq=True)


def address_here() -> tuple[str, str]:
    """Return the address of the page under which others reach it, and a warning if they cannot."""
    return reachable(st.context.url or "", _machine(), st.get_option("server.address") or None)


def hide_for_pupils() -> None:
    """Hide the parts that the link's `hide` parameter lists: `hide=menu,presets`, for example.

    A hidden widget keeps the value that the link gave it.
    """
    names = hidden_names(st.query_params.get(HIDE, ""))
    if names:
        rules = ", ".join(_CSS.get(name) or _css_of(name) for name in names)
        st.html(f"<style>{rules} {{display: none !important}}</style>")


def _css_of(key: str) -> str:
    """Return the CSS selector of the part `key` on the page of a visitor who follows the link."""
    counted = _COUNTED.fullmatch(key)
    if counted is None:
        return f".st-key-{key}"
    page, rest = counted.groups()
    return (
        f'[class*="st-key-{page}_"][class*="{rest} "], [class*="st-key-{page}_"][class$="{rest}"]'
    )


def hidden_names(text: str) -> list[str]:
    """Return the names in a link's `hide=`; strings that cannot be one of our names are dropped."""
    names = text.split(",")[:_MOST_HIDDEN]
    return list(dict.fromkeys(name for name in names if _NAMES.fullmatch(name)))


def reachable(url: str, machine: str | None, listens_on: str | None) -> tuple[str, str]:
    """Return the address under which others reach this server, and a warning if they cannot.

    Args:
        url: Address under which this visitor has reached the server.
        machine: This machine's address in its network; None if it has none.
        listens_on: The only address that the server listens on; None if it listens on all.

    Returns:
        The address, and a sentence for the visitor: "" if others can reach it.
    """
    parts = urlsplit(url)
    if parts.hostname not in _LOCAL:
        return url, ""
    if listens_on in _LOCAL and listens_on != _LOCAL[3]:
        return url, (
            "This server is reachable only from this computer. If it is started with "
            "`--server.address 0.0.0.0`, others in the same network can reach it."
        )
    if machine is None:
        return url, "This computer is not connected to a network: nobody else can reach it now."
    host = f"[{machine}]" if ":" in machine else machine
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=host + port)), ""


def code(link: str) -> str | None:
    """Return the QR code of `link` as SVG, black on white with its margin; None if it is too long.

    The SVG contains only squares; no text of the link goes into the markup.
    """
    if len(link) > _LONGEST:
        return None
    made = segno.make(link, error="m", micro=False)
    return made.svg_inline(omitsize=True, border=4, light="white")


@st.dialog("Share this state of the page", width="large", icon=":material/qr_code:")
def _show() -> None:
    base, obstacle = address_here()
    left, right = st.columns(2, gap="medium")
    with right:
        lecture = st.toggle("Lecture display", bool(st.session_state.get("lecture")))
        names = _offered()
        chosen = st.multiselect(
            "Hide from people who open the link",
            list(names),
            format_func=lambda name: names.get(name, name),
            key="share_hidden",
            help="Hidden controls keep their present values.",
        )
        st.caption("Photos and drawings are never part of a link.")
        if obstacle:
            st.warning(obstacle)
    state = [state_here(without=(HIDE, "lecture"))]
    if lecture:
        state.append("lecture=true")
    if chosen:
        state.append(urlencode({HIDE: ",".join(chosen)}))
    link = base + ("?" + "&".join(filter(None, state)) if any(state) else "")
    picture = code(link)
    with left, st.container(key="share_code"):
        if picture is None:
            st.info("This state is too long for a QR code; copy the link.")
        else:
            st.image(picture, width="stretch", alt="QR code of the link below")
    with right:
        st.code(link, language=None, wrap_lines=True)


def _offered() -> dict[str, str]:
    """Return the parts that a teacher may hide, name by key: the frame and the page's widgets."""
    page = str(st.session_state.get("frame_page", "")).removeprefix("pages/").removesuffix(".py")
    frame = {name: _SPOKEN[name] for name in _CSS}
    return frame | told_apart(
        {key: name for key, name in find_parts(page).items() if _NAMES.fullmatch(key)}
    )


def told_apart(parts: Mapping[str, str]) -> dict[str, str]:
    """Return the names by key with equal names made distinct: they are numbered from the top."""
    total, seen = Counter(parts.values()), Counter[str]()
    told = {}
    for key, name in parts.items():
        seen[name] += 1
        told[key] = name if total[name] == 1 else f"{name}, {seen[name]} of {total[name]}"
    return told


def _machine() -> str | None:
    """Return this machine's address in its network, None if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if address.startswith("127.") else address
