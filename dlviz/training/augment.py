"""Data augmentation for digits: random rotation, slant, stretch, warp and stroke width."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from dlviz.digits import BOX, CENTRE_PIXEL, FIELD, INK_SHARE

FINE = 42  # pixels: distortion at 1.5 times the resolution keeps thin lines and stays fast
ROOM = 1.15  # the sampled field is this much larger, so that a slanted digit stays inside

ROTATION = math.radians(15)
SHEAR = 0.35
STRETCH = 0.25  # limit of the change in log(height / width)
WARP = 0.2  # largest standard deviation of a wave's amplitude in the elastic warp, in half fields
WAVES = 4  # at most this many half waves across the field, in each direction

BLUR = 3  # in fine pixels: strokes grow or shrink by at most half of this
LEVELS = (0.3, 1.0)  # threshold relative to the blurred stroke's grey: low thickens, high thins
SOFTNESS = (0.1, 0.7)  # half width of the new edge, relative to the threshold

UNTOUCHED = 0.2  # share left undistorted, like test digits
JITTER = 0.3  # largest shift of the centre in pixels, in each direction


def augment(pixels: Tensor, rng: torch.Generator) -> Tensor:
    """Return digits rotated, slanted, stretched, warped, thickened or thinned at random.

    A share UNTOUCHED stays undistorted. A distorted digit is scaled to the 20 x 20 box and centred
    by its centre of mass, as every MNIST digit was: the network shall learn other shapes, not other
    positions.

    Args:
        pixels: (N, 28, 28) float in [0, 1]; not changed.
        rng: Source of all random numbers. A CPU generator gives the same numbers on every device.

    Returns:
        (N, 28, 28) float in [0, 1].
    """
    fine = _sample(pixels[:, None], _affine(pixels, rng) + _elastic(pixels, rng))
    fine = _change_width(fine, rng)
    changed = _sample(fine, _box_and_centre(fine, rng))[:, 0]
    is_untouched = _uniform((len(pixels), 1, 1), 0, 1, rng, pixels.device) < UNTOUCHED
    return torch.where(is_untouched, pixels, changed)


def _sample(pixels: Tensor, grid: Tensor) -> Tensor:
    return functional.grid_sample(pixels, grid, align_corners=False)


def _affine(pixels: Tensor, rng: torch.Generator) -> Tensor:
    """Return a sampling grid (N, FINE, FINE, 2), randomly rotated, slanted and stretched."""
    n, where = len(pixels), pixels.device
    angle = _uniform((n,), -ROTATION, ROTATION, rng, where)
    shear = _uniform((n,), -SHEAR, SHEAR, rng, where)
    stretch = torch.exp(_uniform((n,), -STRETCH / 2, STRETCH / 2, rng, where))
    cos, sin, none = angle.cos(), angle.sin(), torch.zeros(n, device=where)
    turn = torch.stack([cos, -sin, sin, cos], dim=1).reshape(n, 2, 2)
    slant = torch.stack([stretch, shear, none, 1 / stretch], dim=1).reshape(n, 2, 2)
    matrix = (ROOM * turn @ slant)[:, None, None]  # (n, 1, 1, 2, 2)
    middles = (torch.arange(FINE, device=where) + 0.5) * 2 / FINE - 1
    return matrix[..., 0] * middles[:, None] + matrix[..., 1] * middles[:, None, None]


def _elastic(pixels: Tensor, rng: torch.Generator) -> Tensor:
    """Return smooth random displacements (N, FINE, FINE, 2), sums of cosines, in half fields."""
    n, where = len(pixels), pixels.device
    order = torch.arange(WAVES + 1, device=where)
    middles = torch.arange(FINE, device=where)[:, None] + 0.5
    waves = torch.cos(math.pi * order * middles / FINE)  # (FINE, k)
    damping = 1 / (1 + order[:, None] ** 2 + order**2)  # short waves get small amplitudes
    strength = _uniform((n, 1, 1, 1), 0, WARP, rng, where)
    noise = torch.randn(n, 2, len(order), len(order), generator=rng, device=rng.device).to(where)
    heights = strength * damping * noise
    return (waves @ heights @ waves.T).permute(0, 2, 3, 1)


def _change_width(fine: Tensor, rng: torch.Generator) -> Tensor:
    """Return `fine` (N, 1, FINE, FINE) blurred and thresholded at a random grey level."""
    shape = (len(fine), 1, 1, 1)
    blurred = _blur(fine)
    ink = blurred.sum((2, 3), keepdim=True).clamp_min(1e-6)
    typical = blurred.square().sum((2, 3), keepdim=True) / ink  # typical grey of the strokes
    level = typical * _uniform(shape, *LEVELS, rng, fine.device)
    reach = level * _uniform(shape, *SOFTNESS, rng, fine.device)
    return ((blurred - level + reach) / (2 * reach)).clamp(0, 1)


def _blur(fine: Tensor) -> Tensor:
    """Return the mean over BLUR x BLUR pixels; summing shifted copies is faster than avg_pool2d."""
    padded = functional.pad(fine, (BLUR // 2,) * 4)
    rows = torch.zeros_like(padded[:, :, :FINE])
    for start in range(BLUR):
        rows += padded[:, :, start : start + FINE]
    total = torch.zeros_like(fine)
    for start in range(BLUR):
        total += rows[..., start : start + FINE]
    return total / BLUR**2


def _box_and_centre(fine: Tensor, rng: torch.Generator) -> Tensor:
    """Return the grid (N, FIELD, FIELD, 2) that scales ink to its box and centres its mass."""
    ink = fine[:, 0]
    middles = torch.arange(FINE, device=fine.device) + 0.5
    mass = ink.sum((1, 2)).clamp_min(1e-6)
    has_ink = ink >= INK_SHARE * ink.amax((1, 2), keepdim=True)
    axes = []
    sides = []
    for other in (1, 2):  # the axis summed over: 1 leaves columns (x), 2 leaves rows (y)
        centre = (ink.sum(other) * middles).sum(1) / mass
        occupied = has_ink.any(other).to(torch.uint8)
        start = occupied.argmax(1)
        end = FINE - occupied.flip(1).argmax(1)
        axes.append((centre, start, end))
        sides.append(end - start)
    zoom = torch.maximum(*sides) / BOX  # fine pixels for one pixel of the field
    places = torch.arange(FIELD, device=fine.device) + 0.5
    looks = []
    for centre, start, end in axes:
        target = CENTRE_PIXEL + _uniform(centre.shape, 0.0, 1.0, rng, fine.device)
        target = target + _uniform(centre.shape, -JITTER, JITTER, rng, fine.device)
        target = target.clamp(min=(centre - start) / zoom, max=FIELD - (end - centre) / zoom)
        looks.append((centre[:, None] + (places - target[:, None]) * zoom[:, None]) * 2 / FINE - 1)
    x, y = looks  # (N, FIELD) each
    shape = (len(fine), FIELD, FIELD)
    return torch.stack([x[:, None, :].expand(shape), y[:, :, None].expand(shape)], dim=3)


def _uniform(
    shape: tuple[int, ...], low: float, high: float, rng: torch.Generator, where: torch.device
) -> Tensor:
    return low + (high - low) * torch.rand(shape, generator=rng, device=rng.device).to(where)
