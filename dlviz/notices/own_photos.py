"""Sentences about visitors' own photos: a large photo is reduced."""

from dlviz.datasets.photos import KEPT_MEGAPIXELS


def about_size(declared: tuple[int, int], read: tuple[int, int]) -> str:
    """Say that a photo was reduced, if it has fewer pixels here than in its file; else "".

    Args:
        declared: (width, height) in the file, before its EXIF rotation.
        read: (width, height) of the decoded photo.
    """
    pixels = declared[0] * declared[1]
    if pixels <= read[0] * read[1]:
        return ""
    millions = pixels / 1e6
    many = (
        f"{millions:.0f}"
        if round(millions) > KEPT_MEGAPIXELS
        else f"a little over {KEPT_MEGAPIXELS}"
    )
    return (
        f"The file has {many} megapixels; a photo above {KEPT_MEGAPIXELS} is opened with fewer "
        f"pixels, here as {read[0]:,} × {read[1]:,} pixels, and the answers are for this "
        "smaller picture."
    )
