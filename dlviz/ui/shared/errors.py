"""Shows a visitor one sentence when a page fails with an exception, and says what still works.

`serve.py` passes `explain` to Streamlit, which calls it for every exception that no page handles.
The server's log already has the traceback (`dlviz.log`).
"""

import streamlit as st

from dlviz.shipped import ShippedFileError
from dlviz.ui._compat.this_run import run_again

UNKNOWN = (
    "An error occurred on this page. Other pages still work; reload this page to start it again "
    "from its link."
)
LOST_GPU = (
    "The GPU of the computer that runs this page has stopped working; the page is now running "
    "on the CPU. Trainings that were running on the GPU have to be started again."
)
_TRIES = "errors_tries"  # runs since the GPU was lost that failed because of it again
_LOST = "errors_lost_gpu"


def explain(error: Exception) -> bool:
    """Tell the visitor what has happened; return True, so that Streamlit shows no error itself."""
    if not (_goes_on_without_gpu(error) and run_again()):
        st.error(str(error) if isinstance(error, ShippedFileError) else UNKNOWN)
    return True


def show_lost_gpu() -> None:
    """Tell each interrupted visitor once that the GPU is lost."""
    if st.session_state.pop(_LOST, False):
        st.warning(LOST_GPU)


def _goes_on_without_gpu(error: Exception) -> bool:
    """Return whether a lost GPU caused `error` and a rerun may succeed.

    The first retry drops the shared models and the visitor's trainings. If other data of the
    visitor was on the GPU too, the second retry restores the page from its link, as after a
    restart.
    """
    from dlviz import device  # imports torch, which no page should load before it needs it
    from dlviz.training.player import Player

    if not device.gives_up(error):
        return False
    tries = st.session_state.get(_TRIES, 0) + 1
    if tries == 1:
        st.cache_resource.clear()
        for key, value in list(st.session_state.items()):
            if isinstance(value, Player):
                del st.session_state[key]
    elif tries == 2:
        st.session_state.clear()
    st.session_state[_TRIES] = tries
    st.session_state[_LOST] = True
    return tries <= 2
