"""The classes of the shown picture with their counts: a click hides one on the canvas and in the list, or shows it."""

from __future__ import annotations

import html
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from gui.look import theme, tokens
from gui.review import pairs
from gui.wording import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from gui.document import Document
    from gui.viewing import Viewing

MOST = 12
"""Chips that are made at most; a picture with more classes has the rest in the menu."""
LONGEST = 96
"""Pixels of a name; names are strangers' text and may be of any length."""

Counts = tuple[int, int]


class ClassChips(QWidget):
    """As many chips as there is room for, and a menu with all classes. Reads and writes `viewing.hidden_classes`."""

    def __init__(self, document: Document, viewing: Viewing) -> None:
        super().__init__()
        self._document, self._viewing = document, viewing
        self._counts: dict[str, Counts] = {}
        self.chips: list[QToolButton] = []
        self.more = _button()
        self.more.setCheckable(False)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.menu.setToolTipsVisible(False)
        self.more.setMenu(self.menu)
        self.menu.aboutToShow.connect(self._fill_menu)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(tokens.GRID, 0, 0, 0)
        self._line.setSpacing(tokens.GRID)
        self._line.addWidget(self.more)
        self._line.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        for signal in (document.shown, document.changed, document.prediction_changed, viewing.changed):
            signal.connect(self._later.start)
        document.opened.connect(self._forget)
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        """The menu alone."""
        return QSize(theme.px(40), theme.px(24))

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of the picture, in the order of their chips."""
        return tuple(self._counts)

    def _forget(self) -> None:
        """Another folder has other classes."""
        self._viewing.hidden_classes = frozenset()

    def refresh(self) -> None:
        """Count anew."""
        document = self._document
        counts = pairs.counted(document.truth, document.prediction, self._viewing.confidence)
        self._counts = counts
        while len(self.chips) < min(len(counts), MOST):
            chip = _button()
            chip.clicked.connect(partial(self._clicked, len(self.chips)))
            self._line.insertWidget(len(self.chips), chip)
            self.chips.append(chip)
        for chip, (label, count) in zip(self.chips, counts.items(), strict=False):
            self._dress(chip, label, count)
        self._fit()

    def _dress(self, chip: QToolButton, label: str, count: Counts) -> None:
        shown = label not in self._viewing.hidden_classes
        name = chip.fontMetrics().elidedText(label.replace("\n", " "), Qt.TextElideMode.ElideMiddle, theme.px(LONGEST))
        text = f"{name} {self._figures(count)}".replace("&", "&&")
        if chip.text() != text:
            chip.setText(text)
        if chip.font().strikeOut() == shown:
            font = QFont(theme.font(tokens.SMALL_TEXT))
            font.setStrikeOut(not shown)
            chip.setFont(font)
        chip.setChecked(shown)
        said = self._said(label, count)
        chip.setAccessibleName(said)
        hint = tr("Click hides or shows it, Shift+click shows it alone.")
        chip.setToolTip(f"<qt>{html.escape(said)}<br>{html.escape(hint)}</qt>")

    def _figures(self, count: Counts) -> str:
        return str(count[0]) if self._document.prediction is None else f"{count[0]}/{count[1]}"

    def _said(self, label: str, count: Counts) -> str:
        if self._document.prediction is None:
            return tr("{label}: {truth} in truth").format(label=label, truth=count[0])
        return tr("{label}: {truth} in truth, {guess} predicted").format(label=label, truth=count[0], guess=count[1])

    def _fit(self) -> None:
        """Chips from the left while there is room; the menu comes where it is not enough for all, or one is hidden."""
        used, gap, wanted = tokens.GRID, tokens.GRID, min(len(self._counts), MOST)
        widths = [chip.sizeHint().width() + gap for chip in self.chips[:wanted]]
        hidden = self._viewing.hidden_classes
        whole = used + sum(widths) <= self.width() and len(self._counts) <= MOST and not hidden
        self.more.setText(f"+{len(self._counts)}")
        room = self.width() - (0 if whole else self.more.sizeHint().width() + gap)
        shown = 0
        for width in widths:
            if used + width > room:
                break
            used += width
            shown += 1
        for place, chip in enumerate(self.chips):
            chip.setVisible(place < shown)
        rest = len(self._counts) - shown
        self.more.setVisible(bool(self._counts or hidden) and not whole)
        self.more.setText(f"+{rest}" if rest else "…")
        said = tr("All classes of the picture")
        self.more.setAccessibleName(said)
        self.more.setToolTip(said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # sizes are known once the style sheet has been read

    def _clicked(self, place: int, _checked: bool = False) -> None:
        label = self.classes[place]
        alone = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        if alone:
            self._viewing.hidden_classes = frozenset(self.classes) - {label}
        else:
            self.toggle(label)
        self.refresh()

    def toggle(self, label: str) -> None:
        """Hide a class, or show it again."""
        self._viewing.hidden_classes = self._viewing.hidden_classes ^ {label}

    def show_all(self) -> None:
        self._viewing.hidden_classes = frozenset()

    def _fill_menu(self) -> None:
        self.menu.clear()
        hidden = self._viewing.hidden_classes
        everything = self.menu.addAction(tr("Show all classes"), self.show_all)
        everything.setEnabled(bool(hidden))
        self.menu.addSeparator()
        metrics, longest = self.fontMetrics(), 2 * theme.px(LONGEST)
        for label, count in self._counts.items():
            name = metrics.elidedText(label.replace("\n", " "), Qt.TextElideMode.ElideMiddle, longest)
            action = self.menu.addAction(f"{name}  {self._figures(count)}".replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(label not in hidden)
            action.triggered.connect(partial(self._toggled, label))

    def _toggled(self, label: str, _checked: bool = False) -> None:
        self.toggle(label)


def _button() -> QToolButton:
    made = QToolButton()
    made.setCheckable(True)
    made.setProperty("role", "chip")
    made.setFont(theme.font(tokens.SMALL_TEXT))
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made
