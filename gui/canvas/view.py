"""The canvas: one widget that paints a cached backdrop and the outlines over it, and hands mouse and keys to a tool."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.canvas import painting
from gui.canvas.backdrop import Backdrop
from gui.canvas.camera import Camera
from gui.canvas.grip import Grip, is_space
from gui.canvas.scene import Scene, Spot
from gui.canvas.swipe import Divider
from gui.canvas.toolbox import Toolbox
from gui.look import theme
from gui.wording import tr

if TYPE_CHECKING:
    from gui.canvas.viewport import Pane
    from gui.document import Document
    from gui.viewing import Viewing

NOTCH = 120
"""Eighths of a degree of one notch of a wheel."""
PAN_NOTCH = 60
ZOOM_NOTCH = 1.25
HURRY = 0.003
"""Seconds that one paint takes for what the camera has moved; the rest follows in the next ones."""


class CanvasView(QWidget):
    """`hovered`: x, y in whole picture pixels (-1, -1 outside) and the class there. `label_wanted`: where on the screen
    a label should be asked for, and for which truth instance. `zoomed`: screen pixels per picture pixel. `iou_changed`:
    the IoU of the pair that is shown or pointed at, or None."""

    hovered = Signal(int, int, str)
    label_wanted = Signal(QPoint, int)
    zoomed = Signal(float)
    tool_changed = Signal(str)
    iou_changed = Signal(object)

    def __init__(self, document: Document, viewing: Viewing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.viewing = document, viewing
        self.scene, self.camera = Scene(document, viewing, self), Camera(self)
        self.toolbox, self._record = Toolbox(self.scene, self), ""
        self._backdrop, self._outlines = Backdrop(), painting.Outlines()
        self._hurried = False
        self._mouse: QPointF | None = None
        self._pressed: Pane | None = None
        self._grip = Grip(self.camera, Divider(self.camera))
        self._iou: float | None = None
        self._scale = 0.0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Picture"))
        self.installEventFilter(self)
        document.shown.connect(self._show_picture)
        viewing.changed.connect(self._arrange)
        self.scene.changed.connect(self._refresh)
        self.scene.drawn.connect(self._ask_label)
        self.scene.finished.connect(self._finished)
        self.camera.moved.connect(self._refresh)
        self.toolbox.chosen.connect(self.tool_changed)
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    # what people choose

    @property
    def tool(self) -> str:
        """The name of the tool in hand, see `gui.canvas.toolbox`."""
        return self.toolbox.name

    @tool.setter
    def tool(self, name: str) -> None:
        self.toolbox.choose(name)
        self._refresh()

    @property
    def rough(self) -> bool:
        """Whether what the camera has moved is still to be painted sharp."""
        return self._hurried

    def fit(self) -> None:
        """Show the whole picture."""
        self.camera.fit()

    def actual_size(self) -> None:
        """Zoom to 100 %."""
        self.camera.actual_size()

    def zoom_by(self, factor: float) -> None:
        """Zoom around the middle."""
        self._hurried = True
        self.camera.zoom_middle(factor)

    def screen_place(self, index: int) -> QPoint:
        """Where on the screen a popup about the truth instance `index` belongs: beside its top right corner."""
        assert self.document.truth is not None
        rect = self.camera.panes()[0].rect_of(self.document.truth.instances[index].box)
        inside = QRectF(self.rect()).adjusted(0, 0, -8, -8)
        place = QPointF(min(rect.right() + 8, inside.right()), min(max(rect.top(), 8.0), inside.bottom()))
        return self.mapToGlobal(place.toPoint())

    # what the document says

    def _show_picture(self) -> None:
        """The picture that is there already may come again, with a new prediction: then nothing moves."""
        picture, record = self.document.picture, self.document.record
        anew = record is None or record.name != self._record
        self._record = "" if record is None else record.name
        if anew:
            self.toolbox.hand.cancel()
        self._backdrop.show(picture)
        if picture is not None:
            self.camera.look(picture.width(), picture.height(), anew)
        self._refresh()

    def _arrange(self) -> None:
        self.camera.arrange(QRectF(self.rect()), self.viewing.view)

    def _refresh(self) -> None:
        self.update()
        pair = self.scene.pair
        iou = None if pair is None else pair[2]
        if iou != self._iou:
            self._iou = iou
            self.iou_changed.emit(iou)
        if self.camera.viewport.scale != self._scale:
            self._scale = self.camera.viewport.scale
            self.zoomed.emit(self._scale)
        if self._mouse is not None:
            self.setCursor(self._grip.cursor(self._mouse) or self.toolbox.hand.cursor(self._spot(self._mouse)))

    def _ask_label(self, index: int) -> None:
        self.label_wanted.emit(self.screen_place(index), index)

    def _finished(self) -> None:
        self.tool = "select"

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        until = time.perf_counter() + HURRY if self._hurried else math.inf
        done = self._backdrop.draw(painter, self, self.camera, self.scene, until)
        done &= self._outlines.draw(painter, self, self.camera.panes(), self.scene.still, until, self.scene.live)
        if self.document.picture is not None or self.document.problems:
            painting.paint(painter, self.camera.panes(), self.scene, self.toolbox.hand)
            self._grip.divider.paint(painter)
        painter.end()
        self._hurried = not done
        if not done:
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # mouse and keys

    def _spot(self, at: QPointF, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Spot:
        """The place of a point of the canvas; in a drag in the pane where it began, wherever the wheel moves that."""
        pressed, panes = self._pressed, self.camera.panes()
        began = (pane for pane in panes if pressed is not None and pane.layers == pressed.layers)
        pane = next(began, None) or self.camera.pane_at(at)
        place = pane.to_picture(at)
        return Spot(pane, at, place.x(), place.y(), keys)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._grip.press(event):
            self._refresh()
        elif event.button() == Qt.MouseButton.LeftButton and self.document.picture is not None:
            self._pressed = self.camera.pane_at(event.position())
            self.toolbox.hand.press(self._spot(event.position(), event.modifiers()))
        elif event.button() == Qt.MouseButton.RightButton and self.tool != "select":
            self.toolbox.hand.cancel()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if self._grip.holding:
            self._hurried = True
            self._grip.move(event)
            return
        spot = self._spot(event.position(), event.modifiers())
        if self.document.picture is not None:
            self.toolbox.hand.move(spot, bool(event.buttons() & Qt.MouseButton.LeftButton))
        self._tell(spot)
        self._refresh()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip.holding:
            self._grip.release()
        elif event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            self.toolbox.hand.release(self._spot(event.position(), event.modifiers()))
            self._pressed = None
        self._refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)
        selected = self.document.selected
        drawn = self.tool == "select" and not self._grip.holding
        if event.button() == Qt.MouseButton.LeftButton and drawn and selected is not None:
            self._ask_label(selected)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse = None
        self.scene.hover(None)
        self.hovered.emit(-1, -1, "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, keys, self._hurried = event.angleDelta(), event.modifiers(), True
        if keys & Qt.KeyboardModifier.ControlModifier:
            self.camera.zoom(ZOOM_NOTCH ** (turned.y() / NOTCH), self.camera.in_frame(event.position()))
        else:
            dx, dy = turned.x() * PAN_NOTCH / NOTCH, turned.y() * PAN_NOTCH / NOTCH
            sideways = bool(keys & Qt.KeyboardModifier.ShiftModifier)
            self.camera.pan(*((dx + dy, 0) if sideways else (dx, dy)))
        event.accept()

    def _tell(self, spot: Spot) -> None:
        picture = self.document.picture
        inside = picture is not None and 0 <= spot.x < picture.width() and 0 <= spot.y < picture.height()
        if inside:
            self.hovered.emit(int(spot.x), int(spot.y), self.scene.named(spot))
        else:
            self.hovered.emit(-1, -1, "")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Not `event`: PySide cannot tell a fault of a handler that it would call in turn, and ends the program."""
        asked = event if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) else None
        mine = asked is not None and (is_space(asked) or self.toolbox.hand.claims(asked))
        if mine:  # Space is a shortcut only when it comes up again without a drag; a tool may need Enter or Del itself
            event.accept()
        return mine

    def focusNextPrevChild(self, further: bool) -> bool:
        """Tab leads nowhere while the tool in hand needs it."""
        tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        return not self.toolbox.hand.claims(tab) and super().focusNextPrevChild(further)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_space(event):
            self._grip.key_down(event)
            self._refresh()
        elif event.key() == Qt.Key.Key_H and not event.modifiers():
            self.viewing.hidden = True
        elif event.key() == Qt.Key.Key_Escape:
            self.tool = "select"
        elif self._grip.divider.key(event):
            event.accept()
        elif not self.toolbox.hand.key(event, None if self._mouse is None else self._spot(self._mouse)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            if self._grip.key_up() and not self.toolbox.hand.claims(event):
                self._trigger_space()
            self._refresh()
        elif event.key() == Qt.Key.Key_H:
            self.viewing.hidden = False
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._grip.let_go()
        self.viewing.hidden = False

    def _trigger_space(self) -> None:
        """Run the action that has Space for its key, now that it was no drag."""
        for action in self.actions():
            if QKeySequence("Space") in action.shortcuts() and action.isEnabled():
                action.trigger()
