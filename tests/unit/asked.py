"""Checks of questions that are drawn from seeds: every generator, a thousand seeds each."""

import pickle
import re
from collections.abc import Callable

import numpy as np

from dlviz.questions.generating import Generator
from dlviz.questions.judging import (
    judge_choice,
    judge_number,
    judge_order,
    judge_place,
    judge_sketch,
    with_unit,
)
from dlviz.questions.kinds import Choose, Mistake, Number, Order, Place, Question, Sketch
from dlviz.questions.ladder import EASIEST, HARDEST
from dlviz.questions.shapes import Shape, axis_places

SEEDS = 1_000


def check(generator: Generator, truth: Callable[[Question], object]) -> None:
    """Draw SEEDS questions of all levels, and compare each with a truth that was found otherwise.

    Args:
        generator: What draws the questions.
        truth: Finds the answer from a question's facts, by another route than the generator: the
            text of the right option, the number, the items in order, the (row, column), the curve.
    """
    prompts = set()
    for seed in range(SEEDS):
        level = EASIEST + seed % (HARDEST - EASIEST + 1)
        question = generator.question(seed, level)
        told = f"{generator.name}, seed {seed}, level {level}: {question.prompt}"
        assert answer_of(question) == truth(question), told
        check_words(question, told)
        if seed % 4 == 0:
            check_verdicts(question, told)
        prompts.add((question.prompt, pickle.dumps(question.facts)))
    assert len(prompts) > SEEDS / 20, f"{generator.name} asks only {len(prompts)} questions"
    assert repr(generator.question(7, 2)) == repr(generator.question(7, 2))


def answer_of(question: Question) -> object:
    """Return the question's own truth, in the form that `check` compares."""
    match question:
        case Choose():
            return question.options[question.right].text
        case Number():
            return question.truth
        case Order():
            return [question.items[at] for at in question.right]
        case Place():
            return question.right
        case Sketch():
            return question.y.tolist()


def check_words(question: Question, told: str) -> None:
    """Every sentence is one: it begins with a capital letter or a number, and it ends."""
    assert question.prompt.endswith(("?", ".")), told
    assert question.worked.endswith("."), told
    for mistake in mistakes_of(question):
        assert mistake.sentence.endswith("."), told
        assert mistake.name[0].islower() or not mistake.name[0].isalpha(), told
        assert not mistake.name.endswith("."), told
    for text in (
        question.prompt,
        question.worked,
        *(own.sentence for own in mistakes_of(question)),
    ):
        assert re.match(r"[A-Z0-9(\[“−|√½]", text), f"{told} / {text}"
        assert not re.search(
            r"  |\bnan\b|\binf\b|\{|\}|None|\b1 (rows|parameters|weights)\b", text
        ), f"{told} / {text}"


def mistakes_of(question: Question) -> list[Mistake]:
    """Return all misconceptions of a question."""
    match question:
        case Choose():
            return [own.mistake for own in question.options if own.mistake]
        case Number():
            return [own.mistake for own in question.wrong]
        case Order():
            return [question.mistake]
        case Place():
            return list(question.mistakes.values())
        case Sketch():
            return [own.mistake for own in question.misread]


# Heights of a curve of each shape, from 0 to 1, at equal distances on the axis.
_DRAWN = {
    Shape.FLAT: (0.5, 0.5),
    Shape.RISING: (0, 1),
    Shape.FALLING: (1, 0),
    Shape.PEAK: (0, 1, 0),
    Shape.VALLEY: (1, 0, 1),
    Shape.WAVY: (0, 1, 0, 1),
    Shape.RISING_EARLY: (0, 1, 1, 1, 1),
    Shape.RISING_EVENLY: (0, 1),
    Shape.RISING_LATE: (0, 0, 0, 0, 1),
    Shape.FALLING_EARLY: (1, 0, 0, 0, 0),
    Shape.FALLING_EVENLY: (1, 0),
    Shape.FALLING_LATE: (1, 1, 1, 1, 0),
}


def drawn(question: Sketch, shape: Shape) -> np.ndarray:
    """Return a sketch of a shape, as a hand draws it on a question's axes."""
    heights = _DRAWN[shape]
    at = np.linspace(0, 1, len(heights))
    places = axis_places(np.asarray(question.x, float))
    return question.low + (question.high - question.low) * np.interp(places, at, heights)


def check_verdicts(question: Question, told: str) -> None:
    """The truth is judged right, and everything else wrong."""
    match question:
        case Choose():
            for at in range(len(question.options)):
                assert judge_choice(question, at).is_right == (at == question.right), told
        case Number():
            # As a visitor reads it in the answer, so it can be typed.
            text = with_unit(question.truth, "")
            assert judge_number(question, text).is_right, told
            assert question.wrong, told
            for own in question.wrong:
                text = with_unit(own.value, "")
                assert judge_number(question, text).mistake == own.mistake, told
        case Order():
            assert judge_order(question, question.right).is_right, told
            assert not judge_order(question, question.right[::-1]).is_right, told
        case Place():
            assert judge_place(question, question.right).is_right, told
        case Sketch():
            assert judge_sketch(question, question.y).is_right, told
            for own in question.misread:
                verdict = judge_sketch(question, drawn(question, own.shape))
                assert verdict.mistake == own.mistake, f"{told} / {own.shape}"
