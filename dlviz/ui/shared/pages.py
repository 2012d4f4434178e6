"""The one table of pages: the menu, the cards of the home page and the tests read it.

A page enters the table in the commit that adds its file, in the order of the lecture.
"""

from dataclasses import dataclass
from pathlib import Path

ICON = Path(__file__).resolve().parents[2] / "assets" / "icon.png"  # in the browser's tab


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the course, as the table names it.

    Attributes:
        file: Path from the project's root.
        title: Name in the menu and in the browser's tab.
        icon: A Material symbol.
        group: Chapter of the lecture.
        question: What the page answers; its headline.
        explanation: Two sentences under the headline.
        only_cpu: Whether everything on it is computed on the CPU, also where there is a GPU.
    """

    file: str
    title: str
    icon: str
    group: str
    question: str
    explanation: str
    only_cpu: bool = False

    @property
    def name(self) -> str:
        """The file's stem: the page's address and the prefix of its keys."""
        return self.file.removeprefix("pages/").removesuffix(".py")


HOME = PageEntry(
    file="app.py",
    title="Home",
    icon=":material/home:",
    group="",
    question="See what a neural network does",
    explanation=(
        "Every page of this course asks one question, and a network on the page answers it. "
        "Change something, watch every number change with it, and read what to notice."
    ),
)

PAGES = (
    PageEntry(
        file="pages/two_inputs.py",
        title="Two inputs",
        icon=":material/close:",
        group="Single layer networks",
        question="How do two hidden units multiply two numbers?",
        explanation=(
            "Each hidden unit squares a weighted sum of X₁ and X₂, and the output adds the "
            "squares up. Drag any weight: all numbers and pictures change with it."
        ),
        only_cpu=True,
    ),
    PageEntry(
        file="pages/digits.py",
        title="Draw a digit",
        icon=":material/draw:",
        group="Multilayer networks",
        question="What happens inside the 784-256-128-10 network while I draw?",
        explanation=(
            "Your ink becomes 784 numbers, which pass through 256 units, then 128 units, then "
            "ten outputs. The network with all its 235,146 parameters answers while you draw."
        ),
    ),
    PageEntry(
        file="pages/digit_training.py",
        title="Digit training",
        icon=":material/flag:",
        group="Multilayer networks",
        question="Why does regularisation help, and what does it beat?",
        explanation=(
            "Networks with and without ridge and dropout are trained side by side with logistic "
            "regression and LDA, on the real 60,000 digits: a race. Press Race."
        ),
    ),
    PageEntry(
        file="pages/convolution.py",
        title="Convolution",
        icon=":material/grid_on:",
        group="Convolutional networks",
        question="What does a kernel do to an image, number by number?",
        explanation=(
            "It slides over the image, multiplies the numbers under it by its weights and adds "
            "the products up: by hand, on a photo, or with a learned kernel."
        ),
        only_cpu=True,
    ),
    PageEntry(
        file="pages/pooling.py",
        title="Pooling",
        icon=":material/grid_view:",
        group="Convolutional networks",
        question="What does pooling keep, and what does it forget?",
        explanation=(
            "It replaces every window by one number. Do it by hand, watch a photo shrink, and "
            "measure how much location invariance it gives."
        ),
    ),
    PageEntry(
        file="pages/architecture.py",
        title="Architecture",
        icon=":material/account_tree:",
        group="Convolutional networks",
        question="How do image, maps, flattening and dense layers fit together?",
        explanation=(
            "A network is a sequence of layers; each layer gets the output of the layer before "
            "it. Build one: every size, parameter and multiplication is written out."
        ),
    ),
    PageEntry(
        file="pages/feature_maps.py",
        title="Feature maps",
        icon=":material/layers:",
        group="Convolutional networks",
        question="What did a trained network learn to look for?",
        explanation=(
            "Every filter produces a map that shows where it found its pattern. See all maps, "
            "take one apart, and find out where the network looked."
        ),
    ),
    PageEntry(
        file="pages/augmentation.py",
        title="Augmentation",
        icon=":material/dynamic_feed:",
        group="Convolutional networks",
        question="How does one labelled image become a cloud?",
        explanation=(
            "Random zooms, shifts, rotations and flips make new pictures from an old one, and "
            "the label stays the same. See the random values, and how much training with such "
            "pictures helps."
        ),
    ),
    PageEntry(
        file="pages/photos.py",
        title="Photos",
        icon=":material/photo_camera:",
        group="Pretrained networks",
        question="What does ResNet50 see, and when does it change its mind?",
        explanation=(
            "A network trained on more than a million photos of 1,000 classes classifies your "
            "photo. Then change a detail: come nearer, turn it, cover a part."
        ),
    ),
    PageEntry(
        file="pages/transfer.py",
        title="Transfer learning",
        icon=":material/ac_unit:",
        group="Pretrained networks",
        question="How do frozen filters learn my classes from a few photos?",
        explanation=(
            "Freeze a network trained on a thousand classes, replace its last layer, and train "
            "only that layer: a few photos and one second are enough."
        ),
    ),
)

CLASS = PageEntry(
    file="pages/classroom.py",
    title="Class",
    icon=":material/groups:",
    group="Together",
    question="A class together",
    explanation=(
        "Your teacher shows four letters: type them to join. You need no account and no name, and "
        "nothing is kept afterwards."
    ),
)


def entry_of(file: str) -> PageEntry:
    """Return the table's entry for `file`.

    Raises:
        KeyError: if no page has that file.
    """
    return {page.file: page for page in (HOME, *PAGES, CLASS)}[file]
