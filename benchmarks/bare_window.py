"""A window of Qt's own parts alone, of the kinds and numbers that ours shows, with nothing behind them."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSlider,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

PICTURES = (".jpg", ".jpeg", ".png")


def first_page() -> QMainWindow:
    """Menus, tool bar, the page that asks for a folder and the status bar: the 40 widgets and 70 actions that the
    program's window holds when it first shows."""
    window = QMainWindow()
    for title in ("File", "Edit", "Tools", "View", "Go", "Model", "Help"):
        menu = window.menuBar().addMenu(title)
        for number in range(7):
            menu.addAction(f"{title} {number}").setShortcut(f"Ctrl+Alt+{title[0]}, {number}")
    bar = QToolBar("Tools")
    for name in ("Select", "Box", "Undo", "Redo", "Fit"):
        bar.addAction(name)
    window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
    middle = QStackedWidget()
    middle.addWidget(_column(_row(*map(QPushButton, ("Open", "Sample"))), *map(QLabel, "abc")))
    window.setCentralWidget(middle)
    for part in (QLabel("x"), QLabel("class"), QLabel("100 %"), QProgressBar(), QToolButton(), QLabel("saved")):
        window.statusBar().addPermanentWidget(part)
    return window


def whole_window() -> QMainWindow:
    """With canvas and docks: the 200 widgets of the program's window when a folder is open."""
    window = first_page()
    middle = window.centralWidget()
    canvas = _row(*map(QPushButton, ("Truth", "Prediction", "Both", "Side by side")), _slider(), _slider())
    if isinstance(middle, QStackedWidget):
        middle.addWidget(_column(canvas, QGraphicsView()))
    areas = Qt.DockWidgetArea
    _dock(window, "Images", areas.LeftDockWidgetArea, _column(QLineEdit(), _list(), QLabel("none")))
    buttons = _row(QPushButton("Accept"), QPushButton("Delete"))
    _dock(window, "Instances", areas.RightDockWidgetArea, _column(_list(), buttons, QLabel("Classes"), _list()))
    tabs = QTabWidget()
    for name in ("Train", "Evaluate"):
        form = _row(QComboBox(), QComboBox(), QLineEdit(), *map(QPushButton, ("Start", "Pause", "Stop")))
        notice = _row(QLabel("ready"), QLabel(), QProgressBar(), *(QToolButton() for _ in range(3)))
        curves = _row(*(_column(QLabel("curve"), _row(QLabel("train"), QLabel("validation"))) for _ in range(2)))
        page = QScrollArea()
        page.setWidget(_column(form, notice, curves))
        page.setWidgetResizable(True)
        tabs.addTab(page, name)
    _dock(window, "Bottom", areas.BottomDockWidgetArea, tabs)
    return window


def second_folder(folder: Path, width: int, height: int, then: Callable[[float], None]) -> None:
    """`then` gets the seconds of scandir, one decode and one paint: what opening a folder cannot do without. As in the
    program, a window with all its widgets is there, another folder was opened in it, and a person looked at that."""
    application = QApplication(sys.argv[:1])
    window, label = whole_window(), QLabel()
    window.setCentralWidget(label)
    window.resize(1280, 800)
    window.show()

    def opened(place: Path) -> float:
        began = time.monotonic()
        with os.scandir(place) as entries:
            names = sorted(entry.path for entry in entries if entry.name.lower().endswith(PICTURES))
        fitting = (Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        label.setPixmap(QPixmap.fromImage(QImage(names[0]).scaled(width, height, *fitting)))
        label.repaint()
        return time.monotonic() - began

    place = next(each for each in (folder / "images", folder / "JPEGImages") if each.is_dir())
    QTimer.singleShot(300, lambda: opened(Path(__file__).resolve().parent.parent / "resources"))
    QTimer.singleShot(3300, lambda: then(opened(place)))
    application.exec()


def _dock(window: QMainWindow, name: str, area: Qt.DockWidgetArea, body: QWidget) -> None:
    dock = QDockWidget(name)
    dock.setWidget(body)
    dock.setTitleBarWidget(_row(QLabel(name), QToolButton()))
    window.addDockWidget(area, dock)


def _column(*parts: QWidget) -> QWidget:
    body = QWidget()
    layout = QVBoxLayout(body)
    for part in parts:
        layout.addWidget(part)
    return body


def _row(*parts: QWidget) -> QWidget:
    body = QWidget()
    layout = QHBoxLayout(body)
    for part in parts:
        layout.addWidget(part)
    return body


def _slider() -> QSlider:
    return QSlider(Qt.Orientation.Horizontal)


def _list() -> QListView:
    view = QListView()
    view.setModel(QStringListModel([], view))
    return view
