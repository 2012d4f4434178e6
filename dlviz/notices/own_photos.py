"""What a visitor should know about photos of the visitor's own."""

from dlviz.datasets.photos import KEPT_MEGAPIXELS


def about_size(declared: tuple[int, int], read: tuple[int, int]) -> str:
    """Say so where a photo is read with fewer pixels than its file has; else "".

    Args:
        declared: (width, height) in the file, before it is turned upright.
        read: (width, height) of what is computed with.
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
