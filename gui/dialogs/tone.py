"""Three sliders that change how the picture is looked at, and nothing else."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from gui.canvas.tone import Tone
from gui.look import theme, tokens
from gui.widgets.plain_label import plain_label
from gui.wording import tr, written

OCTAVE = 100
"""Steps of the gamma slider from one value to twice as much."""


class TonePopup(QFrame):
    """`chosen(tone)` while a slider moves. Esc or a click elsewhere closes it; what was chosen stays."""

    chosen = Signal(object)

    def __init__(self, tone: Tone, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self.setFrameShape(QFrame.Shape.Box)
        self.brightness, self.contrast = _slider(tr("Brightness"), 100), _slider(tr("Contrast"), 100)
        self.gamma = _slider(tr("Gamma"), 2 * OCTAVE)
        self._figures = {slider: _figure() for slider in (self.brightness, self.contrast, self.gamma)}
        self.reset = QPushButton(tr("Reset"))
        self._lay_out()
        self.show_tone(tone)
        for slider in self._figures:
            slider.valueChanged.connect(self._moved)
        self.reset.clicked.connect(self._reset)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.GAP)
        grid.setVerticalSpacing(tokens.GAP)
        for row, (slider, figure) in enumerate(self._figures.items()):
            label = QLabel(slider.accessibleName())
            label.setBuddy(slider)
            grid.addWidget(label, row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(figure, row, 2)
        said = plain_label(
            "small", tr("For viewing only: the file and what is learnt from it stay as they are."), wraps=True
        )
        foot = QHBoxLayout()
        foot.setSpacing(tokens.GROUP_GAP)
        foot.addWidget(said, 1)
        foot.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.PANEL_PADDING] * 4)
        column.setSpacing(tokens.GROUP_GAP)
        column.addLayout(grid)
        column.addLayout(foot)
        self.setFixedWidth(theme.px(380))

    @property
    def tone(self) -> Tone:
        """What the sliders say."""
        gamma = round(2 ** (self.gamma.value() / OCTAVE), 3)
        return Tone(self.brightness.value(), self.contrast.value(), gamma)

    def show_tone(self, tone: Tone) -> None:
        """Put the sliders where `tone` has them."""
        places = (tone.brightness, tone.contrast, round(OCTAVE * math.log2(tone.gamma)))
        for slider, place in zip(self._figures, places, strict=True):
            slider.blockSignals(True)
            slider.setValue(place)
            slider.blockSignals(False)
        self._say()

    def show_over(self, canvas: QWidget) -> None:
        """Show it at the lower edge of `canvas`, where it covers least."""
        self.adjustSize()
        place = QPoint((canvas.width() - self.width()) // 2, canvas.height() - self.height() - tokens.GROUP_GAP)
        self.move(canvas.mapToGlobal(place))
        self.show()
        self.brightness.setFocus()

    def _moved(self) -> None:
        self._say()
        self.chosen.emit(self.tone)

    def _reset(self) -> None:
        self.show_tone(Tone())
        self.chosen.emit(Tone())
        self.brightness.setFocus()

    def _say(self) -> None:
        tone = self.tone
        texts = (f"{tone.brightness:+d}", f"{tone.contrast:+d}", written(tone.gamma, 2))
        for figure, text in zip(self._figures.values(), texts, strict=True):
            figure.setText("0" if text == "+0" else text)
        self.reset.setEnabled(not tone.plain)


def _slider(name: str, most: int) -> QSlider:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setRange(-most, most)
    made.setPageStep(most // 10)
    made.setSingleStep(most // 50)
    made.setAccessibleName(name)
    return made


def _figure() -> QLabel:
    made = QLabel(textFormat=Qt.TextFormat.PlainText)
    made.setFont(theme.font())
    made.setMinimumWidth(made.fontMetrics().horizontalAdvance("−100"))
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
