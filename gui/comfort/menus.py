"""The menu of the right mouse button, on the picture and in the list of its objects: what can be done with the one that
is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu

from gui.canvas.scene import Spot

if TYPE_CHECKING:
    from gui.main_window import MainWindow

ENTRIES = (
    "relabel",
    "accept",
    "|",
    "copy",
    "paste",
    "duplicate",
    "delete",
    "|",
    "to_polygon",
    "to_mask",
    "to_box",
    "|",
    "hide_object",
    "lock",
    "difficult",
)


def connect(window: MainWindow) -> None:
    Menus(window)


class Menus(QObject):
    """While another tool than Select is in hand the right button gives up what it is drawing, and opens no menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.canvas.installEventFilter(self)
        objects = window.instances.list
        objects.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        objects.customContextMenuRequested.connect(lambda at: self._open(objects.viewport().mapToGlobal(at)))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QContextMenuEvent) or self._window.canvas.tool != "select":
            return False
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._choose(QPointF(event.pos()))
        self._open(event.globalPos())
        return True

    def _choose(self, at: QPointF) -> None:
        """Select what lies at a point of the canvas, unless that is selected already."""
        window = self._window
        pane = window.canvas.camera.pane_at(at)
        place = pane.to_picture(at)
        hit = window.canvas.scene.under(Spot(pane, at, place.x(), place.y()))
        truths = [shape.index for shape in hit if shape.layer == "truth"]
        if truths and window.document.selection.isdisjoint(truths):
            window.document.select(truths[0])
        elif hit and not truths:
            window.instances.choose("prediction", hit[0].index)

    def _open(self, place: QPoint) -> None:
        window = self._window
        if window.document.picture is None:
            return
        window.commands.refresh()  # what is able is looked at a moment after something is selected, which is just now
        menu = QMenu(window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ENTRIES:
            if name == "|":
                menu.addSeparator()
            else:
                menu.addAction(window.acts[name])
        menu.popup(place)
