"""How the window is put together: menus and tool bar from the table of actions, docks, the stack in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.actions import CATEGORIES, TABLE, TOOL_BAR
from gui.folders import recent
from gui.look import theme, tokens
from gui.wording import later, tr

if TYPE_CHECKING:
    from gui.acts import Actions
    from gui.main_window import MainWindow

KEPT = ("view", "confidence", "iou_threshold", "mask_opacity", "colour_by_class")
"""What of `gui.viewing` is remembered from one start to the next."""
GROUPS = (
    ("view_truth", "view_prediction", "view_both", "view_side", "view_difference", "view_swipe"),
    ("select", "box", "polygon", "edges", "brush", "eraser", "fill", "wand", "cut_out", "scribble"),
    ("theme_system", "theme_light", "theme_dark"),
    ("language_system", "language_en", "language_de"),
)
BREAKS = frozenset(
    (
        "save",
        "quit",
        "relabel",
        "accept",
        "copy",
        "rename_class",
        "smaller",
        "network_mask",
        "merge",
        "masks",
        "fit",
        "tone",
        "images_dock",
        "theme_system",
        "verify",
        "predict",
        "log",
    )
)
"""Menu entries with a line before them."""
SUBMENUS = {"theme_system": later("Theme"), "language_system": later("Language")}
"""The first of a group -> what the group is called where it is a menu of its own."""
IN_SUBMENUS = frozenset(name for names in GROUPS if names[0] in SUBMENUS for name in names)


def add_menus(window: MainWindow, actions: Actions) -> None:
    for category in CATEGORIES:
        menu = window.menuBar().addMenu(f"&{tr(category)}")
        menu.setToolTipsVisible(False)
        for entry in TABLE:
            if entry.category == category:
                if entry.id in BREAKS:
                    menu.addSeparator()
                if entry.id in SUBMENUS:
                    menu.addMenu(_chosen_from(menu, actions, entry.id))
                if entry.id not in IN_SUBMENUS:
                    menu.addAction(actions[entry.id])
                if entry.id == "open_folder":
                    menu.addMenu(recent.menu(window))


def _chosen_from(menu: QMenu, actions: Actions, first: str) -> QMenu:
    """One choice of several as a menu of its own."""
    made = QMenu(tr(SUBMENUS[first]), menu)
    made.addActions([actions[name] for name in next(names for names in GROUPS if first in names)])
    return made


def group_actions(window: QMainWindow, actions: Actions) -> None:
    """Of these, one is on at a time."""
    for names in GROUPS:
        group = QActionGroup(window)
        for name in names:
            group.addAction(actions[name])


def add_tool_bar(window: QMainWindow, actions: Actions) -> None:
    bar = QToolBar(tr("Tools"))
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setOrientation(Qt.Orientation.Vertical)
    bar.setIconSize(QSize(theme.px(tokens.TOOL_ICON), theme.px(tokens.TOOL_ICON)))
    bar.setFixedWidth(theme.px(tokens.TOOLBAR))
    bar.toggleViewAction().setEnabled(False)
    for name in TOOL_BAR:
        if name == "|":
            bar.addSeparator()
        else:
            bar.addAction(actions[name])
    window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)


def make_dock(window: QMainWindow, name: str, title: str) -> QDockWidget:
    """A dock, hidden and empty so far: filling one costs time that the first showing of the window need not take."""
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
    dock.hide()
    return dock


def fill_dock(window: QMainWindow, dock: QDockWidget, panel: QWidget, area: Qt.DockWidgetArea) -> None:
    """Put the dock where it stays. It is put away by its key and, where it has a title, by the cross in it."""
    dock.setTitleBarWidget(_title(dock, dock.windowTitle()) if dock.windowTitle() else QWidget())
    dock.setWidget(panel)
    window.addDockWidget(area, dock)
    dock.show()


def place_docks(window: QMainWindow) -> None:
    """The bottom dock lies under everything: a form in one line, curves and a picture beside them want the width."""
    window.setAnimated(False)
    window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
    window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)


def size_docks(window: QMainWindow, left: QDockWidget, right: QDockWidget) -> None:
    """The widths of the look, less where the picture would have under half of the window; to be asked for when the
    docks are on screen."""
    sizes = [theme.px(tokens.LEFT_DOCK), theme.px(tokens.RIGHT_DOCK)]
    share = min(1.0, (window.width() / 2 - theme.px(tokens.TOOLBAR)) / sum(sizes))
    sizes = [round(share * size) for size in sizes]
    window.resizeDocks([left, right], sizes, Qt.Orientation.Horizontal)


def stacked(*widgets: QWidget) -> QWidget:
    """Widgets over one another without gaps; the last one takes what is left."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, int(widget is widgets[-1]))
    return page


def _title(dock: QDockWidget, title: str) -> QWidget:
    bar = QWidget()
    bar.setProperty("role", "dock-title")
    label = QLabel(title)
    label.setProperty("role", "title")
    close = QToolButton()
    close.setText("×")
    close.clicked.connect(dock.close)
    away = tr("Put “{panel}” away").format(panel=title)
    close.setToolTip(away)
    close.setAccessibleName(away)
    close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    line = QHBoxLayout(bar)
    line.setContentsMargins(tokens.PANEL_PADDING, tokens.GRID, tokens.GRID, tokens.GRID)
    line.addWidget(label, 1)
    line.addWidget(close)
    return bar
