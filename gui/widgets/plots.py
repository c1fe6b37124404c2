"""Curves over the epochs of a run. pyqtgraph and numpy are loaded by the first Job, never on the window's thread."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.beside import Beside
from gui.look import theme, tokens
from gui.wording import later, tr, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyqtgraph as pg

    from gui.look.tokens import Theme

LINE = 2.0
SAMPLE = 22.0  # width of a line sample in the legend
SPACE = 12.0  # between two lines of the legend


@dataclass(frozen=True, slots=True)
class Series:
    """One line: the key of its values, its name to people and a short one, its role in the theme, its dashes in line
    widths (() solid).
    Lines of one plot differ by dash as well as by colour."""

    key: str
    name: str
    short: str
    role: str
    dash: tuple[float, ...] = ()

    def pen(self, shown: Theme) -> QPen:
        pen = QPen(QColor(getattr(shown, self.role)), LINE)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self.dash:
            pen.setDashPattern(list(self.dash))
        return pen


LOSS = (
    Series("train_loss", later("training"), later("train"), "accent"),
    Series("val_loss", later("validation"), later("valid."), "warning", (4, 2.5)),
)
SCORES = (
    Series("val_accuracy", later("class accuracy"), later("class"), "accent"),
    Series("val_box_iou", later("box IoU"), later("box"), "warning", (4, 2.5)),
    Series("val_miou", later("mask mIoU"), later("mask"), "success", (1.5, 1.5)),
    Series("val_ap", later("object AP"), later("objects"), "danger", (6, 2, 1.5, 2)),
)


class PlotLoader(QObject):
    """Loads numpy and pyqtgraph beside the window's thread (500 ms on it, gaps under 30 ms beside it)."""

    ready = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._beside = Beside(self)
        self._beside.done.connect(lambda _module: self.ready.emit())

    def load(self) -> None:
        """`ready` follows, at once where everything is there already. May be called again and again."""
        if hasattr(sys.modules.get("pyqtgraph"), "PlotWidget"):
            self.ready.emit()
        elif not self._beside.busy:
            self._beside.do(tr("Loading the plots"), partial(importlib.import_module, "pyqtgraph"))


class Legend(QWidget):
    """The plot's title and, for each line, a sample, its name and its newest value."""

    def __init__(self, title: str, series: Sequence[Series]) -> None:
        super().__init__()
        self._title, self._series = title, tuple(series)
        self._values: Mapping[str, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def set_values(self, values: Mapping[str, float]) -> None:
        """Show `values`, by the keys of the series; lines without one are left out once any has one."""
        if values != self._values:
            self._values = dict(values)
            self.setToolTip("\n".join(f"{tr(each.name)} {_figure(values, each)}" for each in self._shown()))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, theme.px(20))

    def _shown(self) -> list[Series]:
        return [each for each in self._series if not self._values or each.key in self._values]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, shown = QPainter(self), theme.current()
        bold, plain = theme.font(tokens.SMALL_TEXT, bold=True), theme.font(tokens.SMALL_TEXT)
        words, middle = QFontMetricsF(plain), self.height() / 2
        baseline = middle + words.capHeight() / 2
        title = QFontMetricsF(bold).horizontalAdvance(self._title) + SPACE
        names = [(each, tr(each.name)) for each in self._shown()]
        sample, space, left = SAMPLE, SPACE, 0.0
        if title + self._width(names, words, sample, space) > self.width():
            names = [(each, tr(each.short)) for each in self._shown()]
            sample, space = SAMPLE * 0.65, SPACE * 0.6
        if title + self._width(names, words, sample, space) <= self.width():
            painter.setFont(bold)
            painter.setPen(QColor(shown.text))
            painter.drawText(QPointF(0, baseline), self._title)
            left = title
        painter.setFont(plain)
        for each, name in names:
            painter.setPen(each.pen(shown))
            painter.drawLine(QPointF(left, middle), QPointF(left + sample, middle))
            left += sample + tokens.GRID
            painter.setPen(QColor(shown.text_2))
            painter.drawText(QPointF(left, baseline), name)
            left += words.horizontalAdvance(name) + tokens.GRID
            painter.setPen(QColor(shown.text))
            painter.drawText(QPointF(left, baseline), _figure(self._values, each))
            left += words.horizontalAdvance("0.00") + space
        painter.end()

    def _width(self, names: Sequence[tuple[Series, str]], words: QFontMetricsF, sample: float, space: float) -> float:
        each = sample + 2 * tokens.GRID + words.horizontalAdvance("0.00") + space
        return sum(each + words.horizontalAdvance(name) for _, name in names) - space


class CurvePlot(QWidget):
    """Lines over epochs. Until `build` it is only its legend; `limits` are the ends of `axis` (None: from 0 up)."""

    def __init__(
        self, title: str, axis: str, series: Sequence[Series], limits: tuple[float, float] | None = None
    ) -> None:
        super().__init__()
        self._axis, self._series, self._limits = axis, tuple(series), limits
        self._rows: Sequence[Mapping[str, float]] = ()
        self._epochs = 1
        self._plot: pg.PlotWidget | None = None
        self._lines: dict[str, Any] = {}
        self._legend = Legend(title, series)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(tokens.GRID)
        box.addWidget(self._legend)
        box.addStretch(1)
        theme.signals.changed.connect(self._restyle)

    def set_rows(self, rows: Sequence[Mapping[str, float]], epochs: int) -> None:
        """Show these epochs, each with "epoch" and some of the keys, on an axis of `epochs`."""
        self._rows, self._epochs = rows, max(epochs, 2)
        self._legend.set_values(_values(rows[-1], self._series) if rows else {})
        self._draw()

    def build(self) -> None:
        """Make the plot itself. Call it when `loaded()`; it imports pyqtgraph otherwise."""
        if self._plot is not None:
            return
        self._plot = plot = quiet_plot(self._axis)
        plot.setMinimumHeight(60)
        item: Any = plot.getPlotItem()
        item.setContentsMargins(0, 6, 12, 0)
        for each in self._series:
            self._lines[each.key] = item.plot([], [], antialias=True)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(1, plot, 1)
        box.setStretch(2, 0)
        self._restyle()

    def _restyle(self) -> None:
        self._legend.update()
        if self._plot is None:
            return
        shown = theme.current()
        dress_axes(self._plot, tickLength=-4, tickTextOffset=4)
        for each in self._series:
            self._lines[each.key].setPen(each.pen(shown))
            self._lines[each.key].setSymbolPen(None)
            self._lines[each.key].setSymbolBrush(QColor(getattr(shown, each.role)))
            self._lines[each.key].setSymbolSize(6)
        self._draw()

    def _draw(self) -> None:
        if self._plot is None:
            return
        item: Any = self._plot.getPlotItem()
        top = 0.0
        for each in self._series:
            points = [(row["epoch"], row[each.key]) for row in self._rows if row.get(each.key) is not None]
            self._lines[each.key].setSymbol("o" if len(points) == 1 else None)
            self._lines[each.key].setData([x for x, _ in points], [y for _, y in points])
            top = max([top, *(y for _, y in points)])
        low, high = self._limits or (0.0, top * 1.08 or 1.0)
        item.setXRange(1, self._epochs, padding=0.02)
        item.setYRange(low, high, padding=0.03)
        words = {1: tr("epoch 1")}  # in place of a label below the axis, which would take a fifth of the plot
        item.getAxis("bottom").setTicks([[(at, words.get(at, str(at))) for at in whole_ticks(self._epochs)]])
        if self._limits is not None:  # named at both ends, where pyqtgraph leaves labels out
            quarters = [low + (high - low) * part / 4 for part in range(5)]
            named = [(at, written(at, 1 if at % 1 else 0)) for at in quarters[::2]]
            item.getAxis("left").setTicks([named, [(at, "") for at in quarters[1::2]]])


def quiet_plot(axis: str) -> pg.PlotWidget:
    """A plot that is only looked at; `axis` names its upright one. pyqtgraph is imported where it is not there yet."""
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    item: Any = plot.getPlotItem()
    item.setMenuEnabled(False)
    item.hideButtons()
    item.setMouseEnabled(False, False)
    item.setLabel("left", axis)
    upright = item.getAxis("left")
    upright.enableAutoSIPrefix(False)  # "loss (x0.001)" is no name of an axis
    plain, point = upright.tickStrings, written(0.5, 1)[1]
    upright.tickStrings = lambda *given: [text.replace(".", point) for text in plain(*given)]
    return plot


def dress_axes(plot: pg.PlotWidget, **style: int) -> None:
    """Give a plot the colours and letters of the theme, and its axes this `style` of pyqtgraph's."""
    shown, font = theme.current(), theme.font(tokens.SMALL_TEXT)
    item: Any = plot.getPlotItem()
    plot.setBackground(QColor(shown.panel))
    for name in ("left", "bottom"):
        axis = item.getAxis(name)
        axis.setPen(QColor(shown.divider))
        axis.setTextPen(QColor(shown.text_2))
        axis.setTickFont(font)
        axis.setStyle(hideOverlappingLabels=40, **style)  # labels at both ends stay
        axis.label.setFont(font)


def whole_ticks(epochs: int) -> list[int]:
    """At most 7 round epoch numbers from 1 to `epochs`."""
    step = next(size for power in range(7) for size in (10**power, 2 * 10**power, 5 * 10**power) if epochs / size <= 6)
    if step == 1:
        return list(range(1, epochs + 1))
    return [1, *(epoch for epoch in range(step, epochs + 1, step) if epoch > epochs / 4)]  # others touch "epoch 1"


def _values(row: Mapping[str, float], series: Sequence[Series]) -> dict[str, float]:
    return {each.key: row[each.key] for each in series if row.get(each.key) is not None}


def _figure(values: Mapping[str, float], series: Series) -> str:
    value = values.get(series.key)
    return "" if value is None else written(value, 2)
