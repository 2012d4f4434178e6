"""Questions about photos: what is seen of them, what the answers say, which places count."""

from dlviz.questions.generators import (
    photos_answers,
    photos_framing,
    photos_promise,
    photos_turning,
    photos_why,
)

GENERATORS = (
    *photos_framing.GENERATORS,
    *photos_turning.GENERATORS,
    *photos_answers.GENERATORS,
    *photos_promise.GENERATORS,
    *photos_why.GENERATORS,
)
