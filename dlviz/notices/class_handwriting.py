"""What models read in a class's drawings and learn from them, in words."""

from dlviz.classroom.handwriting import Wall
from dlviz.classroom.learning import Learned
from dlviz.notices.words import count_of, listed
from dlviz.paired import compare
from dlviz.training.methods import METHODS


def about_wall(wall: Wall) -> str:
    """Say which model reads the class best, and whether few digits can tell."""
    count = count_of(len(wall.names), "drawing")
    rates = wall.rates()
    titles = {name: METHODS[name].title for name in rates}
    fewest = min(rate.value for rate in rates.values())
    best = [name for name, rate in rates.items() if rate.value == fewest]
    n_wrong = round(fewest * len(wall.names) / 100)
    whom = listed([titles[name] for name in best])
    if len(best) == len(rates):
        said = f"All {len(rates)} models misclassify {n_wrong} of {count}."
    elif len(best) == 1:
        said = f"{whom} misclassifies {n_wrong} of {count}, the fewest of the {len(rates)} models."
    else:
        said = f"{whom} misclassify {n_wrong} of {count} each, the fewest."
    right = {name: own.answers == own.labels for name, own in wall.readings.items()}
    others = [name for name in rates if name not in best]
    sure = [
        titles[name]
        for name in others
        if all(compare(right[one], right[name]).is_first_better for one in best)
    ]
    if not others:
        return said
    if not sure:
        return f"{said} These drawings do not show which is better."
    return f"{said} The difference to {listed(sure)} is more than chance."


def about_learning(learned: Learned) -> str:
    """Say what the network has learned from half of the class, and whether that is sure."""
    pair = learned.comparison
    wrong = [round(rate.value * learned.n_held / 100) for rate in (learned.before, learned.after)]
    said = (
        f"It learned from {learned.n_learned} drawings. Of {learned.n_held} drawings of other "
        f"pupils it misclassified {wrong[0]} before and {wrong[1]} afterwards: "
        f"{_were(pair.only_second)} corrected, {_were(pair.only_first)} spoiled."
    )
    if pair.only_first + pair.only_second == 0:
        return said
    if pair.is_decided:
        return f"{said} That is more than chance."
    return f"{said} That may be chance."


def _were(count: int) -> str:
    return f"{count} was" if count == 1 else f"{count} were"
