"""The cards of a report, its bars class by class, and the definitions of its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.look import tokens
from gui.runs.scoring import bars_of, defined, scores_of
from gui.widgets.bars import Bar, ClassBars
from gui.widgets.elided import ElidedBox, ElidedLabel
from gui.widgets.refilling import refill
from gui.widgets.score_card import ScoreCard
from gui.widgets.scrolling import clear_area
from gui.wording import tr

if TYPE_CHECKING:
    from engine.reporting.report import Report


class ScorePage(QWidget):
    """Cards at the left, bars at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: dict[str, list[Bar]] = {}
        self.definition, self.bars, self._cards = ElidedLabel(), ClassBars(), QHBoxLayout()
        self.kind = ElidedBox(tr("Figure by class"))
        self._cards.setSpacing(tokens.GAP)
        self._cards.addStretch(1)  # what a few cards leave of a wide window
        left = QVBoxLayout()
        left.setSpacing(tokens.GAP)
        left.addLayout(self._cards)
        left.addWidget(self.definition)
        left.addStretch(1)
        area = clear_area(self.bars, tr("Figure by class"))
        area.setMinimumWidth(130)
        right = QVBoxLayout()
        right.setSpacing(tokens.GRID)
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        right.addWidget(self.kind)
        right.addWidget(area, 1)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(tokens.GROUP_GAP)
        body.addLayout(left, 3)
        body.addLayout(right, 1)
        self.kind.currentIndexChanged.connect(self._show_bars)

    @property
    def cards(self) -> list[ScoreCard]:
        found = (self._cards.itemAt(place) for place in range(self._cards.count()))
        return [card for item in found if item is not None and isinstance(card := item.widget(), ScoreCard)]

    def show_report(self, report: Report) -> None:
        for card in self.cards:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        for score in scores_of(report):
            self._cards.insertWidget(self._cards.count() - 1, ScoreCard(score), 100)
        self.definition.setText(defined(report))
        self._bars = bars_of(report)
        refill(self.kind, self._bars)
        self.kind.setVisible(bool(self._bars))
        self._show_bars()

    def _show_bars(self) -> None:
        self.bars.set_bars(self._bars.get(self.kind.currentText(), []))
