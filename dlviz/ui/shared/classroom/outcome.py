"""What the class answered, in both rounds, and what is so."""

from dlviz.classroom.asked import OfPreset, Own
from dlviz.classroom.views import ForProjector
from dlviz.questions.kinds import Question
from dlviz.ui.shared.classroom import questions


def show(view: ForProjector, built: Question | Own) -> None:
    """Draw the answers of the class, and how the truth is found where no page shows it."""
    if view.asked is None or isinstance(view.asked, OfPreset):
        return
    questions.show_told(
        built,
        view.asked,
        key="class_told",
        identity=f"{view.code}-{view.turn}",
        answer=None,
    )
