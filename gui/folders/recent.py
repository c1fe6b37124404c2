"""The folders opened lately, as a menu."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from gui.look import theme
from gui.wording import short, tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow

LONGEST = 560


def menu(window: MainWindow) -> QMenu:
    """A menu that is filled when it is opened."""
    made = QMenu(tr("Open again"), window)
    made.aboutToShow.connect(partial(_fill, made, window))
    return made


def _fill(menu: QMenu, window: MainWindow) -> None:
    menu.clear()
    for place, path in enumerate(window.settings.texts("recent"), 1):
        said = menu.fontMetrics().elidedText(short(Path(path)), Qt.TextElideMode.ElideMiddle, theme.px(LONGEST))
        said = said.replace("&", "&&")
        menu.addAction(f"&{place}  {said}").triggered.connect(partial(_open, window, path))
    if menu.isEmpty():
        menu.addAction(tr("No folder yet")).setEnabled(False)


def _open(window: MainWindow, path: str, _checked: bool = False) -> None:
    window.open_path(Path(path))
