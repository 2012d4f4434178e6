"""Parts that every page has: the choice of a view, "What to notice", the program, the CSV file."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dlviz.tables import for_spreadsheet
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.shared import link
from dlviz.ui.shared.spreadsheets import visitors_sign


@dataclass(frozen=True)
class ProgramFile:
    """A file that a program reads, offered beside it.

    Attributes:
        name: The file name that the program opens.
        build: Returns the content; called when the visitor downloads the file.
    """

    name: str
    build: Callable[[], bytes]


def choose_view(
    views: Collection[str], *, key: str, label: str = "", default: str | None = None
) -> str:
    """Place the choice between the answers to the page's question.

    Args:
        views: Names of the views in order; the link holds the name too.
        key: Key of the widget.
        label: Label above the choice; hidden if it is "".
        default: The view at first, None for the first of `views`.
    """
    return st.segmented_control(
        label or "View",
        list(views),
        default=default or next(iter(views)),
        required=True,
        key=key,
        bind="query-params",
        label_visibility="visible" if label else "collapsed",
    )


def notice(text: str) -> None:
    """Show the "What to notice" line; `text` is built from the numbers on screen."""
    st.info(f"**What to notice.** {text}", icon=":material/visibility:")


def place_of_long_notice(column: DeltaGenerator) -> DeltaGenerator:
    """Return where a notice of many lines goes: into `column`, or below all columns in a lecture.

    The lecture display gives it a screen of its own, where a column leaves it too little width.
    """
    return st.container() if st.session_state.get(link.LECTURE) else column


def code(
    build: Callable[[], str], *, key: str, files: Callable[[], Sequence[ProgramFile]] = tuple
) -> None:
    """Offer a complete program for what is on screen; it is built only when it is opened.

    Args:
        build: Returns the program. It runs in an empty folder, with the packages that its first
            line names and the files offered here.
        key: Key of the expander, and prefix of the keys of the files' buttons.
        files: Returns the files that the program reads and that a visitor does not have.
    """
    expander = st.expander("PyTorch code", icon=":material/code:", key=key, on_change="rerun")
    if not expander.open:
        return
    with expander:
        st.code(build(), language="python", wrap_lines=True)
        needed = files()
        if not needed:
            return
        st.caption("The program needs these files: put them into the same folder.")
        with st.container(horizontal=True):
            for number, file in enumerate(needed):
                st.download_button(
                    file.name,
                    file.build,
                    file_name=file.name,
                    mime="application/octet-stream",
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"{key}_{number}",
                )


def program_files(files: Mapping[str, Callable[[], bytes]]) -> list[ProgramFile]:
    """Convert a mapping from name to content function into the list that `code` takes."""
    return [ProgramFile(name, build) for name, build in files.items()]


def download_csv(build: Callable[[], str], *, key: str) -> None:
    """Offer the numbers on screen as a CSV file; it is built only when it is downloaded.

    If the browser's language uses decimal commas, so does the file, with semicolons as separators.
    """
    decimal = visitors_sign()
    st.download_button(
        "Numbers as CSV",
        lambda: for_spreadsheet(build(), decimal),
        file_name=f"dlviz-{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
