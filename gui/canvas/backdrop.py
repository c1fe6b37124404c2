"""What lies under the outlines: the picture, its masks, the pixel grid. Composed once a view, then only copied."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gui.canvas import masks
from gui.look import palette, theme, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.annotation import Annotation
    from gui.canvas.camera import Camera
    from gui.canvas.scene import Scene
    from gui.canvas.viewport import Layer, Pane


class Pyramid:
    """A picture and its halves, quarters, ... made when first needed, so that zooming out is smooth and cheap."""

    def __init__(self, picture: QImage) -> None:
        self._levels = [picture]

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
    """Keeps the last backdrop, and composes another only where something it shows has changed."""

    def __init__(self) -> None:
        self._pyramid: Pyramid | None = None
        self._kept: tuple[object, QImage] | None = None
        self._masks: tuple[object, ...] = ()

    def show(self, picture: QImage | None) -> None:
        """Take another picture, or none."""
        self._pyramid = None if picture is None else Pyramid(picture)

    def image(self, size: QSize, ratio: float, camera: Camera, scene: Scene) -> QImage:
        """The backdrop for a canvas of `size` device-independent pixels on a screen of `ratio`."""
        viewing, document = scene.viewing, scene.document
        visible = viewing.show_masks and not viewing.hidden
        layers: dict[Layer, Annotation | None] = {
            "truth": document.truth if visible else None,
            "prediction": document.prediction if visible else None,
        }
        masks = tuple(None if annotation is None else annotation.mask for annotation in layers.values())
        tints = tuple(map(palette.colour, document.mask_classes))
        colours = (theme.current().name, viewing.mask_opacity, document.mask_classes, tints)
        key = (size, ratio, camera.viewport, viewing.view, self._pyramid, *map(id, masks), colours)
        if self._kept is None or self._kept[0] != key:
            composed = compose(
                (size.width(), size.height()),
                ratio,
                camera.panes(),
                self._pyramid,
                layers,
                document.mask_classes,
                viewing.mask_opacity,
            )
            # the masks are kept too: an array that is gone could leave its id to another
            self._kept, self._masks = (key, composed), masks
        return self._kept[1]


def compose(
    size: tuple[int, int],
    ratio: float,
    panes: tuple[Pane, ...],
    picture: Pyramid | None,
    layers: Mapping[Layer, Annotation | None],
    classes: tuple[str, ...],
    opacity: float,
) -> QImage:
    """The canvas without its outlines, `size` (width, height) device-independent pixels on a screen of `ratio`.

    `layers` holds the annotations whose masks are to be seen; it is empty where masks are switched off.
    """
    image = QImage(round(size[0] * ratio), round(size[1] * ratio), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.current().surround))
    painter = QPainter(image)
    for pane in panes:
        if picture is None:
            continue
        area = QRectF(
            pane.rect.x() * ratio, pane.rect.y() * ratio, pane.rect.width() * ratio, pane.rect.height() * ratio
        )
        painter.setClipRect(area)
        _picture(painter, pane, picture, ratio)
        for layer in pane.layers:
            annotation = layers.get(layer)
            if annotation is not None and annotation.mask is not None:
                _mask(painter, area, pane, annotation, layer, classes, opacity, ratio)
        if pane.viewport.scale >= tokens.GRID_ZOOM:
            _grid(painter, area, pane, picture.level(1).size().width(), picture.level(1).size().height(), ratio)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _picture(painter: QPainter, pane: Pane, picture: Pyramid, ratio: float) -> None:
    whole = picture.level(1)
    scale = pane.viewport.scale
    corner, end = pane.to_screen(0, 0) * ratio, pane.to_screen(whole.width(), whole.height()) * ratio
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale <= tokens.SHARP_ZOOM and scale * ratio != 1)
    painter.drawImage(QRectF(corner.toPoint(), end.toPoint()), picture.level(scale * ratio))


def _mask(
    painter: QPainter,
    area: QRectF,
    pane: Pane,
    annotation: Annotation,
    layer: Layer,
    classes: tuple[str, ...],
    opacity: float,
    ratio: float,
) -> None:
    import numpy as np  # there is a mask, so numpy has long been loaded

    assert annotation.mask is not None
    scale = pane.viewport.scale * ratio
    corner = (pane.to_screen(0, 0) * ratio).toPoint()
    left, top = max(math.floor(area.left()), corner.x()), max(math.floor(area.top()), corner.y())
    right = min(math.ceil(area.right()), corner.x() + round(annotation.width * scale))
    bottom = min(math.ceil(area.bottom()), corner.y() + round(annotation.height * scale))
    if right <= left or bottom <= top:
        return
    columns = ((np.arange(left, right) - corner.x() + 0.5) / scale).astype(np.int64)
    rows = ((np.arange(top, bottom) - corner.y() + 0.5) / scale).astype(np.int64)
    rows, columns = np.minimum(rows, annotation.height - 1), np.minimum(columns, annotation.width - 1)
    seen = np.take(annotation.mask[rows], columns, axis=1)
    place = (left - corner.x(), top - corner.y())
    codes, colours = masks.composed(seen, classes, opacity, layer == "prediction", place, ratio)
    painter.drawImage(left, top, masks.image(codes, colours))


def _grid(painter: QPainter, area: QRectF, pane: Pane, width: int, height: int, ratio: float) -> None:
    """A hair of a line between the picture's pixels."""
    first, last = pane.to_picture(pane.rect.topLeft()), pane.to_picture(pane.rect.bottomRight())
    painter.setPen(QPen(QColor(128, 128, 128, 90), 1))
    top, bottom = pane.to_screen(0, 0).y() * ratio, pane.to_screen(0, height).y() * ratio
    for column in range(max(0, math.floor(first.x())), min(width, math.ceil(last.x())) + 1):
        x = round(pane.to_screen(column, 0).x() * ratio)
        painter.drawLine(x, round(max(top, area.top())), x, round(min(bottom, area.bottom())))
    left, right = pane.to_screen(0, 0).x() * ratio, pane.to_screen(width, 0).x() * ratio
    for row in range(max(0, math.floor(first.y())), min(height, math.ceil(last.y())) + 1):
        y = round(pane.to_screen(0, row).y() * ratio)
        painter.drawLine(round(max(left, area.left())), y, round(min(right, area.right())), y)
