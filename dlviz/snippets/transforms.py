"""A chain of transforms as code with torchvision's classes, which draw at random in training."""

from dlviz.augmentation_text import chain_of
from dlviz.transforms import GRID, SIGMA, Step


def compose(chain: str, side: int = GRID) -> str:
    """Return the chain as code that builds a `v2.Compose`, for a training.

    Args:
        chain: As text.
        side: Rows and columns of the pictures.
    """
    steps = [f"    {_class(step, side)},\n" for step in chain_of(chain)]
    return f"v2.Compose([\n{''.join(steps)}])" if steps else "v2.Identity()"


def _class(step: Step, side: int) -> str:
    low, high = step.low, step.high
    factors = f"({low / 100:g}, {high / 100:g})"
    smooth = "interpolation=v2.InterpolationMode.BILINEAR"
    match step.word:
        case "zoom":
            return f"v2.RandomAffine(0, scale={factors}, {smooth})"
        case "shift":
            return f"v2.RandomAffine(0, translate=({high / 100:g}, {high / 100:g}), {smooth})"
        case "shear":
            return f"v2.RandomAffine(0, shear=({low}, {high}), {smooth})"
        case "rotate":
            return f"v2.RandomRotation(({low}, {high}), {smooth})"
        case "hflip":
            return f"v2.RandomHorizontalFlip({high / 100:g})"
        case "vflip":
            return f"v2.RandomVerticalFlip({high / 100:g})"
        case "crop":
            return f"v2.RandomResizedCrop(({side}, {side}), scale={factors})"
        case "bright":
            return f"v2.ColorJitter(brightness={factors})"
        case "contrast":
            return f"v2.ColorJitter(contrast={factors})"
        case "erase":
            return f"v2.RandomErasing(p=1, scale={factors})"
        case "elastic":
            return _elastic(low, high, side)
    raise ValueError(f"there is no class for {step.word!r}")


def _elastic(low: int, high: int, side: int) -> str:
    """Return code that distorts pictures of `side` as alpha and SIGMA distort a digit of GRID.

    The blur must grow with the picture. A wider blur leaves less of the noise, and ElasticTransform
    divides by the side: alpha is enlarged to make up for both. ElasticTransform has one alpha for
    all pictures; this code draws one for each.
    """
    scale = side / GRID
    sigma = f"sigma={SIGMA * scale:g}"
    if low == high:
        return f"v2.ElasticTransform(alpha={high * scale**2:g}, {sigma})"
    alpha = f"float(torch.empty(()).uniform_({low * scale**2:g}, {high * scale**2:g}))"
    return f"""\
v2.Lambda(  # alpha is drawn again for every picture
        lambda image: v2.ElasticTransform(
            {alpha}, {sigma}
        )(image)
    )"""
