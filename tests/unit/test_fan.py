"""Predictions for the copies of a picture: best, worst, average, and the transform at fault."""

import numpy as np
import pytest

from dlviz.augmentation import draw
from dlviz.augmentation_text import chain_of
from dlviz.fan import Case, Fan, acting_words, likeliest_cause, mistaken_for
from dlviz.intervals import error_rate
from dlviz.notices import augmentation as notices
from dlviz.paired import Comparison, sign_test
from dlviz.transforms import TRANSFORMS

NAMES = ("cat", "dog", "cow")
COPIES = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.9, 0.0], [0.3, 0.3, 0.4]])
FAN = Fan(0, np.array([0.6, 0.3, 0.1]), COPIES)


def test_a_fan_reads_what_was_answered() -> None:
    assert FAN.of_label.tolist() == [0.9, 0.2, 0.1, 0.3]
    assert FAN.answers.tolist() == [0, 1, 1, 2]
    assert FAN.is_misread.tolist() == [False, True, True, True]
    assert (FAN.best, FAN.worst) == (0, 2)
    np.testing.assert_allclose(FAN.average, [0.375, 0.5, 0.125])


def test_the_most_frequent_mistake_is_found_with_its_confidence() -> None:
    found = mistaken_for(FAN)
    assert found is not None
    assert (found.count, found.answer, found.most) == (3, 1, 2)
    assert found.confidence == pytest.approx((0.7 + 0.9 + 0.4) / 3)
    assert mistaken_for(Fan(0, FAN.original, COPIES[:1])) is None


def test_the_flip_that_separates_is_blamed() -> None:
    chain = chain_of("rotate-20..20 hflip50")
    drawn = [((angle,), (float(place % 2),)) for place, angle in enumerate(range(-8, 8))]
    found = likeliest_cause(chain, drawn, np.array([place % 2 == 1 for place in range(16)]))
    assert found is not None
    assert (found.words, found.case) == (("hflip",), Case.APPLIED)
    assert (found.strong, found.misread, found.weak, found.weak_misread) == (8, 8, 8, 0)


def test_the_stronger_half_of_a_rotation_is_blamed() -> None:
    drawn = [((angle,),) for angle in range(-16, 16)]
    found = likeliest_cause(chain_of("rotate-20..20"), drawn, np.abs(np.arange(-16, 16)) > 9)
    assert found is not None
    assert found.case is Case.STRONG
    assert found.misread > found.weak_misread == 0


@pytest.mark.parametrize(("together", "case"), [(True, Case.BOTH), (False, Case.ONE)])
def test_two_flips_are_blamed_together_or_apart(together: bool, case: Case) -> None:
    drawn = [((float(a),), (float(b),)) for a in (0, 1) for b in (0, 1)] * 4
    wrong = np.array([(a and b) if together else a != b for (a,), (b,) in drawn], dtype=bool)
    found = likeliest_cause(chain_of("hflip50 vflip50"), drawn, wrong)
    assert found is not None
    assert (found.words, found.case) == (("hflip", "vflip"), case)


def test_nobody_is_blamed_where_nothing_separates() -> None:
    drawn = [((float(place % 2),),) for place in range(16)]
    assert likeliest_cause(chain_of("hflip50"), drawn, np.arange(16) < 8) is None
    assert likeliest_cause((), [()] * 4, np.array([True, False, True, False])) is None


def fan_of(answers: list[int], confidence: float) -> Fan:
    rest = (1 - confidence) / 2
    rows = np.full((len(answers), 3), rest)
    rows[range(len(answers)), answers] = confidence
    return Fan(0, np.array([0.9, 0.05, 0.05]), rows)


def test_the_warning_names_the_mistake_and_the_transform() -> None:
    chain = chain_of("hflip50")
    drawn = [((float(place % 2),),) for place in range(16)]
    fan = fan_of([place % 2 for place in range(16)], 0.94)
    text = notices.about_labels(
        fan, NAMES, "this cat", mistaken_for(fan), likeliest_cause(chain, drawn, fan.is_misread)
    )
    assert text == (
        "8 of 16 copies of this cat are classified as “dog”, with 94% on average: flip "
        "left-right makes its label wrong. 8 of the 8 copies with it are misclassified, 0 of the "
        "other 8."
    )
    unsure = fan_of([place % 2 for place in range(16)], 0.5)
    doubt = notices.about_labels(
        unsure,
        NAMES,
        "this cat",
        mistaken_for(unsure),
        likeliest_cause(chain, drawn, unsure.is_misread),
    )
    assert "makes its label doubtful" in doubt


def test_several_mistakes_are_told_apart_from_one() -> None:
    fan = fan_of([0] * 8 + [1] * 5 + [2] * 3, 0.9)
    text = notices.about_labels(fan, NAMES, "this cat", mistaken_for(fan), None)
    assert text == (
        "8 of 16 copies of this cat are misclassified, 5 of them as “dog”, with 90% on average. No "
        "transform of the chain distinguishes them from the other copies."
    )


@pytest.mark.parametrize("text", ["hflip100", "vflip100", "rotate180..180", "shift40", "crop5..5"])
def test_the_only_transform_is_to_blame_when_every_copy_is_misread(text: str) -> None:
    chain = chain_of(text)
    drawn = draw(chain, 64, (28, 28), seed=1)
    fan = fan_of([1] * 64, 0.9)
    cause = likeliest_cause(chain, drawn, fan.is_misread)
    assert cause is None  # nothing separates them
    acting = acting_words(chain, drawn)
    said = notices.about_labels(fan, NAMES, "this cat", mistaken_for(fan), cause, acting=acting)
    title = TRANSFORMS[chain[0].word].title.lower()
    assert said == (
        "64 of 64 copies of this cat are classified as “dog”, with 90% on average: "
        f"{title}, the only transform, makes its label wrong."
    )


def test_the_only_transform_is_to_blame_weak_or_strong() -> None:
    chain = chain_of("rotate-180..180 hflip0 zoom100..100")  # the last two change nothing
    drawn = draw(chain, 64, (28, 28), seed=1)
    assert acting_words(chain, drawn) == ("rotate",)
    fan = fan_of([place % 2 for place in range(64)], 0.5)
    cause = likeliest_cause(chain, drawn, fan.is_misread)
    said = notices.about_labels(
        fan, NAMES, "this cat", mistaken_for(fan), cause, acting=acting_words(chain, drawn)
    )
    assert "rotation, the only transform, makes its label doubtful." in said


def test_where_every_copy_is_misread_no_transform_of_several_is_named() -> None:
    chain = chain_of("rotate180..180 shift10")
    drawn = draw(chain, 16, (28, 28), seed=1)
    fan = fan_of([1] * 16, 0.9)
    said = notices.about_labels(
        fan, NAMES, "this cat", mistaken_for(fan), None, acting=acting_words(chain, drawn)
    )
    assert said.endswith(
        "No copy is classified differently, so the copies do not show which transform is the cause."
    )
    assert "from the other copies" not in said


def test_a_picture_without_a_label_has_its_own_first_answer() -> None:
    fan = fan_of([1] * 16, 0.9)
    said = notices.about_labels(
        fan, NAMES, "your photo", mistaken_for(fan), None, acting=("hflip",), is_labelled=False
    )
    assert said == (
        "16 of 16 copies of your photo are classified as “dog”, with 90% on average, not as "
        "“cat”, its "
        "own first answer: flip left-right, the only transform, changes its answer."
    )
    said = notices.about_copies(fan, NAMES, "your photo", "it", is_labelled=False)
    assert "the network's own answer" in said
    assert "the label" not in said


def test_there_is_no_warning_where_a_label_holds() -> None:
    fan = fan_of([0] * 20, 0.9)
    assert notices.about_labels(fan, NAMES, "this cat", None, None) == ""
    few = fan_of([0] * 63 + [1], 0.9)
    assert notices.about_labels(few, NAMES, "this cat", mistaken_for(few), None) == ""


def test_a_misread_original_is_said_first() -> None:
    fan = Fan(1, np.array([0.9, 0.05, 0.05]), COPIES)
    text = notices.about_labels(fan, NAMES, "this dog", mistaken_for(fan), None)
    assert text.startswith("The original itself is classified as “cat” (90%), not as “dog”")


def test_the_copies_are_summed_up_in_numbers() -> None:
    text = notices.about_copies(FAN, NAMES, "a photo", "it")
    assert "1 of the 4 copies of a photo is classified as “cat”" in text
    assert "60.0%" in text
    assert "10.0% to 90.0%, 37.5% on average" in text
    assert notices.about_copies(fan_of([0, 0], 0.9), NAMES, "x", "it").startswith("All 2 copies")


def test_averaging_says_whether_the_answer_changes() -> None:
    text = notices.about_prediction(FAN, NAMES, [["zoom ×1.00"]] * 4)
    assert "from 10.0% (copy 3: zoom ×1.00) to 90.0% (copy 1)" in text
    assert "lowers it from 60.0% to 37.5% and changes the answer from “cat” to “dog”" in text
    equal = notices.about_prediction(fan_of([0, 0], 0.9), NAMES, [[], []])
    assert "The probability of “cat” is 90.0% for every copy." in equal
    assert "leaves it at 90.0%" in equal
    same = notices.about_prediction(fan_of([0, 0], 0.96), NAMES, [[], []])
    assert "raises it from 90.0% to 96.0%; the answer stays “cat”" in same


def test_the_cloud_s_sentence_compares_two_spaces() -> None:
    text = notices.about_cloud((25, 0), 64, 180, ("pixels", "features"), (0.11, 0.08))
    assert "Measured in pixels, 25 of the 64 copies lie nearer to one of the 180" in text
    assert "measured in features, none" in text
    assert "11% and 8%" in text


@pytest.mark.parametrize(
    ("plain", "augmented", "said"),
    [
        (170, 70, "59% fewer errors, and the intervals do not overlap"),
        (70, 170, "it is worse, and the intervals do not overlap"),
        (170, 160, "the intervals overlap: these rates alone decide nothing"),
    ],
)
def test_better_is_said_only_where_the_intervals_lie_apart(
    plain: int, augmented: int, said: str
) -> None:
    train = error_rate(0, 1_000), error_rate(9, 1_000)
    text = notices.about_training(
        (train[0], error_rate(plain, 10_000)), (train[1], error_rate(augmented, 10_000)), "digits"
    )
    assert said in text
    is_better = augmented < plain and "intervals overlap" not in said
    assert ("Augmentation regularises." in text) == is_better


@pytest.mark.parametrize(
    ("only_plain", "only_augmented", "said"),
    [
        (
            105,
            213,
            "45% fewer errors, and of the same test pictures 213 are classified correctly only",
        ),
        (213, 105, "it is worse, and of the same test pictures 105 are classified correctly only"),
        (60, 70, "that may be chance, of the same test pictures 70 are classified correctly only"),
        (50, 50, "the test error is"),
    ],
)
def test_training_is_compared_on_the_same_pictures(only_plain, only_augmented, said: str) -> None:
    both_wrong = 27
    plain = error_rate(only_augmented + both_wrong, 10_000)
    augmented = error_rate(only_plain + both_wrong, 10_000)
    compared = Comparison(only_augmented, only_plain, sign_test(only_augmented, only_plain))
    text = notices.about_training(
        (error_rate(0, 1_000), plain), (error_rate(9, 1_000), augmented), "x", compared=compared
    )
    assert said in text
    assert f"{only_plain} only without (McNemar's test, p" in text
    assert "interval" not in text
    assert ("Augmentation regularises." in text) == (only_augmented == 213)
