"""The projector's own page: how to join, in letters that are read from the last row."""

from dlviz.ui.shared.classroom import opening
from dlviz.ui.shared.classroom.membership import Member


def show(member: Member) -> None:
    """Draw how to join the class."""
    opening.show_code(member, is_stage=True)
