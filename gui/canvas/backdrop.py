"""What lies under the outlines: the picture, its masks, the pixel grid. Composed once a view, then only copied."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gui.canvas import differing, eyes, masks
from gui.canvas.sheet import Sheet
from gui.canvas.tone import Tones
from gui.canvas.viewport import nearest, on_screen
from gui.look import palette, theme, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from PySide6.QtWidgets import QWidget

    from engine.annotation import Annotation
    from engine.regions import Part
    from gui.canvas.camera import Camera
    from gui.canvas.scene import Scene
    from gui.canvas.tone import Toned
    from gui.canvas.viewport import Layer, Pane


@dataclass(frozen=True, slots=True)
class MaskLook:
    """How masks are shown: their classes, the opacity of their fill in 0..1, values that are not shown, and whether it
    is their difference that is to be seen, where there are two."""

    classes: tuple[str, ...] = ()
    opacity: float = 0.0
    hidden: tuple[int, ...] = ()
    differ: bool = False


class Pyramid:
    """A picture and its halves, quarters, ... made when first needed, so that zooming out is smooth and cheap."""

    def __init__(self, picture: QImage) -> None:
        self._levels = [picture]

    @property
    def whole(self) -> QImage:
        """The picture at full size."""
        return self._levels[0]

    def level(self, scale: float) -> QImage:
        """The smallest level that still has a pixel for every one of the screen's at `scale`."""
        wanted = 0 if scale >= 0.5 else math.floor(math.log2(1 / scale))
        while len(self._levels) <= wanted:
            last = self._levels[-1]
            if min(last.width(), last.height()) < 2:
                break
            half = last.scaled(
                last.width() // 2,
                last.height() // 2,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._levels.append(half.convertToFormat(QImage.Format.Format_RGB32))
        return self._levels[min(wanted, len(self._levels) - 1)]


class Backdrop:
    """What lies under the outlines, on a sheet that is composed anew only where something it shows has changed."""

    def __init__(self) -> None:
        self._pyramid: Pyramid | None = None
        self._tones = Tones()
        self._sheet = Sheet(QImage.Format.Format_RGB32)
        self._masks: tuple[object, ...] = ()

    def show(self, picture: QImage | None) -> None:
        """Take another picture, or none."""
        self._pyramid = None if picture is None else Pyramid(picture)

    def draw(self, painter: QPainter, canvas: QWidget, camera: Camera, scene: Scene, until: float) -> bool:
        """Draw it on the canvas, what is out of date painted first; whether all is as it should be. See `Sheet`."""
        viewing, document = scene.viewing, scene.document
        visible = viewing.show_masks and not viewing.hidden
        record = "" if document.record is None else document.record.name
        layers: dict[Layer, Annotation | None] = {
            "truth": eyes.seen(document.truth, "truth", viewing, record) if visible else None,
            "prediction": eyes.seen(document.prediction, "prediction", viewing, record) if visible else None,
        }
        masks = tuple(None if annotation is None else annotation.mask for annotation in layers.values())
        classes = document.mask_classes
        hidden = tuple(value for value, name in enumerate(classes, 1) if name in viewing.hidden_classes)
        look = MaskLook(classes, viewing.mask_opacity, hidden, viewing.view == "difference")
        colours = (theme.current().name, tuple(map(palette.colour, classes)), look)
        panes, picture = camera.panes(), self._tones.of(self._pyramid, viewing.tone)
        ratio = canvas.devicePixelRatioF()
        what = (picture, *map(id, masks), colours, scene.strokes)
        self._sheet.take(canvas.size(), ratio, panes, what, QColor(theme.current().surround))
        self._masks = masks  # kept, too: an array that is gone could leave its id to another
        if scene.stroke is not None and visible:
            layers["truth"] = scene.stroke.annotation
            self._sheet.touch(_touched(panes, ratio, scene.stroke.take_unseen()))
        done = self._sheet.renew(
            lambda onto, area: paint(onto, area, ratio, panes, picture, layers, look),
            until,
        )
        self._sheet.draw(painter)
        return done


def paint(
    painter: QPainter,
    area: QRect,
    ratio: float,
    panes: tuple[Pane, ...],
    picture: Pyramid | Toned | None,
    layers: Mapping[Layer, Annotation | None],
    look: MaskLook,
) -> None:
    """An area of the canvas without its outlines, in pixels of a screen of `ratio`.

    `layers` holds the annotations whose masks are to be seen; it is empty where masks are switched off.
    """
    painter.fillRect(area, QColor(theme.current().surround))
    for pane in panes:
        part = on_screen(pane.rect, ratio) & area
        if picture is not None and not part.isEmpty():
            painter.setClipRect(part)
            reach = _reach(ratio)
            _pane(painter, part.adjusted(-reach, -reach, reach, reach), pane, picture, layers, look, ratio)


def _reach(ratio: float) -> int:
    """How far a change of a mask reaches: its contour lies a little beyond it."""
    return math.ceil(2 * tokens.MASK_CONTOUR * ratio) + 1


def _touched(panes: tuple[Pane, ...], ratio: float, part: Part | None) -> list[QRect]:
    """Where on the screen a part of the picture lies, now that the truth's mask is another there."""
    touched: list[QRect] = []
    for pane in panes:
        if part is not None and "truth" in pane.layers:
            corner, end = pane.to_screen(part[0], part[1]) * ratio, pane.to_screen(part[2], part[3]) * ratio
            reach = _reach(ratio)
            around = QRectF(corner, end).toAlignedRect().adjusted(-reach, -reach, reach, reach)
            touched.append(around & on_screen(pane.rect, ratio))
    return touched


def _pane(
    painter: QPainter,
    area: QRect,
    pane: Pane,
    picture: Pyramid | Toned,
    layers: Mapping[Layer, Annotation | None],
    look: MaskLook,
    ratio: float,
) -> None:
    """What a pane shows within `area` of the screen."""
    _picture(painter, pane, picture, ratio)
    masked: dict[Layer, Annotation] = {}
    for layer in pane.layers:
        one = layers.get(layer)
        if one is not None and one.mask is not None:
            masked[layer] = one
    _masks(painter, area, pane, masked, look, ratio)
    if pane.viewport.scale >= tokens.GRID_ZOOM:
        _grid(painter, area, pane, picture.whole.width(), picture.whole.height(), ratio)


def _picture(painter: QPainter, pane: Pane, picture: Pyramid | Toned, ratio: float) -> None:
    whole = picture.whole
    scale = pane.viewport.scale
    corner, end = _pixel(pane, 0, 0, ratio), _pixel(pane, whole.width(), whole.height(), ratio)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale <= tokens.SHARP_ZOOM and scale * ratio != 1)
    painter.drawImage(QRectF(corner, end), picture.level(scale * ratio))


def _masks(
    painter: QPainter, area: QRect, pane: Pane, masked: Mapping[Layer, Annotation], look: MaskLook, ratio: float
) -> None:
    """The masks of a pane's annotations: where they differ, if that is wanted and there are two, else each."""
    if not masked:
        return
    scale = pane.viewport.scale * ratio
    corner = _pixel(pane, 0, 0, ratio)
    annotation = next(iter(masked.values()))
    left, top = max(area.left(), corner.x()), max(area.top(), corner.y())
    right = min(area.right() + 1, corner.x() + round(annotation.width * scale))
    bottom = min(area.bottom() + 1, corner.y() + round(annotation.height * scale))
    if right <= left or bottom <= top:
        return
    place = (left - corner.x(), top - corner.y())
    size = (right - left, bottom - top)
    seen = {layer: _seen(one, place, size, scale, look.hidden) for layer, one in masked.items()}
    filled = _filled(tuple(seen.values()))
    if filled is None:
        return
    seen = {layer: values[filled] for layer, values in seen.items()}
    place = (place[0] + filled[1].start, place[1] + filled[0].start)
    if look.differ and len(seen) == 2:
        drawn = [differing.composed(seen["truth"], seen["prediction"], look.opacity, place, ratio)]
    else:
        drawn = [
            masks.composed(values, look.classes, look.opacity, layer == "prediction", place, ratio)
            for layer, values in seen.items()
        ]
    for codes, colours in drawn:
        painter.drawImage(corner + QPoint(*place), masks.image(codes, colours))


def _filled(seen: tuple[np.ndarray, ...]) -> tuple[slice, slice] | None:
    """The rows and columns in which one of these masks, uint8 (h, w), has something to show, and one more all round for
    the casing of its contour; None where there is nothing."""
    import numpy as np

    rows, columns = (np.flatnonzero(np.max([values.max(axis=axis) for values in seen], axis=0)) for axis in (1, 0))
    if not len(rows):
        return None
    return slice(max(0, int(rows[0]) - 1), int(rows[-1]) + 2), slice(max(0, int(columns[0]) - 1), int(columns[-1]) + 2)


def _seen(
    annotation: Annotation, place: tuple[int, int], size: tuple[int, int], scale: float, hidden: tuple[int, ...]
) -> np.ndarray:
    """The mask values, uint8 (h, w), under `size` (w, h) pixels of the screen from `place` (x, y) on, relative to the
    picture's corner there; `hidden` values are background."""
    import numpy as np  # there is a mask, so numpy has long been loaded

    assert annotation.mask is not None
    columns = ((np.arange(place[0], place[0] + size[0]) + 0.5) / scale).astype(np.int64)
    rows = ((np.arange(place[1], place[1] + size[1]) + 0.5) / scale).astype(np.int64)
    rows, columns = np.minimum(rows, annotation.height - 1), np.minimum(columns, annotation.width - 1)
    seen = np.take(annotation.mask[rows], columns, axis=1)
    if hidden:
        kept = np.arange(256, dtype=np.uint8)
        kept[list(hidden)] = 0
        seen = kept[seen]
    return seen


def _grid(painter: QPainter, area: QRect, pane: Pane, width: int, height: int, ratio: float) -> None:
    """A hair of a line between the picture's pixels."""
    first, last = pane.to_picture(pane.rect.topLeft()), pane.to_picture(pane.rect.bottomRight())
    painter.setPen(QPen(QColor(128, 128, 128, 90), 1))
    corner, end = _pixel(pane, 0, 0, ratio), _pixel(pane, width, height, ratio)
    for column in range(max(0, math.floor(first.x())), min(width, math.ceil(last.x())) + 1):
        x = _pixel(pane, column, 0, ratio).x()
        painter.drawLine(x, max(corner.y(), area.top()), x, min(end.y(), area.bottom() + 1))
    for row in range(max(0, math.floor(first.y())), min(height, math.ceil(last.y())) + 1):
        y = _pixel(pane, 0, row, ratio).y()
        painter.drawLine(max(corner.x(), area.left()), y, min(end.x(), area.right() + 1), y)


def _pixel(pane: Pane, x: float, y: float, ratio: float) -> QPoint:
    """The pixel of the screen at which a place of the picture lies."""
    place = pane.to_screen(x, y) * ratio
    return QPoint(nearest(place.x()), nearest(place.y()))
