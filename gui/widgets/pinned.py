"""The pinned picture of a run: what a person drew, and what the network says after each epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme, tokens
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.annotation import Annotation, Box


class PinnedView(QWidget):
    """A small picture with the truth solid and the prediction dashed, as on the canvas. It reads nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QImage | None = None
        self._scaled: QPixmap | None = None
        self._truth: Annotation | None = None
        self._prediction: Annotation | None = None
        self._overlays: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 80)
        self.setAccessibleName(tr("Pinned picture"))

    def sizeHint(self) -> QSize:
        return QSize(200, 150)

    def pin(self, picture: QImage | None, truth: Annotation | None) -> None:
        """Take another picture with its truth; the prediction of the one before goes."""
        self._picture = None if picture is None else picture.copy()
        self._truth, self._prediction = truth, None
        self._forget()

    def set_prediction(self, prediction: Annotation | None) -> None:
        """Show what the network says now."""
        self._prediction = prediction
        self._overlays = []
        self.update()

    def resizeEvent(self, _event: object) -> None:
        self._forget()

    def _forget(self) -> None:
        self._scaled, self._overlays = None, []
        self.update()

    def _place(self) -> QRect:
        """Where the picture goes: whole, centred, never enlarged beyond 4 times."""
        assert self._picture is not None
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, max(size.width(), 1), max(size.height(), 1))
        place.moveCenter(self.rect().center())
        return place

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, shown = QPainter(self), theme.current()
        painter.fillRect(self.rect(), QColor(shown.surround))
        if self._picture is None:
            painter.setPen(QColor(shown.text if shown is tokens.LIGHT else shown.text_2))
            painter.setFont(theme.font(tokens.SMALL_TEXT))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("No picture pinned"))
            painter.end()
            return
        place = self._place()
        painter.drawPixmap(place, self._pixels(place))
        for overlay in self._masks(place):
            painter.drawImage(place, overlay)
        painter.setClipRect(place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for annotation, colour, dash in (
            (self._truth, tokens.CANVAS_VERDICTS.truth, ()),
            (self._prediction, tokens.CANVAS_VERDICTS.prediction, tokens.LINES["prediction"].dash),
        ):
            for instance in annotation.instances if annotation is not None else ():
                assert annotation is not None
                _box(painter, _placed(instance.box, annotation, place), colour, dash)
        painter.end()

    def _pixels(self, place: QRect) -> QPixmap:
        if self._scaled is None:
            assert self._picture is not None
            ratio = self.devicePixelRatioF()
            size = QSize(round(place.width() * ratio), round(place.height() * ratio))
            smooth = Qt.TransformationMode.SmoothTransformation
            scaled = self._picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            self._scaled = QPixmap.fromImage(scaled)
        return self._scaled

    def _masks(self, place: QRect) -> list[QImage]:
        """The truth's mask as an outline, the prediction's as a fill, both at the size shown."""
        if not self._overlays:
            fill = QColor(tokens.CANVAS_VERDICTS.prediction)
            fill.setAlphaF(tokens.MASK_FILL)
            filled = _flat(self._prediction, place.size(), fill)
            solid = _flat(self._truth, place.size(), QColor(tokens.CANVAS_VERDICTS.truth))
            self._overlays = [*filled, *(_outline(image) for image in solid)]
        return self._overlays


def _flat(annotation: Annotation | None, size: QSize, colour: QColor) -> Sequence[QImage]:
    """The mask of `annotation` in one colour, at `size`; void and background are clear. Empty where there is none."""
    mask = None if annotation is None else annotation.mask
    if mask is None or not mask.flags.c_contiguous:
        return ()
    height, width = mask.shape
    image = QImage(mask.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable([0, *[colour.rgba()] * 254, 0])
    return (image.scaled(size).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied),)


def _outline(image: QImage) -> QImage:
    """What of a flat image lies at its edge: the image less the image moved by a pixel to all four sides."""
    inner = image.copy()
    painter = QPainter(inner)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    for dx, dy in ((2, 0), (-2, 0), (0, 2), (0, -2)):
        painter.drawImage(dx, dy, image)
    painter.end()
    edge = image.copy()
    painter = QPainter(edge)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    painter.drawImage(0, 0, inner)
    painter.end()
    return edge


def _placed(box: Box, annotation: Annotation, place: QRect) -> QRectF:
    x, y = place.width() / max(annotation.width, 1), place.height() / max(annotation.height, 1)
    corner = QPointF(place.x() + box.xmin * x, place.y() + box.ymin * y)
    return QRectF(corner.x(), corner.y(), box.width * x, box.height * y)


def _box(painter: QPainter, place: QRectF, colour: str, dash: tuple[float, ...]) -> None:
    """A line with its casing, as on the canvas."""
    painter.setPen(QPen(QColor(tokens.CASING), tokens.LINES["truth"].width + 2 * tokens.CASING_WIDTH))
    painter.drawRect(place)
    pen = QPen(QColor(colour), tokens.LINES["truth"].width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([part / pen.widthF() for part in dash])
    painter.setPen(pen)
    painter.drawRect(place)
