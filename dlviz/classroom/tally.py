"""What a class has answered: the votes of both rounds side by side, and who changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.classroom.answers import is_right
from dlviz.classroom.asked import Own
from dlviz.classroom.bars import Bars, bars_of_numbers, bars_of_texts
from dlviz.paired import sign_test
from dlviz.questions.asking import Answer, in_words
from dlviz.questions.judging import typed_number
from dlviz.questions.kinds import Choose, Number, Order, Place, Question

Votes = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Points:
    """Answers that point at a cell.

    Attributes:
        counts: (2, rows, columns), in each round how many pointed at each cell.
        right: (row, column) of the truth.
    """

    counts: np.ndarray
    right: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Curves:
    """Sketched answers.

    Attributes:
        rounds: For each round (n, N), the height of each curve at each place of the truth.
    """

    rounds: tuple[np.ndarray, np.ndarray]


Chart = Bars | Points | Curves


@dataclass(frozen=True, slots=True)
class Change:
    """How many were right, and what the discussion changed.

    Attributes:
        counts: How many answered in each round.
        right: How many of them were right.
        became_right: How many of those who answered twice went from wrong to right.
        became_wrong: How many from right to wrong.
        stayed_right: How many were right twice.
        stayed_wrong: How many were wrong twice.
        p_value: Probability of a split between `became_right` and `became_wrong` at least as
            uneven if each change were as likely in either direction, in (0, 1].
    """

    counts: tuple[int, int]
    right: tuple[int, int]
    became_right: int
    became_wrong: int
    stayed_right: int
    stayed_wrong: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Tally:
    """All votes on a question.

    Attributes:
        chart: What is drawn.
        n_twice: How many answered in both rounds.
        n_moved: How many of these gave another answer in the second.
        change: Who was right; None for a question without a right answer.
    """

    chart: Chart
    n_twice: int
    n_moved: int
    change: Change | None


def tally(question: Question | Own, first: Votes, second: Votes) -> Tally:
    """Count checked answers.

    Args:
        question: What was asked.
        first: The answers of the first round by the pupils' ids.
        second: Those of the second round; {} if there was none.
    """
    twice = sorted(first.keys() & second.keys())
    n_moved = sum(first[pupil] != second[pupil] for pupil in twice)
    chart = _chart(question, list(first.values()), list(second.values()))
    has_truth = not isinstance(question, Own) or question.right is not None
    return Tally(
        chart, len(twice), n_moved, _change(question, first, second) if has_truth else None
    )


def _change(question: Question | Own, first: Votes, second: Votes) -> Change:
    before, after = (
        {pupil: is_right(question, answer) for pupil, answer in votes.items()}
        for votes in (first, second)
    )
    pairs = [(before[pupil], after[pupil]) for pupil in before if pupil in after]
    became_right, became_wrong = pairs.count((False, True)), pairs.count((True, False))
    return Change(
        counts=(len(before), len(after)),
        right=(sum(before.values()), sum(after.values())),
        became_right=became_right,
        became_wrong=became_wrong,
        stayed_right=pairs.count((True, True)),
        stayed_wrong=pairs.count((False, False)),
        p_value=sign_test(became_right, became_wrong),
    )


def _chart(question: Question | Own, first: Sequence[Answer], second: Sequence[Answer]) -> Chart:
    rounds = first, second
    match question:
        case Own() | Choose():
            return _of_choices(question, first, second)
        case Number():
            numbers = [[typed_number(question, str(own)) for own in votes] for votes in rounds]
            return bars_of_numbers(question, numbers[0], numbers[1])
        case Order():
            texts = [[in_words(question, own) for own in votes] for votes in rounds]
            right = in_words(question, tuple(map(float, question.right)))
            return bars_of_texts(right, texts[0], texts[1], "another order")
        case Place():
            counts = np.zeros((2, *question.values.shape), int)
            for own, votes in zip(counts, rounds, strict=True):
                for cell in votes:
                    own[cell] += 1
            return Points(counts, question.right)
    curves = [np.array(votes, float).reshape(-1, question.y.size) for votes in rounds]
    return Curves((curves[0], curves[1]))


def _of_choices(question: Choose | Own, first: Sequence[Answer], second: Sequence[Answer]) -> Bars:
    texts = (
        question.answers
        if isinstance(question, Own)
        else tuple(option.text for option in question.options)
    )
    counts = [tuple(list(votes).count(at) for at in range(len(texts))) for votes in (first, second)]
    return Bars(texts, (counts[0], counts[1]), question.right)
