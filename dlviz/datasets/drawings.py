"""A few drawings of digits to start from, as points (x, y) in pixels of a 280 x 280 pad."""

from dataclasses import dataclass

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing on the pad.

    Attributes:
        strokes: The points of each pen stroke.
        width: Width of the pen in pixels.
    """

    strokes: tuple[Points, ...]
    width: float


_THREE: Points = (
    (24, 36), (38, 25), (58, 24), (70, 36), (66, 52), (48, 62), (68, 70), (78, 88), (70, 108),
    (48, 116), (24, 106),
)  # fmt: skip

DRAWINGS: dict[str, Drawing] = {
    "three in the corner": Drawing((_THREE,), 12),
    "open four": Drawing((((92, 58), (78, 150), (196, 148)), ((176, 60), (166, 232))), 18),
    "crossed seven": Drawing(
        (((70, 66), (204, 64), (176, 122), (132, 232)), ((100, 150), (196, 142))), 18
    ),
    "one with a foot": Drawing((((104, 104), (150, 54), (148, 224)), ((98, 226), (202, 222))), 18),
    "single dot": Drawing((((140, 140),),), 18),
}
