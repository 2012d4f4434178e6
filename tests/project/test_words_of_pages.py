"""Every technical word of the pages' texts is in the table that answers a tap."""

from collections import defaultdict

from plain_words import plain, texts, unknown

from dlviz.glossary import WORDS


def test_every_word_of_the_pages_is_explained_or_plain() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for file, text in texts():
        for word in unknown(text):
            found[word].add(str(file))
    assert dict(found) == {}, (
        "explain a technical word in dlviz/glossary; add one that every pupil knows to "
        "tests/data/plain_words.txt"
    )


def test_sentences_explain_words_with_words_that_are_explained_or_plain() -> None:
    assert {word.name: unknown(word.sentence) for word in WORDS if unknown(word.sentence)} == {}


def test_a_new_technical_word_is_found_and_a_plain_or_explained_one_is_not() -> None:
    text = "The **autoencoder**'s hyperparameters: Nesterov steps, perplexity and weight decay."
    new = {"autoencoder", "hyperparameters", "nesterov", "perplexity", "decay"}
    assert unknown(text) == new
    assert (
        unknown("Max pooling keeps the largest number of every window; held-out photos.") == set()
    )
    assert unknown("The receptive field grows.") == set()
    assert unknown("receptive") == {"receptive"}


def test_texts_of_pages_controls_notices_and_questions_are_read() -> None:
    read = " ".join(text for _, text in texts())
    for part in (
        "point at the outputs, change the 5 to 1",  # a preset
        "It replaces every window by one number.",  # an explanation
        "Show the gradients",  # a control
        "which is a stride without pooling",  # its help
        "McNemar's test",  # a notice
        "the bracket is rounded up",  # a mistake of a question
    ):
        assert part in read
    assert not any(word in read for word in ("st-key-frame", "query-params", "font-size"))


def test_no_plain_word_is_explained_too() -> None:
    forms = {form.lower() for word in WORDS for form in word.all_forms}
    assert plain() & forms == set()
