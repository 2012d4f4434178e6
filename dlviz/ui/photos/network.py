"""The choice of the network on "Photos", and the download of ResNet50's weights."""

import streamlit as st

from dlviz.networks import imagenet
from dlviz.networks.image_network import ImageNetwork
from dlviz.networks.imagenet import VARIABLE, Classifier, WeightsMissingError
from dlviz.networks.weights_download import Download, official
from dlviz.ui.shared.image_networks import image_network

LITE = "EfficientNet-Lite0"
RESNETS = {"ResNet50 (V1)": "V1", "ResNet50 (V2)": "V2"}
NETWORKS = (*RESNETS, LITE)
NETWORK = "photos_network"
_ASKED = "photos_asked"  # session key of the download that this visitor has started
_OLDER, _ = RESNETS.values()
_HELP = (
    "V1: the weights used for the lecture's table. V2: weights from a longer training with "
    "label smoothing; they are correct more often but deliberately less confident, so their "
    "first probability is lower."
)


def choose_network() -> Classifier:
    """Place the choice of the network; show a message if another network replaces it."""
    has_resnet = imagenet.is_available("resnet50", _OLDER)
    name = st.selectbox(
        "Network",
        NETWORKS,
        index=0 if has_resnet else NETWORKS.index(LITE),
        key=NETWORK,
        bind="query-params",
        help=_HELP,
    )
    version = RESNETS.get(name, _OLDER)
    if not imagenet.is_available("resnet50", version):
        _offer_download(version)
    elif name in RESNETS:
        try:
            return imagenet.load("resnet50", version)
        except (WeightsMissingError, ValueError, OSError) as error:
            st.warning(f"{str(error).rstrip('.')}; {LITE} is used instead.")
    return imagenet.load("efficientnet_lite0")


def both() -> list[Classifier]:
    """Return the networks whose weights are on this machine and valid, ResNet50 first."""
    found = []
    for name in imagenet.NAMES:
        try:
            found.append(imagenet.load(name))
        except (WeightsMissingError, ValueError, OSError):
            continue
    return found


def looked_into(classifier: Classifier) -> ImageNetwork:
    """Return the same network, wrapped so that its activations can be read."""
    return image_network(classifier.name, classifier.version or _OLDER)


@st.cache_resource(show_spinner=False)
def _downloads() -> dict[str, Download]:
    """Return the dictionary of this server's downloads, one for each version."""
    return {}


def _offer_download(version: str) -> None:
    download = _downloads().get(version)
    if download is not None and download.is_running:
        _show_download(version)
        return
    is_mine = st.session_state.get(_ASKED) is download  # other visitors get no message
    if download is not None and download.problem and is_mine:
        st.warning(download.problem)
    weights = official(version)
    st.caption(f"The weights of {weights.title} are not on this machine: {LITE} is used instead.")
    st.button(
        f"Download {weights.title}, {weights.megabytes:.0f}\u00a0MB",
        icon=":material/cloud_download:",
        help=f"Needed only once for all visitors of this server. Or put the path of the file "
        f"into {VARIABLE}.",
        key="photos_fetch",
        on_click=_begin_download,
        args=(version,),
    )


@st.fragment(run_every=1.0)
def _show_download(version: str) -> None:
    """Show the download's progress; it is shared, and continues if this visitor leaves."""
    download = _downloads()[version]
    if not download.is_running:
        st.rerun()
    megabytes = f"{download.received / 1e6:.0f} of {download.total / 1e6:.0f} MB"
    st.progress(download.share, text=f"{official(version).title}: {megabytes}")
    st.button("Stop", icon=":material/stop:", key="photos_stop", on_click=download.cancel)


def _begin_download(version: str) -> None:
    downloads = _downloads()
    known = downloads.get(version)
    if known is None or not known.is_running:
        known = Download(official(version))
        downloads[version] = known
    st.session_state[_ASKED] = known
