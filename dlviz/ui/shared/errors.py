"""What a visitor reads when a page cannot go on: one sentence, and what still works.

`serve.py` gives `explain` to Streamlit, which calls it for every error that no page has met; the
server's log has the place already (`dlviz.log`).
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
_TRIES = "errors_tries"  # runs since the GPU was lost that met it again
_LOST = "errors_lost_gpu"


def explain(error: Exception) -> bool:
    """Tell the visitor of this run what has happened; nothing of Streamlit's own is shown then."""
    if not (_goes_on_without_gpu(error) and run_again()):
        st.error(str(error) if isinstance(error, ShippedFileError) else UNKNOWN)
    return True


def show_lost_gpu() -> None:
    """Say once to those who were interrupted that the GPU is gone."""
    if st.session_state.pop(_LOST, False):
        st.warning(LOST_GPU)


def _goes_on_without_gpu(error: Exception) -> bool:
    """Return whether `error` came of a lost GPU and another run may get further.

    The first try lets go of shared models and of the visitor's trainings; where something else of
    the visitor's lived on the GPU, the second begins from the link, as after a restart.
    """
    from dlviz import device  # no torch before a page has needed it
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
