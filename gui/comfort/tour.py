"""The first steps, beside the controls they are about: see, correct, retrain, measure. Any work ends it for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QApplication

from engine import places
from gui.wording import later, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from engine.datasets.record import Dataset
    from gui.main_window import MainWindow
    from gui.widgets.callout import Callout, Side

SETTLED = 400
"""Milliseconds after the first picture in which docks find their places."""
KEY = "Ctrl+Space"
"""Goes on: the callouts take no keys, which are the picture's."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: what it says, whose keys are named in it, and on which side of what it lies."""

    title: str
    text: str
    keys: tuple[str, ...]
    side: Side
    area: Callable[[MainWindow], QRect]


def _of(window: MainWindow, widget: QWidget, part: QRect | None = None) -> QRect:
    """Where a widget, or a part of it, lies in the window."""
    area = widget.rect() if part is None else part
    return QRect(widget.mapTo(window, area.topLeft()), area.size())


def _views(window: MainWindow) -> QRect:
    strip = _of(window, window.strip)
    return QRect(strip.left(), strip.top(), min(strip.width(), 440), strip.height())


def _objects(window: MainWindow) -> QRect:
    if window.right.isVisible():
        return QRect(_of(window, window.instances).topLeft(), _of(window, window.instances).size() / 2)
    canvas = _of(window, window.canvas)
    return QRect(canvas.right(), canvas.top(), 1, canvas.height())


def _tab(window: MainWindow, panel: QWidget) -> QRect:
    bar = window.bottom.tabs.tabBar()
    return _of(window, bar, bar.tabRect(window.bottom.tabs.indexOf(panel)))


STOPS = (
    Stop(
        later("See"),
        later("Solid is what a person drew, dashed what the network sees. Hold H to hide both."),
        (),
        "below",
        _views,
    ),
    Stop(
        later("Correct"),
        later("Drag a box, draw one with {box}, or take the prediction with {accept}. {verify} goes on to the next."),
        ("box", "accept", "verify"),
        "left",
        _objects,
    ),
    Stop(
        later("Retrain"),
        later("{train}, then Enter: the network learns from the labels while you go on."),
        ("train",),
        "above",
        lambda window: _tab(window, window.train_panel),
    ),
    Stop(
        later("Measure"),
        later("When a run ends, its scores are here, beside those of the run before. {shortcuts} shows all keys."),
        ("shortcuts",),
        "above",
        lambda window: _tab(window, window.evaluation_panel),
    ),
)


class Tour(QObject):
    """Begins by itself when the sample is open for the first time, unless it is not `wanted`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._app, self.wanted = window, cast("QApplication", QApplication.instance()), True
        self._due, self._at = False, -1
        self.callout: Callout | None = None
        self._key = QShortcut(QKeySequence(KEY), window)
        self._key.activated.connect(self.further)
        self._key.setEnabled(False)
        self._settle = QTimer(self, singleShot=True, interval=SETTLED)
        self._settle.timeout.connect(self.begin)
        window.opening.opened.connect(self._opened)
        window.reviewing.arrived.connect(self._arrived)
        window.document.changed.connect(lambda: window.document.dirty and self.end())
        window.training.started.connect(self.end)
        window.reviewing.moved.connect(self.end)
        for name, action in window.acts.by_id.items():
            if name != "tour":
                action.triggered.connect(self.end)

    @property
    def running(self) -> bool:
        return self._at >= 0

    def ask(self) -> None:
        """Show it again: over the folder that is open, else over the sample."""
        if self._window.document.dataset is None:
            self._due = True
            self._window.open_sample()
        else:
            self.begin()

    def begin(self) -> None:
        self._app.installEventFilter(self)
        self._key.setEnabled(True)
        self._at = -1
        self.further()

    def further(self) -> None:
        """The next step; after the last one it is over."""
        self._at += 1
        if self._at >= len(STOPS):
            self.end()
        else:
            self._show()

    def end(self) -> None:
        """It is over, and does not come back by itself."""
        self._settle.stop()
        if not self.running:
            return
        self._at = -1
        self._key.setEnabled(False)
        self._app.removeEventFilter(self)
        self._put_away()
        self._window.settings.set("toured", True)

    def _opened(self, dataset: Dataset, _position: int) -> None:
        self.end()
        sample = dataset.root == (places.data() / "sample")
        first = self.wanted and sample and not self._window.quiet and not self._window.settings.flag("toured")
        self._due = self._due or first
        if self._window.document.record is not None:  # it came with the folder
            self._arrived(0)

    def _arrived(self, _position: int) -> None:
        if self._due:
            self._due = False
            self._settle.start()

    def _show(self) -> None:
        from gui.widgets.callout import Callout  # most starts show none

        self._put_away()
        stop, last = STOPS[self._at], self._at == len(STOPS) - 1
        keys = {name: self._window.acts.keys_text(name).partition(",")[0] for name in stop.keys}
        key = self._key.key().toString(QKeySequence.SequenceFormat.NativeText)
        count = tr("{number} of {count}").format(number=self._at + 1, count=len(STOPS))
        on = tr("Done") if last else tr("Next")
        self.callout = Callout(
            tr(stop.title), tr(stop.text).format(**keys), (count, key), (tr("End tour"), on), self._window
        )
        self.callout.further.connect(self.further)
        self.callout.ended.connect(self.end)
        self._place()

    def _place(self) -> None:
        if self.callout is not None:
            stop = STOPS[self._at]
            self.callout.point_at(stop.area(self._window), stop.side)

    def _put_away(self) -> None:
        if self.callout is not None:
            self.callout.hide()
            self.callout.deleteLater()
            self.callout = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._place)  # when the docks have followed
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            at = self._window.mapFromGlobal(event.globalPosition().toPoint())
            if self.callout is None or not self.callout.geometry().contains(at):
                self.end()
        return False


def connect(window: MainWindow) -> None:
    window.tour = Tour(window)
    window.acts.on("tour", window.tour.ask)
