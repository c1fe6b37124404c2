"""Where many shapes lie on the screen, worked out for all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from gui.canvas import chips, lines

if TYPE_CHECKING:
    import numpy as np

    from gui.canvas.shapes import Shape
    from gui.canvas.viewport import Pane

IN_SIGHT = 10
"""Pixels by which a line reaches beyond its box."""


class Places:
    """`order` says which lines of `shown` are drawn first, wherever a part of them is drawn."""

    def __init__(self, shown: tuple[Shape, ...]) -> None:
        import numpy as np  # there is a picture, so numpy has long been loaded

        self.shown = shown
        self._rows = {shape[:2]: row for row, shape in enumerate(shown)}
        self.order = {kind: place for place, kind in enumerate(dict.fromkeys(map(lines.kind, shown)))}
        boxes = [shape.instance.box for shape in shown]
        edges = [[box.xmin for box in boxes], [box.ymin for box in boxes], [box.xmax for box in boxes]]
        self._boxes = np.array([*edges, [box.ymax for box in boxes]], float).T
        self._reach = self._boxes.copy()
        for place, shape in enumerate(shown):
            if shape.instance.polygons:
                self._reach[place] = _reach(shape)
        self._in_truth = np.array([shape.layer == "truth" for shape in shown], bool)
        self._chip_order = np.array([chips.ORDER[shape.mark] for shape in shown], int)

    def changed(self, before: Places) -> np.ndarray | None:
        """Where shapes lie that only one of the two has, in pixels of the picture: float64 (K, 4). None where lines are
        drawn in another order, so that all have changed."""
        import numpy as np

        still = self.order.keys() & before.order.keys()
        if [kind for kind in self.order if kind in still] != [kind for kind in before.order if kind in still]:
            return None
        new: list[int] = []
        old: list[int] = [row for key, row in before._rows.items() if key not in self._rows]
        for row, shape in enumerate(self.shown):
            was = before._rows.get(shape[:2])
            if was is None or before.shown[was] != shape:
                new.append(row)
                old += () if was is None else (was,)
        return np.concatenate([self._reach[new], before._reach[old]])

    def within(self, pane: Pane, area: QRectF, among: np.ndarray | None = None) -> list[tuple[Shape, QRectF]]:
        """The shapes of a pane's layers whose lines may be in a part of the canvas, and their places there; only those
        that may cross one of `among`, boxes (K, 4) in pixels of the picture, where it is given."""
        rows = self._in_sight(pane, area)
        if among is not None:
            more, reach = 2 * IN_SIGHT / pane.viewport.scale, self._reach[rows]
            apart = (reach[:, None, :2] > among[:, 2:] + more) | (reach[:, None, 2:] < among[:, :2] - more)
            rows = rows[~apart.any(axis=2).all(axis=-1)]
        return self._paired(pane, rows)

    def with_chips(self, pane: Pane, most: int) -> list[tuple[Shape, QRectF]]:
        """Those in sight that are large enough for a chip, the most important first; not more than `most`."""
        import numpy as np

        seen = self._in_sight(pane, pane.rect)
        boxes = self._boxes[seen] * pane.viewport.scale
        least = chips.smallest(len(seen))
        roomy = (boxes[:, 2:] - boxes[:, :2] >= least).all(axis=1)
        seen = seen[roomy]
        return self._paired(pane, seen[np.argsort(self._chip_order[seen], kind="stable")[:most]])

    def _in_sight(self, pane: Pane, area: QRectF) -> np.ndarray:
        import numpy as np

        first, last = pane.to_picture(area.topLeft()), pane.to_picture(area.bottomRight())
        more, reach = IN_SIGHT / pane.viewport.scale, self._reach
        seen = (reach[:, 0] < last.x() + more) & (reach[:, 2] > first.x() - more)
        seen &= (reach[:, 1] < last.y() + more) & (reach[:, 3] > first.y() - more)
        if len(pane.layers) == 1:
            seen &= self._in_truth == (pane.layers[0] == "truth")
        return np.flatnonzero(seen)

    def _paired(self, pane: Pane, which: np.ndarray) -> list[tuple[Shape, QRectF]]:
        """`Pane.rect_of` for many."""
        import numpy as np

        corner = pane.to_screen(0, 0)
        edges = np.floor(self._boxes[which] * pane.viewport.scale + (corner.x(), corner.y()) * 2 + 0.5)
        edges[:, 2:] -= edges[:, :2]
        return list(zip(map(self.shown.__getitem__, which.tolist()), map(QRectF, *edges.T.tolist()), strict=True))


def _reach(shape: Shape) -> tuple[float, float, float, float]:
    """The left, top, right and bottom of all that is drawn of a shape."""
    corners = [shape.box.as_tuple()]
    corners += [(x, y, x, y) for polygon in shape.instance.polygons for x, y in polygon]
    lefts, tops, rights, bottoms = zip(*corners, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
