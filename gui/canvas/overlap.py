"""Which truth and which prediction belong to each other on the canvas, and by how much they overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.canvas.shapes import Key, Shape
    from gui.review.pairs import Comparison


def partner(shape: Shape, shown: tuple[Shape, ...], comparison: Comparison) -> tuple[Shape, float] | None:
    """The shape of the other layer it is matched with, else the one that overlaps it most, and their IoU; None where
    nothing does. A shape that is being dragged is measured where it is."""
    others = [other for other in shown if other.layer != shape.layer]
    if not others:
        return None
    standing = comparison.standings.get(shape.key)
    matched = [] if standing is None else [place for place, _ in standing.partners]
    linked = [other for other in others if other.index in matched]
    import numpy as np  # not before there is something to compare: the window starts without it

    from engine.metrics.boxes import iou_matrix

    others = linked or others
    boxes = np.array([other.box.as_tuple() for other in others], float)
    ious = iou_matrix(np.array([shape.box.as_tuple()], float), boxes)[0]
    best = int(ious.argmax())
    return (others[best], float(ious[best])) if ious[best] > 0 else None


def shown_pair(
    shown: tuple[Shape, ...], comparison: Comparison, hovered: Key | None, selected: Key | None
) -> tuple[Key, Key, float] | None:
    """The pair (truth, prediction, IoU) that is said: that of the hovered shape, else of the selected one, else the
    only truth and the only prediction."""
    wanted = hovered or selected or (shown[0].key if len(shown) == 2 else None)
    shape = next((each for each in shown if each.key == wanted), None)
    found = None if shape is None else partner(shape, shown, comparison)
    if shape is None or found is None:
        return None
    other, iou = found
    return (shape.key, other.key, iou) if shape.layer == "truth" else (other.key, shape.key, iou)
