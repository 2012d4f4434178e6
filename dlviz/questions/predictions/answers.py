"""Answers of a prediction's choices, in a fixed order: everybody is asked the same once."""

from dlviz.questions.kinds import Choose, Mistake, Option


def placed(at: int, right: str, *mistaken: tuple[str, Mistake]) -> tuple[Option, ...]:
    """Return the options of a choice.

    Args:
        at: Index of the right one.
        right: Its text.
        mistaken: Texts of the wrong ones with their misconceptions, in order.
    """
    options = [Option(text, mistake) for text, mistake in mistaken]
    options.insert(at, Option(right))
    return tuple(options)


def one_right(right: int, *answers: tuple[str, Mistake]) -> tuple[Option, ...]:
    """Return answers in their order, the one at index `right` without its misconception.

    For a truth that depends on the network: each answer has a misconception, should it be wrong.
    """
    return tuple(
        Option(text, None if at == right else mistake) for at, (text, mistake) in enumerate(answers)
    )


def reasons(
    prompt: str, at: int, right: str, worked: str, *mistaken: tuple[str, Mistake]
) -> Choose:
    """Return a question for the reason of what came.

    Args:
        prompt: "Why did the output become 3?"
        at: Index of the right reason.
        right: Its text.
        worked: One sentence more about it.
        mistaken: As for `placed`.
    """
    return Choose(prompt=prompt, worked=worked, options=placed(at, right, *mistaken))
