"""Which messages of an interrupted fragment run still reach the browser."""

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import create_reference_msg, populate_hash_if_needed
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

FRAGMENT = "a fragment"


def element(size: int) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, 11])
    message.delta.fragment_id = FRAGMENT
    message.delta.new_element.markdown.body = "x" * size
    return message


def left_after_interruption(size: int) -> list[ForwardMsg]:
    """Send an element that the browser has seen before, as ScriptRunContext does; interrupt it."""
    message = element(size)
    populate_hash_if_needed(message)
    queue = ForwardMsgQueue()
    queue.enqueue(create_reference_msg(message) if message.metadata.cacheable else message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=[FRAGMENT])
    return queue.flush()


@pytest.mark.parametrize("size", [100, 50_000, 5_000_000])
def test_an_interrupted_fragment_leaves_no_element_without_its_neighbours(size) -> None:
    assert left_after_interruption(size) == []


def test_streamlit_still_leaves_references_behind() -> None:
    """Once this fails, Streamlit is repaired and the setting in .streamlit/config.toml can go."""
    option = "global.minCachedMessageSize"
    ours = config.get_option(option)
    config.set_option(option, 10_000)
    try:
        left = left_after_interruption(50_000)
    finally:
        config.set_option(option, ours)
    assert [message.WhichOneof("type") for message in left] == ["ref_hash"]
