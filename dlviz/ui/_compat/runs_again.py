"""Another run of a visitor's page, asked for by the run that is about to end."""

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData


def run_again() -> None:
    """Let the page of this visitor run once more from its top, after the present run."""
    context = get_script_run_ctx()
    if context is None or context.script_requests is None:
        return
    again = RerunData(
        query_string=context.query_string,
        page_script_hash=context.page_script_hash,
        context_info=context.context_info,
    )
    context.script_requests.request_rerun(again)
