"""The learning-rate finder's curve: the loss over rising rates, and the rate it suggests."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look import theme, tokens
from gui.widgets.plots import LINE, PlotLoader, dress_axes, quiet_plot
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

Points = tuple[tuple[float, ...], tuple[float, ...]]
NONE: Points = ((), ())
POWERS = (-6, 0)
"""Of ten: the slowest and the fastest rate that is tried."""


class RatePlot(QWidget):
    """Losses of single batches as dots, their moving average as a line, the suggestion as an upright one. pyqtgraph is
    loaded beside the window's thread; what is shown before it is there is drawn then."""

    def __init__(self) -> None:
        super().__init__()
        self.losses, self.smoothed = NONE, NONE
        self.suggested = 0.0
        self._plot: Any = None
        self._lines: list[Any] = []
        self.setAccessibleName(tr("Loss over the learning rate"))
        QVBoxLayout(self).setContentsMargins(0, 0, 0, 0)
        self._loader = PlotLoader(self)
        self._loader.ready.connect(self._build)
        self._loader.load()
        theme.signals.changed.connect(self._restyle)

    def show_curve(
        self,
        rates: Sequence[float],
        losses: Sequence[float],
        smoothed: Sequence[float] = (),
        suggested: float = 0.0,
    ) -> None:
        """Rates above 0, and what each batch lost; `smoothed` and `suggested` (0: none yet) come at the end."""
        powers = tuple(log10(rate) for rate in rates)
        self.losses, self.smoothed = (powers, tuple(losses)), (powers, tuple(smoothed)) if smoothed else NONE
        self.suggested = suggested
        self._draw()

    def _build(self) -> None:
        if self._plot is not None:
            return
        self._plot = plot = quiet_plot(tr("loss"))
        item: Any = plot.getPlotItem()
        item.layout.setContentsMargins(1, tokens.GAP, tokens.PANEL_PADDING, 1)  # room for end labels
        item.setLabel("bottom", tr("learning rate"))
        dots = item.plot([], [], pen=None, symbol="o", symbolSize=4)
        self._lines = [dots, item.plot([], [], antialias=True), item.plot([], [], antialias=True)]
        box = self.layout()
        assert box is not None
        box.addWidget(plot)
        self._restyle()

    def _restyle(self) -> None:
        if self._plot is None:
            return
        shown = theme.current()
        dress_axes(self._plot)
        dots, average, mark = self._lines
        dots.setSymbolBrush(QColor(shown.text_2))
        dots.setSymbolPen(None)
        average.setPen(_pen(shown.accent))
        mark.setPen(_pen(shown.warning, Qt.PenStyle.DashLine))
        self._draw()

    def _draw(self) -> None:
        if self._plot is None:
            return
        item: Any = self._plot.getPlotItem()
        (powers, losses), (_, smoothed) = self.losses, self.smoothed
        falling = smoothed[: smoothed.index(min(smoothed)) + 1] if smoothed else losses
        top = 1.3 * max(falling, default=1.0)  # where it diverges it leaves the plot
        dots, average, mark = self._lines
        dots.setData(powers, losses)
        average.setData(*self.smoothed)
        upright = [log10(self.suggested)] * 2 if self.suggested else []
        mark.setData(upright, [0, top] if upright else [])
        item.setYRange(0, top, padding=0.02)
        item.setXRange(*POWERS, padding=0.02)
        item.getAxis("bottom").setTicks([[(power, f"1e{power}") for power in range(POWERS[0], POWERS[1] + 1)]])


def _pen(colour: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(colour), LINE, style)
    pen.setCosmetic(True)
    return pen
