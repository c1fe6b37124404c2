"""A card: one figure of a report, what it was before the run, and what a trivial answer scores."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from gui.look import theme, tokens
from gui.widgets.differences import signed
from gui.widgets.elided import ElidedLabel
from gui.wording import tr, written

WIDEST = 360


@dataclass(frozen=True, slots=True)
class Score:
    """`value`, `before` and `baseline` are fractions of 1; None where there is none."""

    name: str
    value: float
    before: float | None = None
    baseline: float | None = None
    baseline_name: str = ""
    low: float | None = None
    high: float | None = None


class ScoreCard(QFrame):
    """Words at the left, figures of one width at the right."""

    def __init__(self, score: Score) -> None:
        super().__init__()
        self._score = score
        self.setMinimumWidth(112)
        self.setMaximumWidth(theme.px(WIDEST))
        self.setObjectName("card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, tokens.GAP, 10, tokens.GAP)
        self._grid.setHorizontalSpacing(tokens.GAP)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._name, self._value = ElidedLabel(), _label(written(score.value, 2))
        self._name.setText(tr(score.name))
        self._grid.addWidget(self._name, 0, 0, 1, 2)
        self._grid.addWidget(self._value, 1, 0)
        self._gain = _label("" if score.before is None else signed(_gain(score)))
        self._grid.addWidget(self._gain, 1, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._rows = [self._row(place, *words) for place, words in enumerate(_rows(score), 2)]
        self._grid.setRowStretch(9, 1)
        self.setToolTip(_about(score))
        theme.signals.changed.connect(self._restyle)
        self._restyle()

    @property
    def lines(self) -> tuple[str, ...]:
        """What the card says: name, figure, difference ("" where there was none before), then row by row."""
        rows = (f"{left.text()} {right.text()}" for left, right in self._rows)
        return (self._name.text(), self._value.text(), self._gain.text(), *rows)

    def _row(self, place: int, words: str, figure: str) -> tuple[QLabel, QLabel]:
        left, right = _label(words), _label(figure)
        right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(left, place, 0)
        self._grid.addWidget(right, place, 1)
        return left, right

    def _restyle(self) -> None:
        shown = theme.current()
        self.setStyleSheet(
            f"#card {{ background: {shown.sunken}; border: none; border-radius: {tokens.CARD_RADIUS}px; }}"
            "#card QLabel { background: transparent; }"
        )
        _dress(self._value, tokens.DISPLAY_TEXT, shown.text, bold=True)
        _dress(self._gain, tokens.BODY_TEXT, getattr(shown, _judged(self._score)), bold=True)
        for left, right in self._rows:
            _dress(left, tokens.SMALL_TEXT, shown.text_2)
            _dress(right, tokens.SMALL_TEXT, shown.text_2)


def _rows(score: Score) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    if score.before is not None:
        rows.append((tr("before"), written(score.before, 2)))
    if score.baseline is not None:
        rows.append((tr("baseline"), written(score.baseline, 2)))
    return rows


def _gain(score: Score) -> float:
    """The difference of the two figures as they are shown; 0 where there was none before."""
    return 0.0 if score.before is None else round(round(score.value, 2) - round(score.before, 2), 2)


def _judged(score: Score) -> str:
    gain = _gain(score)
    return "success" if gain > 0 else "danger" if gain < 0 else "text_2"


def _about(score: Score) -> str:
    lines = [tr(score.name)]
    if score.low is not None and score.high is not None:
        lines.append(
            tr("95 % interval: {low} to {high}").format(low=written(score.low, 2), high=written(score.high, 2))
        )
    if score.baseline_name:
        said = tr("Baseline: {name}, without looking at the picture")
        lines.append(said.format(name=tr(score.baseline_name)))
    return "\n".join(lines)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _dress(label: QLabel, size: int, colour: str, bold: bool = False) -> None:
    weight = 600 if bold else 400
    label.setFont(theme.font(size, bold))
    label.setStyleSheet(f"color: {colour}; font-size: {theme.px(size)}px; font-weight: {weight};")
