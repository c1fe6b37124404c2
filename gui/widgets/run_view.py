"""What a run looks like while it goes on: two plots of curves and the pinned picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gui.look import tokens
from gui.widgets.elided import ElidedLabel
from gui.widgets.pinned import PinnedView
from gui.widgets.plots import LOSS, SCORES, CurvePlot, PlotLoader
from gui.wording import later, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from engine.annotation import Annotation
    from gui.document import Document

PIN, PIN_IN_WORDS = later("Pin"), later("Pin this picture")
REDRAW = 100  # milliseconds: however fast epochs come, curves are drawn ten times a second at most
PINNED_WIDTH = (172, 260)  # at the narrowest and the widest; between them a quarter of the panel
HINT = later("The curves of a run appear here. The pinned picture is predicted anew after each epoch.")


class RunView(QWidget):
    """Curves and pinned picture. pyqtgraph is loaded beside the window's thread: call `load` once the window shows."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._rows: dict[int, Mapping[str, float]] = {}
        self._epochs = 0
        self._prediction: Annotation | None = None
        self._running = False
        self.pinned = ""
        self._pinned_in: Path | None = None
        self._loss = CurvePlot(tr("Loss"), tr("loss"), LOSS)
        self._scores = CurvePlot(tr("Validation"), tr("score"), SCORES, (0, 1))
        self._stack, self._hint = QStackedWidget(), QLabel(tr(HINT))
        self.picture, self.caption, self.pin = PinnedView(), ElidedLabel(), QPushButton(tr(PIN_IN_WORDS))
        self._loader = PlotLoader(self)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW)
        self._lay_out()
        self._redraw.timeout.connect(self._draw)
        self._loader.ready.connect(self._build)
        self.pin.setAccessibleName(tr(PIN_IN_WORDS))
        self.pin.clicked.connect(self.pin_current)
        document.opened.connect(self._opened)
        document.shown.connect(self._refresh_pin)
        self._refresh_pin()

    def _lay_out(self) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "quiet")
        curves = QWidget()
        row = QHBoxLayout(curves)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.GROUP_GAP)
        row.addWidget(self._loss, 1)
        row.addWidget(self._scores, 1)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(curves)
        below = QHBoxLayout()
        below.setSpacing(tokens.GAP)
        below.addWidget(self.caption, 1)
        below.addWidget(self.pin)
        column = QVBoxLayout()
        column.setSpacing(tokens.GRID)
        column.addWidget(self.picture, 1)
        column.addLayout(below)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(tokens.GROUP_GAP)
        body.addWidget(self._stack, 1)
        body.addLayout(column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least, most = PINNED_WIDTH
        width = min(max(self.width() // 4, least), most)
        self.picture.setFixedWidth(width)
        self._caption(self.caption.text())

    def _caption(self, text: str) -> None:
        """Say which picture is pinned; its button says all it does where the name leaves room for that."""
        self.caption.setText(text)
        self.pin.setText(tr(PIN_IN_WORDS))
        if self.pin.sizeHint().width() + tokens.GAP + self.caption.needs() > self.picture.width():
            self.pin.setText(tr(PIN))

    # -- curves -------------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Load what the plots need, beside the window's thread."""
        self._loader.load()

    def begin(self, rows: Iterable[Mapping[str, float]], epochs: int) -> None:
        """A run starts: empty curves, or those a resumed run has already."""
        self._rows = {int(row["epoch"]): row for row in rows if "epoch" in row}
        self._epochs, self._prediction, self._running = epochs, None, True
        self._refresh_pin()
        self.picture.set_prediction(None)
        self._caption(self.pinned)
        self.load()
        self._stack.setCurrentIndex(1)
        self._draw()

    def add(self, row: Mapping[str, float], epochs: int, prediction: Annotation | None) -> None:
        """An epoch is over. Drawn at once or, when epochs come fast, together with the next ones."""
        self._rows[int(row["epoch"])] = row
        self._epochs = epochs
        self._prediction = prediction or self._prediction
        if not self._redraw.isActive():
            self._redraw.start()

    def end(self) -> None:
        """The run is over; its curves stay."""
        self._running = False
        dataset = self._document.dataset
        if dataset is None or dataset.root != self._pinned_in:  # a picture of the folder it learnt from
            self._unpin()
        self._refresh_pin()

    def _build(self) -> None:
        """One plot a turn of the event loop: each takes some 30 ms."""
        self._loss.build()
        QTimer.singleShot(0, self, self._build_second)

    def _build_second(self) -> None:
        self._scores.build()
        self._draw()

    def _draw(self) -> None:
        rows = [self._rows[epoch] for epoch in sorted(self._rows)]
        self._loss.set_rows(rows, self._epochs)
        self._scores.set_rows(rows, self._epochs)
        if self._prediction is not None:
            self.picture.set_prediction(self._prediction)
            epoch = [tr("Epoch {number}").format(number=int(rows[-1]["epoch"]))] if rows else []
            self._caption(" · ".join([*epoch, self.pinned]))

    # -- the pinned picture -------------------------------------------------------------------------------------------

    def pin_current(self) -> None:
        """Pin the picture on the canvas."""
        record, dataset = self._document.record, self._document.dataset
        if record is None or dataset is None or self._document.picture is None:
            return
        self.pinned, self._pinned_in = record.name, dataset.root
        self._prediction = None
        self.picture.pin(self._document.picture, self._document.truth)
        self._caption(self.pinned)
        self._refresh_pin()

    def _opened(self) -> None:
        if not self._running:
            self._unpin()

    def _unpin(self) -> None:
        self.pinned = ""
        self.picture.pin(None, None)
        self._caption("")

    def _refresh_pin(self) -> None:
        able = self._document.picture is not None and not self._running
        self.pin.setEnabled(able)
        running = tr("The run predicts the picture that was pinned when it started")
        why = running if self._running else tr("Open a picture first")
        self.pin.setToolTip(tr("Predict the shown picture after each epoch of the next run") if able else why)
