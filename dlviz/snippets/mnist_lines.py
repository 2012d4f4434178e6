"""Lines of programs that load MNIST, from a file beside the program or from the internet."""

import gzip
import io
import zipfile

from dlviz.datasets import mnist
from dlviz.snippets.networks import Files

FILE = "mnist.zip"
IMPORTS = "from pathlib import Path\nfrom zipfile import ZipFile\n"
IMPORT_MNIST = "from torchvision.datasets import MNIST\n"
_READ = """\
if Path("mnist.zip").exists():  # offered beside this program; without it MNIST is downloaded
    ZipFile("mnist.zip").extractall()
"""
TEST = _READ + 'test = MNIST(".", train=False, download=True)\n'
BOTH = _READ + 'train, test = (MNIST(".", train=part, download=True) for part in (True, False))\n'


def files() -> Files:
    """Return the file that these lines read: MNIST's four files at torchvision's paths."""
    return {FILE: _archive}


def _archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(mnist.FOLDER.glob("*-ubyte.gz")):
            # Uncompressed: torchvision checks compressed files, and ours are compressed otherwise.
            archive.writestr(f"MNIST/raw/{file.stem}", gzip.decompress(file.read_bytes()))
    return buffer.getvalue()
