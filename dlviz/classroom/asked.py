"""What a class is asked: a page's own question, a generated one, or the teacher's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dlviz.classroom.plain_text import plain
from dlviz.classroom.refusal import RefusedError
from dlviz.questions.kinds import Question
from dlviz.questions.predicting import generators_of, predictions_of
from dlviz.seeds import LARGEST_SEED

FEWEST, MOST = 2, 6  # answers of the teacher's own question
LONGEST_PROMPT, LONGEST_ANSWER = 300, 80  # characters
_LONGEST_NAME = 60
_KEPT = 64  # built questions: one may hold a network's maps


@dataclass(frozen=True, slots=True)
class OfPreset:
    """The question that a page asks before it shows a preset.

    Attributes:
        page: Name of the page: "pooling".
        preset: Name of the preset.
    """

    page: str
    preset: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question that a generator draws.

    Attributes:
        page: Name of the page.
        generator: Name of one of its generators.
        level: How hard it is, 1 to 3.
        seed: What it is drawn from.
    """

    page: str
    generator: str
    level: int
    seed: int


@dataclass(frozen=True, slots=True)
class Own:
    """A question in the teacher's words; its text is checked when it is made.

    Attributes:
        prompt: The question.
        answers: FEWEST to MOST different texts.
        right: Index of the right one; None if none is meant to be.
    """

    prompt: str
    answers: tuple[str, ...]
    right: int | None = None

    def __post_init__(self) -> None:
        """Check the texts.

        Raises:
            RefusedError: with a sentence for the teacher.
        """
        object.__setattr__(self, "prompt", plain(self.prompt, LONGEST_PROMPT, "question"))
        if not FEWEST <= len(self.answers) <= MOST:
            raise RefusedError(f"A question has {FEWEST} to {MOST} answers.")
        answers = tuple(
            plain(text, LONGEST_ANSWER, f"answer {place}")
            for place, text in enumerate(self.answers, start=1)
        )
        if len({text.casefold() for text in answers}) != len(answers):
            raise RefusedError("Two answers are the same.")
        if self.right is not None and self.right not in range(len(answers)):
            raise RefusedError("The right answer is not among the answers.")
        object.__setattr__(self, "answers", answers)


Asked = OfPreset | Drawn | Own


def question_of(asked: Asked) -> Question | Own:
    """Return the question with its truth; building a page's own may take seconds, once.

    Raises:
        RefusedError: if there is no such question.
    """
    return asked if isinstance(asked, Own) else _built(asked)


def to_record(asked: Asked) -> dict[str, Any]:
    """Return a question's name as plain data; `from_record` reads it."""
    match asked:
        case OfPreset():
            return {"page": asked.page, "preset": asked.preset}
        case Drawn():
            named = {"page": asked.page, "generator": asked.generator}
            return {**named, "level": asked.level, "seed": asked.seed}
    return {"prompt": asked.prompt, "answers": list(asked.answers), "right": asked.right}


def from_record(record: Mapping[str, Any]) -> Asked:
    """Return the question that `to_record` wrote."""
    if "preset" in record:
        return OfPreset(record["page"], record["preset"])
    if "generator" in record:
        return Drawn(record["page"], record["generator"], record["level"], record["seed"])
    return Own(record["prompt"], tuple(record["answers"]), record["right"])


@lru_cache(maxsize=_KEPT)
def _built(asked: OfPreset | Drawn) -> Question:
    try:
        if isinstance(asked, OfPreset):
            _check_names(asked.page, asked.preset)
            return predictions_of(asked.page)[asked.preset].make()
        _check_names(asked.page, asked.generator)
        if not 0 <= asked.seed <= LARGEST_SEED:
            raise KeyError(asked.seed)
        named = {one.name: one for one in generators_of(asked.page)}
        return named[asked.generator].question(asked.seed, asked.level)
    except (ImportError, KeyError, ValueError) as error:
        raise RefusedError("There is no such question.") from error


def _check_names(page: object, name: object) -> None:
    """Refuse names that are none: a page's name becomes that of a module.

    Raises:
        KeyError: for such a name.
    """
    if not isinstance(page, str) or not page.isidentifier() or len(page) > _LONGEST_NAME:
        raise KeyError(page)
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        raise KeyError(name)
