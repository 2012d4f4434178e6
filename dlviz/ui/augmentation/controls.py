"""The controls of "Augmentation": view, picture, network that classifies it, random seed."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.datasets.drawings import DRAWINGS
from dlviz.digits import normalise, squeeze
from dlviz.networks import cifar
from dlviz.networks.image_network import ImageNetwork, of_digits
from dlviz.seeds import LARGEST_SEED
from dlviz.training.methods import AUGMENTED, DROPOUT, METHODS, RIDGE
from dlviz.ui.components.drawing_pad.drawing_pad import Sample
from dlviz.ui.shared import digit_networks
from dlviz.ui.shared.cifar_pictures import available_pictures
from dlviz.ui.shared.image_networks import CIFAR, LITE, RESNET, cifar_at, imagenet_network
from dlviz.ui.shared.kept_drawing import KeptPad
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import cap_kept_number
from dlviz.ui.shared.photo_chooser import ChosenPhoto, choose_photo, from_whole

COPIES, CLOUD, PREDICTION, TRAINING = "Copies", "The cloud", "A prediction", "Training"
VIEWS = (COPIES, CLOUD, PREDICTION, TRAINING)
DIGIT, DRAWING, SMALL, PHOTO = SOURCES = ("Digit", "Drawn", "CIFAR", "Photo")
VIEW, SOURCE = "augmentation_view", "augmentation_source"
READER, SEED = "augmentation_reader", "augmentation_seed"
DIGIT_CLASS, NUMBER = "augmentation_digit", "augmentation_which"
PICTURE_CLASS, PICTURE = "augmentation_class", "augmentation_which_picture"
PLAIN_CIFAR = "CIFAR-100 network, plain"
_DIGIT_READERS = {METHODS[name].title: name for name in (AUGMENTED, RIDGE, DROPOUT)}
_PAD = KeptPad("augmentation_ink")
_PIXELS = 512  # longer side of the scaled photo that is kept beside its file
_FIRST_CLASS = "bicycle"

LIMITS = (
    Limit(DIGIT_CLASS, "digit", 0, 9),
    # The input and the link count from 1.
    Limit(NUMBER, "number of the digit", 1, 1_200, from_zero="augmentation_number"),
    Limit(PICTURE, "picture", 1, 100, from_zero="augmentation_picture"),
    Limit(SEED, "seed", 0, LARGEST_SEED),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A picture, and the network that classifies it.

    Attributes:
        source: One of SOURCES.
        network: The network.
        reader: Name of the network.
        image: (C, H, W) floats in [0, 1], in the network's input size.
        label: True class; None if only the network has named one.
        title: "test digit 247, a 6".
        identity: Changes whenever the picture or the network changes.
        sample: For a photo, a key of SAMPLES; "" for the visitor's own.
        index: For a digit or CIFAR-100 picture, its index among the test pictures.
        photo: The photo; None for pictures that already have the network's input size.
    """

    source: str
    network: ImageNetwork
    reader: str
    image: Tensor
    label: int | None
    title: str
    identity: str
    sample: str = ""
    index: int = -1
    photo: ChosenPhoto | None = None

    @property
    def is_labelled(self) -> bool:
        """Whether people have named its class."""
        return self.label is not None

    @property
    def size(self) -> tuple[int, int]:
        """(H, W) in pixels."""
        height, width = self.image.shape[-2:]
        return height, width


def choose_subject() -> Subject:
    """Place the choice of a picture and of a network that classifies it."""
    source = st.segmented_control(
        "Picture",
        SOURCES,
        default=DIGIT,
        required=True,
        key=SOURCE,
        bind="query-params",
        label_visibility="collapsed",
    )
    return {DIGIT: _digit, DRAWING: _drawing, SMALL: _small_picture, PHOTO: _photo}[source]()


def choose_seed() -> int:
    """Place the input for the random seed."""
    return st.number_input(
        "Seed of the draw",
        0,
        LARGEST_SEED,
        1,
        key=SEED,
        bind="query-params",
        help="Another seed gives other random values; the same seed always gives the same values.",
    )


def _digit() -> Subject:
    digits = digit_networks.test_digits()
    with st.container(horizontal=True, gap="small"):
        digit = st.number_input("Digit", 0, 9, 6, key=DIGIT_CLASS, bind="query-params", width=95)
        members = np.flatnonzero(digits.labels == digit)
        cap_kept_number(NUMBER, len(members))
        number = st.number_input(
            f"Which of {len(members):,}", 1, len(members), key=NUMBER, bind="query-params",
            width=130,
        )  # fmt: skip
    index = int(members[number - 1])
    network, reader = _digit_network()
    image = torch.from_numpy(digits.images[index] / np.float32(255))[None]
    title = f"test digit {index} ({_article(str(digit))})"
    return Subject(
        DIGIT, network, reader, image, digit, title, f"digit {index} {reader}", index=index
    )


def _drawing() -> Subject:
    name = "open four"
    with st.container(key="augmentation_pad"):
        ink = _PAD.show(Sample(name, DRAWINGS[name].strokes, DRAWINGS[name].width))
    network, reader = _digit_network()
    pixels = normalise(ink) if ink.any() else squeeze(ink)
    image = torch.from_numpy(pixels)[None]
    identity = f"drawn {hash(pixels.tobytes())} {reader}"
    return Subject(DRAWING, network, reader, image, None, "your drawing", identity)


def _small_picture() -> Subject:
    data = available_pictures("test")
    readers = [CIFAR, *([PLAIN_CIFAR] if cifar.moments(augmented=False) else [])]
    if data is None:
        st.caption("CIFAR-100's pictures are not on this machine: a photo, shrunk to 32 × 32.")
        photo = choose_photo("augmentation_photo", side=_PIXELS)
        network, reader = _cifar_network(readers)
        image, title = _pixels(network, photo), _photo_title(photo.sample) + ", 32 × 32"
        identity = f"small {photo.identity} {reader}"
        return Subject(
            SMALL, network, reader, image, None, title, identity, photo.sample, photo=photo
        )
    with st.container(horizontal=True, gap="small"):
        name = st.selectbox(
            "Class", CLASS_NAMES, CLASS_NAMES.index(_FIRST_CLASS), key=PICTURE_CLASS,
            bind="query-params", width=150,
        )  # fmt: skip
        members = np.flatnonzero(data.labels == CLASS_NAMES.index(name))
        number = st.number_input(
            f"Which of {len(members)}", 1, len(members), key=PICTURE, bind="query-params",
            width=110,
        )  # fmt: skip
    index = int(members[number - 1])
    network, reader = _cifar_network(readers)
    image = torch.from_numpy(data.images[index].copy()).permute(2, 0, 1).float() / 255
    return Subject(
        SMALL, network, reader, image, CLASS_NAMES.index(name),
        f"test picture {index} ({_article(name)})", f"picture {index} {reader}", index=index,
    )  # fmt: skip


def _photo() -> Subject:
    photo = choose_photo("augmentation_photo", side=_PIXELS)
    network, reader = imagenet_network(_choose_reader([LITE, RESNET]))
    return Subject(
        PHOTO, network, reader, _pixels(network, photo), None, _photo_title(photo.sample),
        f"photo {photo.identity} {reader}", photo.sample, photo=photo,
    )  # fmt: skip


def _pixels(network: ImageNetwork, photo: ChosenPhoto) -> Tensor:
    """Return the network's input for the whole photo, (C, H, W) floats in [0, 1]."""
    small = from_whole("augmentation", photo, (network.title, network.side), network.shrink)
    return network.pixels(small)


def _choose_reader(names: list[str]) -> str:
    if st.session_state.get(READER, names[0]) not in names:
        st.session_state[READER] = names[0]  # it reads other pictures
    return st.selectbox("Classified by", names, key=READER, bind="query-params")


def _digit_network() -> tuple[ImageNetwork, str]:
    title = _choose_reader(list(_DIGIT_READERS))
    return digit_reader(title), title


@st.cache_resource(show_spinner=False)
def digit_reader(title: str) -> ImageNetwork:
    """Return the shipped digit network with the name `title` on the pages."""
    return of_digits(digit_networks.digit_model(_DIGIT_READERS[title]), title)


def _cifar_network(readers: list[str]) -> tuple[ImageNetwork, str]:
    name = _choose_reader(readers)
    is_augmented = name == CIFAR
    return cifar_at(cifar.moments(augmented=is_augmented)[-1], augmented=is_augmented), name


def _photo_title(sample: str) -> str:
    return f"the photo “{sample}”" if sample else "your photo"


def _article(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou8" else f"a {name}"
