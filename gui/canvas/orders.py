"""What the drawing tools ask the engine to look for: from a click, a box or marks to a call and its arguments."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from gui.canvas import aims

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from engine.annotation import Box
    from engine.regions import Part
    from gui.canvas.aims import Aim
    from gui.canvas.choices import Choices
    from gui.canvas.scene import Scene, Spot
    from gui.document import Document

ROOM = 0.25
"""How much of a box's sides is looked at around it, to learn what is no object."""
LEAST_ROOM = 12


@dataclass(frozen=True, eq=False, slots=True)
class Order:
    """A call of `engine.calls` and its arguments; what it finds lies `x`, `y` from the picture's corner and is painted
    as `aim` says; `painted` hears of that."""

    call: str
    arguments: Mapping[str, object]
    x: int
    y: int
    aim: Aim
    painted: Callable[[], object] | None = None


def fill(scene: Scene, choices: Choices, spot: Spot) -> Order | None:
    """The region of the class mask that was clicked; None where it cannot be painted."""
    truth = scene.document.truth
    aim = _aim(scene, choices, spot)
    if aim is None or truth is None:
        return None
    import numpy as np

    mask = np.zeros((truth.height, truth.width), np.uint8) if truth.mask is None else truth.mask
    return _order(scene, "fill", {"mask": mask, "x": int(spot.x), "y": int(spot.y)}, (0, 0), aim)


def wand(scene: Scene, choices: Choices, spot: Spot) -> Order | None:
    """The pixels around the one that was clicked that look alike."""
    aim = _aim(scene, choices, spot)
    if aim is None:
        return None
    arguments = {
        "pixels": pixels_of(scene.document),
        "x": int(spot.x),
        "y": int(spot.y),
        "tolerance": choices.now.tolerance,
    }
    return _order(scene, "wand", arguments, (0, 0), aim)


def cut_out(scene: Scene, choices: Choices, box: Box) -> Order | None:
    """The object in a box."""
    truth = scene.document.truth
    aim = aims.painting(scene, choices)
    if aim is None or truth is None:
        return None
    part, inner = around(box, truth.width, truth.height)
    pixels = pixels_of(scene.document)[part[1] : part[3], part[0] : part[2]]
    return _order(scene, "cut_out", {"pixels": pixels, "box": inner}, part[:2], aim)


def scribbled(scene: Scene, choices: Choices, marks: np.ndarray, box: Box) -> Order | None:
    """The object that was marked, in and a good way around the `box` of all marks; they are uint8, of the picture."""
    truth = scene.document.truth
    aim = aims.painting(scene, choices)
    if aim is None or truth is None:
        return None
    wide, _ = around(box, truth.width, truth.height, 1.0)
    x0, y0, x1, y1 = wide
    arguments = {
        "pixels": pixels_of(scene.document)[y0:y1, x0:x1],
        "box": (0, 0, x1 - x0, y1 - y0),
        "marks": marks[y0:y1, x0:x1],
    }
    return _order(scene, "cut_out", arguments, (x0, y0), aim)


def way(
    scene: Scene, start: tuple[float, float], end: tuple[float, float]
) -> tuple[Mapping[str, object], tuple[int, int]] | None:
    """The arguments of `engine.assist.follow` for a way along edges, and where the part of the picture lies that they
    are of; None where there is no picture."""
    picture = scene.document.picture
    if picture is None:
        return None
    xs, ys = sorted((start[0], end[0])), sorted((start[1], end[1]))
    room = max(2 * LEAST_ROOM, (xs[1] - xs[0] + ys[1] - ys[0]) / 4)
    x0, y0 = max(0, int(xs[0] - room)), max(0, int(ys[0] - room))
    x1, y1 = min(picture.width(), int(xs[1] + room) + 1), min(picture.height(), int(ys[1] + room) + 1)
    places = {
        name: (min(max(int(x), x0), x1 - 1) - x0, min(max(int(y), y0), y1 - 1) - y0)
        for name, (x, y) in (("start", start), ("end", end))
    }
    return {"pixels": pixels_of(scene.document)[y0:y1, x0:x1], **places}, (x0, y0)


def around(box: Box, width: int, height: int, room: float = ROOM) -> tuple[Part, Part]:
    """The part of a width×height picture to be looked at for a box, and where the box lies in it."""
    dx, dy = max(LEAST_ROOM, box.width * room), max(LEAST_ROOM, box.height * room)
    x0, y0 = max(0, math.floor(box.xmin - dx)), max(0, math.floor(box.ymin - dy))
    x1, y1 = min(width, math.ceil(box.xmax + dx)), min(height, math.ceil(box.ymax + dy))
    left, top = max(0, round(box.xmin)) - x0, max(0, round(box.ymin)) - y0
    right, bottom = min(width, round(box.xmax)) - x0, min(height, round(box.ymax)) - y0
    return (x0, y0, x1, y1), (left, top, right, bottom)


def pixels_of(document: Document) -> np.ndarray:
    """The picture's pixels, height×width×4 uint8 (B, G, R, unused), read-only. Not through its QImage: an order crosses
    to an engine on another thread, and what it holds must stay when the next picture is shown."""
    assert document.pixels is not None
    return cast("np.ndarray", document.pixels)


def _aim(scene: Scene, choices: Choices, spot: Spot) -> Aim | None:
    """What a click on the picture paints; None beside it."""
    truth = scene.document.truth
    if truth is not None and not (0 <= spot.x < truth.width and 0 <= spot.y < truth.height):
        return None
    return aims.painting(scene, choices)


def _order(scene: Scene, call: str, arguments: Mapping[str, object], corner: tuple[int, int], aim: Aim) -> Order | None:
    return None if scene.document.record is None else Order(call, arguments, *corner, aim)
