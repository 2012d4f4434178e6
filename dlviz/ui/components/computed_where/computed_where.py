"""The line in the menu that says where the numbers of a page are computed."""

from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.computed_where import messages as sent

KEY = "frame_computed"


def computed_where(place: str, *, is_gpu_lost: bool) -> None:
    """Say which processor of the server computes, and whether the browser previews its numbers.

    Only the browser knows whether it computes previews, so the script chooses between two lines.

    Args:
        place: The processors in words: "the CPU".
        is_gpu_lost: Whether a GPU has stopped working.
    """
    numbers = f"umbers from {place} of this server"
    if is_gpu_lost:
        numbers += "; its GPU has stopped working"
    mount(
        "computed_where",
        key=KEY,
        data=sent.Data(plain=f"N{numbers}", preview=f"Preview in this browser, n{numbers}"),
    )
