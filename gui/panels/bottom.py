"""The bottom dock: tabs that fold down to their titles."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QTabWidget, QToolButton, QVBoxLayout, QWidget

from gui.look import theme
from gui.widgets.scrolling import clear_area
from gui.wording import tr

OPEN_HEIGHT = 300
LEAST_HEIGHT = 90
"""Of an open tab: a line of fields and a line that says what goes on; the rest is scrolled to."""
TALL = 0.66
"""Of the window, when most of it is wanted."""
NO_LIMIT = 16777215


class Bottom(QWidget):
    """A click on a tab unfolds the dock, a click on the tab that is open folds it. `folded(bool)` after each;
    `tall_wanted(bool)` when it is to take most of the window, or its usual height again. `left` when the keys were in
    what is folded away."""

    folded = Signal(bool)
    left = Signal()
    tall_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.setAccessibleName(tr("Train and evaluate"))
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.tabBar().installEventFilter(self)
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tall = QToolButton()
        self.tall.setCheckable(True)
        self.tall.setArrowType(Qt.ArrowType.UpArrow)
        self.tall.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tall.setAccessibleName(tr("Taller"))
        self.tall.setToolTip(tr("Give this panel most of the window, or take it back"))
        self.tall.toggled.connect(self._grow)
        self.tabs.setCornerWidget(self.tall)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._area = clear_area(self.tabs)  # in large text a panel may need more room than there is
        column.addWidget(self._area)
        self._folded = False

    def add(self, panel: QWidget, title: str) -> None:
        self.tabs.addTab(panel, title)

    @property
    def is_folded(self) -> bool:
        return self._folded

    def fold(self) -> None:
        self._become(True)

    def unfold(self, panel: QWidget | None = None) -> None:
        """Show the dock's content; of `panel` where one is given."""
        if panel is not None:
            self.tabs.setCurrentWidget(panel)
        self._become(False)

    def _grow(self, tall: bool) -> None:
        self.tall.setArrowType(Qt.ArrowType.DownArrow if tall else Qt.ArrowType.UpArrow)
        self.tall_wanted.emit(tall)

    def _become(self, folded: bool) -> None:
        self._folded = folded
        focus = QApplication.focusWidget()
        if folded and focus is not None and self.isAncestorOf(focus):
            self.left.emit()
        self.tall.setVisible(not folded)
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if folded else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._area.setHorizontalScrollBarPolicy(bars)
        self._area.setVerticalScrollBarPolicy(bars)
        height = self.tabs.tabBar().sizeHint().height()
        self.setMinimumHeight(height if folded else height + theme.px(LEAST_HEIGHT))
        self.setMaximumHeight(height if folded else NO_LIMIT)
        for place in range(self.tabs.count()):
            if (panel := self.tabs.widget(place)) is not None:
                panel.setVisible(not folded and place == self.tabs.currentIndex())
        for bar in (self._area.verticalScrollBar(), self._area.horizontalScrollBar()):
            bar.setValue(0)  # a field that is hidden hands the focus on, and Qt scrolls to who has it then
        self.folded.emit(folded)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            bar = self.tabs.tabBar()
            tab = bar.tabAt(event.position().toPoint())  # pyright: ignore[reportAttributeAccessIssue] a mouse event
            if tab >= 0 and (self._folded or tab == self.tabs.currentIndex()):
                self.tabs.setCurrentIndex(tab)
                self._become(not self._folded)
                return True
        return False
