"""What lies under the outlines: the picture, its masks, the pixel grid. Composed once a view, then only copied."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gui.canvas import differing, masks
from gui.canvas.tone import Tones
from gui.look import palette, theme, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

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
    """Keeps the last backdrop, and composes another only where something it shows has changed.

    `touched`: which pixels of the screen the last `image` has composed again while it kept the others.
    """

    def __init__(self) -> None:
        self._pyramid: Pyramid | None = None
        self._tones = Tones()
        self._kept: tuple[object, QImage] | None = None
        self._masks: tuple[object, ...] = ()
        self.touched: tuple[QRect, ...] = ()

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
        classes = document.mask_classes
        hidden = tuple(value for value, name in enumerate(classes, 1) if name in viewing.hidden_classes)
        look = MaskLook(classes, viewing.mask_opacity, hidden, viewing.view == "difference")
        colours = (theme.current().name, tuple(map(palette.colour, classes)), look)
        panes, picture = camera.panes(), self._tones.of(self._pyramid, viewing.tone)
        key = (size, ratio, panes, picture, *map(id, masks), colours, scene.strokes)
        painted, self.touched = None, ()
        if scene.stroke is not None and visible:
            layers["truth"], painted = scene.stroke.annotation, scene.stroke.take_unseen()
        if self._kept is None or self._kept[0] != key:
            composed = compose(
                (size.width(), size.height()),
                ratio,
                panes,
                picture,
                layers,
                look,
            )
            # the masks are kept too: an array that is gone could leave its id to another
            self._kept, self._masks = (key, composed), masks
        elif painted is not None and picture is not None:
            self.touched = touch_up(self._kept[1], ratio, panes, picture, layers, look, painted)
        return self._kept[1]


def compose(
    size: tuple[int, int],
    ratio: float,
    panes: tuple[Pane, ...],
    picture: Pyramid | Toned | None,
    layers: Mapping[Layer, Annotation | None],
    look: MaskLook,
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
        _pane(painter, area, pane, picture, layers, look, ratio)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def touch_up(
    image: QImage,
    ratio: float,
    panes: tuple[Pane, ...],
    picture: Pyramid | Toned,
    layers: Mapping[Layer, Annotation | None],
    look: MaskLook,
    part: Part,
) -> tuple[QRect, ...]:
    """Compose again what `image`, of `compose`, shows of a part of the picture, now that the truth's mask is another
    there. Contours reach a little beyond it. Returns the places, in pixels of the screen."""
    touched = []
    image.setDevicePixelRatio(1)
    painter = QPainter(image)
    reach = math.ceil(2 * tokens.MASK_CONTOUR * ratio) + 1
    for pane in panes:
        if "truth" not in pane.layers:
            continue
        area = QRectF(pane.rect.topLeft() * ratio, pane.rect.size() * ratio)
        corner, end = pane.to_screen(part[0], part[1]) * ratio, pane.to_screen(part[2], part[3]) * ratio
        changed = QRectF(corner, end).adjusted(-reach, -reach, reach, reach) & area
        if changed.isEmpty():
            continue
        touched.append(changed.toAlignedRect())
        painter.setClipRect(touched[-1])
        _pane(painter, changed.adjusted(-reach, -reach, reach, reach) & area, pane, picture, layers, look, ratio)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return tuple(touched)


def _pane(
    painter: QPainter,
    area: QRectF,
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
    corner, end = pane.to_screen(0, 0) * ratio, pane.to_screen(whole.width(), whole.height()) * ratio
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale <= tokens.SHARP_ZOOM and scale * ratio != 1)
    painter.drawImage(QRectF(corner.toPoint(), end.toPoint()), picture.level(scale * ratio))


def _masks(
    painter: QPainter, area: QRectF, pane: Pane, masked: Mapping[Layer, Annotation], look: MaskLook, ratio: float
) -> None:
    """The masks of a pane's annotations: where they differ, if that is wanted and there are two, else each."""
    if not masked:
        return
    scale = pane.viewport.scale * ratio
    corner = (pane.to_screen(0, 0) * ratio).toPoint()
    annotation = next(iter(masked.values()))
    left, top = max(math.floor(area.left()), corner.x()), max(math.floor(area.top()), corner.y())
    right = min(math.ceil(area.right()), corner.x() + round(annotation.width * scale))
    bottom = min(math.ceil(area.bottom()), corner.y() + round(annotation.height * scale))
    if right <= left or bottom <= top:
        return
    place = (left - corner.x(), top - corner.y())
    size = (right - left, bottom - top)
    seen = {layer: _seen(one, place, size, scale, look.hidden) for layer, one in masked.items()}
    if look.differ and len(seen) == 2:
        drawn = [differing.composed(seen["truth"], seen["prediction"], look.opacity, place, ratio)]
    else:
        drawn = [
            masks.composed(values, look.classes, look.opacity, layer == "prediction", place, ratio)
            for layer, values in seen.items()
        ]
    for codes, colours in drawn:
        painter.drawImage(left, top, masks.image(codes, colours))


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
