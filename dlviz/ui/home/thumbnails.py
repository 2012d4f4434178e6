"""Draws the pictures on the home page's cards: `python -m dlviz.ui.home.thumbnails`.

They ship as files, so that the home page opens without torch. Each shows real results: a shipped
network and a shipped picture, drawn with the project's figures.
"""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image

from dlviz.ui.shared.pages import ICON

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
FOLDER = _ASSETS / "thumbnails"


def path(name: str) -> Path:
    """Return the path of the thumbnail of the page `name`."""
    return FOLDER / f"{name}.png"


def digits() -> np.ndarray:
    """Draw the augmented network's activations for the first test digit."""
    from dlviz.datasets import mnist as data
    from dlviz.figures import thumbnails
    from dlviz.inside import observe
    from dlviz.networks import mnist

    image = data.load("test").images[0] / np.float32(255)
    activity = observe(cast("mnist.MLP", mnist.load("augmented")), image)
    first, second = activity.activations
    layers = [first.reshape(16, 16), second.reshape(16, 8)]
    return thumbnails.digit_network(image, layers, activity.reading.probabilities)


def two_inputs() -> np.ndarray:
    """Draw the lecture's two hidden units, and the product that is their sum."""
    from dlviz.figures import thumbnails
    from dlviz.two_inputs import PRODUCT, grid

    side = thumbnails.HEIGHT
    plane = grid(2.0, side)
    pieces = PRODUCT.units(plane).numpy().T * PRODUCT.beta[1:, None].numpy()  # (2, side * side)
    maps = [values.reshape(side, side)[::-1] for values in (*pieces, PRODUCT(plane).numpy())]
    return thumbnails.signed_row(maps)


def digit_training() -> np.ndarray:
    """Draw sixteen units each of the ridge, the dropout and the augmented network."""
    from dlviz.figures import thumbnails
    from dlviz.networks import mnist

    blocks = []
    for name in ("ridge", "dropout", "augmented"):
        tiles = mnist.load(name).get_parameter("hidden1.weight")[:16].numpy().reshape(4, 4, 28, 28)
        limit = np.quantile(np.abs(tiles), 0.995)  # a few large weights would make all others pale
        side = thumbnails.HEIGHT
        blocks.append(tiles.transpose(0, 2, 1, 3).reshape(side, side).clip(-limit, limit))
    return thumbnails.signed_row(blocks)


def convolution() -> np.ndarray:
    """Draw a cat, Sobel's kernel, and its response."""
    import torch
    from PIL import Image

    from dlviz.convolution import apply_kernel
    from dlviz.datasets import sample_photos
    from dlviz.figures import thumbnails
    from dlviz.kernels import weights

    side = thumbnails.HEIGHT + 2
    photo = sample_photos.load("cat").convert("L").crop((90, 20, 390, 270))
    photo = photo.resize((round(side * 1.2), side), Image.Resampling.BOX)
    pixels, kernel = np.asarray(photo), weights("Sobel, vertical edges")
    response = apply_kernel(
        torch.from_numpy(pixels.astype(np.float32)), torch.from_numpy(kernel)
    ).numpy()
    limit = np.abs(response).max() / 2  # doubles the contrast for the small picture
    return thumbnails.photo_and_response(pixels[1:-1, 1:-1], response.clip(-limit, limit), kernel)


def pooling() -> np.ndarray:
    """Draw a cat before and after three, four and five max poolings."""
    from PIL import Image

    from dlviz.datasets import sample_photos
    from dlviz.figures import thumbnails
    from dlviz.pooling import MAX, cascade

    side = thumbnails.HEIGHT
    photo = sample_photos.load("cat").crop((90, 20, 390, 270)).crop((25, 0, 275, 250))
    pixels = np.asarray(photo.resize((2 * side, 2 * side), Image.Resampling.BOX), np.float32)
    row = cascade(pixels.transpose(2, 0, 1), MAX, 5)
    return thumbnails.photos_in_a_row([row[place].transpose(1, 2, 0) for place in (1, 3, 4, 5)])


def architecture() -> np.ndarray:
    """Draw the lecture's network as blocks to scale."""
    from dlviz.architecture import compute_shapes
    from dlviz.architecture_text import LECTURE, network
    from dlviz.figures import thumbnails

    path = compute_shapes(network(LECTURE))
    return thumbnails.blocks([path.network.input, *(step.shape for step in path.steps)])


def feature_maps() -> np.ndarray:
    """Draw six filters of EfficientNet-Lite0's first layer and their responses to a cat."""
    from dlviz.datasets import sample_photos
    from dlviz.figures import thumbnails
    from dlviz.networks import imagenet
    from dlviz.networks.image_network import of_classifier

    network = of_classifier(imagenet.load("efficientnet_lite0"))
    photo = sample_photos.load("cat").crop((90, 20, 390, 270))
    seen = network.traced.observe(network.prepare(photo), ["stem.conv"])["stem.conv"]
    filters = network.traced.convolutions()["stem.conv"].weight.cpu().numpy()
    maps = seen.result[0].cpu().numpy()
    strongest = np.abs(maps).mean(axis=(1, 2)).argsort()[::-1][:6]
    return thumbnails.filters_and_maps(filters[strongest], maps[strongest])


def transfer() -> np.ndarray:
    """Draw fours and nines at the positions that the frozen network's features give them."""
    from dlviz.datasets.ready_sets import SETS
    from dlviz.embeddings import embedding_plane
    from dlviz.figures import thumbnails
    from dlviz.networks import backbone

    network = backbone.load("efficientnet_lite0")
    chosen = SETS["4 or 9"]
    classes = [chosen.draw(name)[:9] for name in chosen.classes]
    embeddings = network.embed(network.prepare(np.concatenate(classes)))
    return thumbnails.classes_and_map(classes, embedding_plane(embeddings).place(embeddings))


def photos() -> np.ndarray:
    """Draw a kingfisher whose predicted class changes to robin when zooming in."""
    from dlviz.datasets import sample_photos
    from dlviz.figures import thumbnails
    from dlviz.networks import imagenet
    from dlviz.reframing import Reframing, frame_answers, see

    classifier, photo = imagenet.load("efficientnet_lite0"), sample_photos.load("kingfisher")
    steps = [Reframing(zoom=zoom) for zoom in (0.7, 1.2, 3.0)]
    pictures = [see(photo, classifier.transform, step).picture for step in steps]
    rows = frame_answers(classifier, pictures)
    return thumbnails.film(
        [np.asarray(picture) for picture in pictures],
        rows.max(axis=1).tolist(),
        rows.argmax(axis=1).tolist(),
    )


def augmentation() -> np.ndarray:
    """Draw a seven with its copies around it."""
    import torch

    from dlviz.augmentation import copies, draw
    from dlviz.augmentation_text import LECTURE_TEXT, chain_of
    from dlviz.datasets import mnist
    from dlviz.figures import thumbnails

    image = torch.from_numpy(mnist.load("test").images[0] / np.float32(255))[None]
    chain = chain_of(LECTURE_TEXT)
    made = copies(chain, draw(chain, 28, (mnist.SIDE, mnist.SIDE), seed=1), image)
    return thumbnails.surrounded(image[0].numpy(), made[:, 0].numpy())


def icon() -> np.ndarray:
    """Draw the browser tab's icon: the lecture's two hidden units, one positive, one negative."""
    from dlviz.figures import thumbnails

    return thumbnails.icon()


THUMBNAILS: dict[str, Callable[[], np.ndarray]] = {
    "two_inputs": two_inputs,
    "digits": digits,
    "digit_training": digit_training,
    "convolution": convolution,
    "pooling": pooling,
    "architecture": architecture,
    "feature_maps": feature_maps,
    "augmentation": augmentation,
    "photos": photos,
    "transfer": transfer,
}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, draw in THUMBNAILS.items():
        Image.fromarray(draw()).save(path(name), optimize=True)
    Image.fromarray(icon()).save(ICON, optimize=True)
