"""An image of the canvas that goes with the camera: what it shows already is moved, and only the rest is painted."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from gui.canvas.viewport import nearest, on_screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gui.canvas.viewport import Pane

BAND = 48
"""Rows that are painted before the clock is looked at again."""


class Sheet:
    """All of it is in pixels of the screen but `take`, which has the canvas's size as the canvas knows it.

    Moved by whole pixels it stays exact, and the strips that come into sight are painted. Zoomed, it shows what it had,
    larger or smaller, until that has been painted again: band by band where time is short.
    """

    def __init__(self, form: QImage.Format) -> None:
        self._image, self._spare = QImage(1, 1, form), QImage()
        self._what: object = None
        self._panes: tuple[Pane, ...] = ()
        self._stale, self._bare = QRegion(), QRegion()
        self._anew = True

    def take(self, size: QSize, ratio: float, panes: tuple[Pane, ...], what: object, ground: QColor) -> None:
        """What is to be shown from now on, in these panes; `ground` is where nothing is known yet."""
        pixels = QSize(round(size.width() * ratio), round(size.height() * ratio))
        same = self._image.size() == pixels and self._image.devicePixelRatio() == ratio and self._what == what
        if not same or [pane.layers for pane in panes] != [pane.layers for pane in self._panes]:
            if self._image.size() != pixels:
                self._image, self._spare = QImage(pixels, self._image.format()), QImage(pixels, self._image.format())
            self._image.setDevicePixelRatio(ratio)
            self._stale, self._bare, self._anew = QRegion(self._image.rect()), QRegion(), True
        elif panes != self._panes:
            self._follow(panes, ratio, ground)
        self._what, self._panes = what, panes

    def touch(self, areas: Iterable[QRect]) -> None:
        """What is shown there is out of date."""
        for area in areas:
            self._stale += area

    def renew(self, paint: Callable[[QPainter, QRect], None], until: float) -> bool:
        """Paint what is out of date, all of it where something else is shown than before, else as long as
        `time.perf_counter` is not beyond `until`; whether all has been. `paint(painter, area)` paints an area, whatever
        is there, and may change the painter's clip."""
        if self._stale.isEmpty():
            return True
        until = math.inf if self._anew else until
        ratio = self._image.devicePixelRatio()
        self._image.setDevicePixelRatio(1)
        painter = QPainter(self._image)
        for area in self._areas(whole=math.isinf(until)):
            painter.save()
            painter.setClipRect(area)
            paint(painter, area)
            painter.restore()
            self._stale -= area
            self._bare -= area
            if time.perf_counter() > until:
                break
        painter.end()
        self._image.setDevicePixelRatio(ratio)
        self._anew = False
        return self._stale.isEmpty()

    def mend(self, areas: Iterable[QRect], paint: Callable[[QPainter], None]) -> None:
        """Paint these areas anew, all with one call and now; what is out of date elsewhere stays so. `paint` may narrow
        the painter's clip."""
        ratio, region = self._image.devicePixelRatio(), QRegion()
        for area in areas:
            region += area
        self._image.setDevicePixelRatio(1)
        painter = QPainter(self._image)
        painter.setClipRegion(region)
        paint(painter)
        painter.end()
        self._image.setDevicePixelRatio(ratio)

    def draw(self, painter: QPainter) -> None:
        """Show it, as far as it is known, on the canvas."""
        painter.drawImage(0, 0, self._image)

    def _areas(self, whole: bool) -> Iterator[QRect]:
        """What is out of date, that of which nothing at all is shown first; in bands unless it is wanted `whole`."""
        bare, rest = self._bare, self._stale - self._bare
        for area in (*bare, *rest):  # pyright: ignore[reportGeneralTypeIssues] the stub does not know that they are iterable
            high = area.height() if whole else BAND
            for top in range(area.top(), area.top() + area.height(), high):
                yield area & QRect(area.left(), top, area.width(), high)

    def _follow(self, panes: tuple[Pane, ...], ratio: float, ground: QColor) -> None:
        """Move what each pane shows to where it belongs now."""
        before, self._image, self._spare = self._image, self._spare, self._image
        before.setDevicePixelRatio(1)
        self._image.setDevicePixelRatio(1)
        self._image.fill(ground)
        painter = QPainter(self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        exact, shown = QRegion(), QRegion()
        for old, new in zip(self._panes, panes, strict=True):
            source, area = on_screen(old.rect, ratio), on_screen(new.rect, ratio)
            factor = new.viewport.scale / old.viewport.scale
            shift = (new.to_screen(0, 0) - old.to_screen(0, 0) * factor) * ratio
            painter.setClipRect(area)
            by = QPoint(nearest(shift.x()), nearest(shift.y()))
            if factor == 1:
                target = source.translated(by)
                painter.drawImage(target.topLeft(), before, source)
                moved = shift / ratio  # outlines lie on whole pixels of the canvas, which are several of the screen
                if abs(moved.x() - nearest(moved.x())) + abs(moved.y() - nearest(moved.y())) < 1e-6:
                    exact += (QRegion(target) & area) - (self._stale & source).translated(by)
            else:
                place = QRectF(QPointF(source.topLeft()) * factor + shift, source.size().toSizeF() * factor)
                painter.drawImage(place, before, QRectF(source))
                target = place.toRect()
            shown += QRegion(target) & area
        painter.end()
        self._image.setDevicePixelRatio(ratio)
        self._stale = QRegion(self._image.rect()) - exact
        self._bare = QRegion(self._image.rect()) - shown
