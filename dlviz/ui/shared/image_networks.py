"""Loads trained image networks by name; a network that is not on this machine is replaced."""

import streamlit as st

from dlviz.networks import cifar, imagenet
from dlviz.networks.image_network import ImageNetwork, of_cifar, of_classifier

LITE, CIFAR, RESNET = "EfficientNet-Lite0", "CIFAR-100 network", "ResNet50"


def imagenet_network(name: str) -> tuple[ImageNetwork, str]:
    """Return the network `name`, LITE or RESNET, with its name; show a message if it is replaced.

    If the weights of `name` are not on this machine, another network and its name are returned.
    """
    if name == RESNET:
        try:
            return image_network("resnet50"), RESNET
        except imagenet.WeightsMissingError as error:
            st.info(
                f"{_clause(error)}: EfficientNet-Lite0 is used until {imagenet.VARIABLE} names "
                "their file."
            )
        except (ValueError, OSError) as error:
            st.warning(f"{_clause(error)}; EfficientNet-Lite0 is used instead.")
    try:
        return image_network("efficientnet_lite0"), LITE
    except imagenet.WeightsMissingError as error:
        st.info(f"{_clause(error)}; the CIFAR-100 network is used instead.")
        return cifar_at(cifar.moments()[-1]), CIFAR


@st.cache_resource(show_spinner="Loading the network")
def image_network(name: str, version: str = "V1") -> ImageNetwork:
    """Return a network of `imagenet.load`, wrapped so that its activations can be read.

    Raises:
        ValueError, WeightsMissingError: as `imagenet.load` does.
    """
    return of_classifier(imagenet.load(name, version))


@st.cache_resource(show_spinner="Loading the network")
def cifar_at(moment: int, *, augmented: bool = True) -> ImageNetwork:
    """Return the CIFAR-100 network at a moment of its training.

    Without `augmented`, it is the twin that was trained without data augmentation.
    """
    return of_cifar(moment, augmented=augmented)


def _clause(error: Exception) -> str:
    return str(error).rstrip(".")
