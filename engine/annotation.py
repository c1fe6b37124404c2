"""What is known of one picture: plain frozen values, the same for ground truth and for predictions.

Coordinates are pixels of the upright picture as shown: 0-based, continuous, half open, so a box that covers the whole
of a W×H picture is `Box(0, 0, W, H)`. numpy is not imported here: the window builds these values before it has loaded
anything heavy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

VOID = 255
"""The mask value that says nothing: borders and doubtful pixels, neither learnt from nor scored."""

Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, `xmin <= x < xmax` and `ymin <= y < ymax`, in pixels of the upright picture."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float

    @property
    def width(self) -> float:
        return self.xmax - self.xmin

    @property
    def height(self) -> float:
        return self.ymax - self.ymin

    @property
    def area(self) -> float:
        return max(self.width, 0.0) * max(self.height, 0.0)

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.xmin + dx, self.ymin + dy, self.xmax + dx, self.ymax + dy)

    def clipped(self, width: float, height: float) -> Box:
        """The part of the box that lies in a width×height picture."""
        return Box(
            min(max(self.xmin, 0.0), width),
            min(max(self.ymin, 0.0), height),
            min(max(self.xmax, 0.0), width),
            min(max(self.ymax, 0.0), height),
        )

    def as_tuple(self) -> tuple[float, float, float, float]:
        return self.xmin, self.ymin, self.xmax, self.ymax


def bounds(polygons: tuple[Polygon, ...]) -> Box:
    """The box around polygons."""
    xs = [x for polygon in polygons for x, _ in polygon]
    ys = [y for polygon in polygons for _, y in polygon]
    return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Rle:
    """A region given as pixels, in a picture of `width`×`height`: COCO's compressed run lengths, column by column from
    the top left, beginning with those outside. `engine.formats.rle` reads and makes them."""

    width: int
    height: int
    counts: str


FLAGS = ("difficult", "truncated", "occluded")
"""What is true or false of an Instance."""

NO_POSE = "Unspecified"
"""What VOC's files say of a pose that nobody named."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One object in a picture.

    `score` is None for ground truth and in 0..1 for a prediction. `origin` is the position of the object in the label
    file it was read from (None for an object that is new), so that a save changes that object there and no other.
    `rle` is its region where that is given as pixels; `polygons` are empty then.
    """

    label: str
    box: Box
    polygons: tuple[Polygon, ...] = ()
    score: float | None = None
    difficult: bool = False
    truncated: bool = False
    occluded: bool = False
    pose: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    origin: int | None = None
    rle: Rle | None = None


@dataclass(frozen=True, eq=False)
class Annotation:
    """All that is known of one picture of `width`×`height` pixels.

    `mask` is uint8, height×width, class ids with 0 for background and 255 for void, or None where there is none; it is
    read-only. `label` is the image's own class; `likely` are the classes that a network holds likeliest, at most five
    with their scores, `label` first; empty for truth. `source` names the checkpoint of a prediction and is empty for
    truth.
    """

    width: int
    height: int
    instances: tuple[Instance, ...] = ()
    mask: np.ndarray | None = None
    label: str | None = None
    label_score: float | None = None
    verified: bool = False
    source: str = ""
    likely: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.mask is not None:
            if self.mask.shape != (self.height, self.width):
                raise ValueError(f"a mask of {self.mask.shape} for a picture of {(self.height, self.width)}")
            self.mask.setflags(write=False)

    def __setstate__(self, state: dict[str, object]) -> None:
        """Unpickled arrays are writable; what crossed a process is read-only again."""
        self.__dict__.update(state)
        if self.mask is not None:
            self.mask.setflags(write=False)

    def with_instances(self, instances: tuple[Instance, ...]) -> Annotation:
        return replace(self, instances=instances)


def same(a: Annotation | None, b: Annotation | None) -> bool:
    """Whether two annotations say the same, masks included."""
    if a is None or b is None or a is b:
        return a is b
    plain = all(
        getattr(a, name) == getattr(b, name)
        for name in ("width", "height", "instances", "label", "label_score", "verified", "source", "likely")
    )
    if not plain or (a.mask is None) != (b.mask is None):
        return False
    return a.mask is b.mask or (a.mask is not None and b.mask is not None and a.mask.tobytes() == b.mask.tobytes())


def main_instance(instances: tuple[Instance, ...]) -> Instance | None:
    """The single object a localizer learns: the largest that isn't difficult, the first in the file on ties."""
    easy = [instance for instance in instances if not instance.difficult]
    return max(easy, key=lambda instance: instance.box.area, default=None)
