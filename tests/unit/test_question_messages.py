"""What the component that asks is sent: plain JSON of modest size, for every drawn question."""

import json
from fractions import Fraction

import pytest

from dlviz.questions.asking import Answer, judge
from dlviz.questions.judging import with_unit
from dlviz.questions.kinds import Choose, Number, Order, Place, Question, Sketch
from dlviz.questions.ladder import EASIEST, HARDEST
from dlviz.questions.predicting import generators_of
from dlviz.ui.components.question.question import Explained, _asked, _told
from dlviz.ui.shared.pages import PAGES

SEEDS = 2
MOST = 200_000  # characters of a message


def answers(question: Question) -> tuple[Answer, Answer]:
    """Return a right answer and a wrong one."""
    match question:
        case Choose():
            return question.right, (question.right + 1) % len(question.options)
        case Number():
            truth = Fraction(question.truth)
            return with_unit(truth, ""), with_unit(question.wrong[0].value, "")
        case Order():
            right = tuple(map(float, question.right))
            return right, right[::-1]
        case Place():
            row, column = map(float, question.right)
            return (row, column), (row, column - 1 if column else 1.0)
        case Sketch():
            low, high = (question.y - question.low).max(), (question.high - question.y).max()
            return tuple(question.y.tolist()), (
                float(question.low if low > high else question.high),
            ) * len(question.x)


@pytest.mark.parametrize("page", PAGES, ids=lambda own: own.name)
def test_drawn_questions_are_sent_as_plain_json(page) -> None:
    for generator in generators_of(page.name):
        for level in range(EASIEST, HARDEST + 1):
            for seed in range(SEEDS):
                question = generator.question(seed, level)
                sent = [_asked(question, "identity", generator.idea)]
                for answer, is_right in zip(answers(question), (True, False), strict=True):
                    verdict = judge(question, answer)
                    assert verdict.is_right is is_right, question.prompt
                    sent.append(_told(question, answer, Explained(verdict, "", None)))
                    assert sent[-1]["is_right"] is is_right
                    assert sent[-1]["outcome"]
                for own in sent:
                    text = json.dumps(own, allow_nan=False)
                    assert len(text) < MOST, question.prompt
                    assert json.loads(text)
