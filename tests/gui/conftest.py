"""Scenes to open, and a window to open them in."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from engine.datasets import shapes
from engine.processes import child
from gui import acts, language
from gui.look import theme
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.wording import write_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QTranslator
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView

from tests.gui.driving import IMAGES, active, open_folder
from tests.gui.forked import Forker
from tests.gui.hand import Hand, open_canvas

_closed: list[MainWindow] = []
write_as("en")  # whatever the machine speaks


@pytest.fixture(autouse=True)
def no_window_of_before() -> None:
    """What earlier tests left to be deleted is: a theme would be worked out for each of those windows too."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    while _closed:  # connections keep it for good, and with it memory and open files of the pictures it has shown
        vars(_closed.pop()).clear()


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker | None]:
    """None where no process forks well: each engine process is started as people's are then."""
    made = Forker() if sys.platform == "linux" else None
    yield made
    if made is not None:
        made.end()


@pytest.fixture
def quick_engines(forker: Forker | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Engine processes that need not import first what every one of them does."""
    if forker is not None:
        monkeypatch.setattr(child, "_start", forker.start)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    for _ in shapes.write_scenes(str(folder), images=IMAGES, seed=1):
        pass
    return folder


@pytest.fixture
def folder(scenes: Path, tmp_path: Path) -> Path:
    """A folder of scenes of one's own."""
    return Path(shutil.copytree(scenes, tmp_path / "scenes"))


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A file that stands for one; its predictions are what a test puts into the cache."""
    made = tmp_path / "some.safetensors"
    made.write_bytes(b"weights")
    return made


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, quick_engines: None) -> Iterator[MainWindow]:
    del quick_engines
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    made = MainWindow(Settings(tmp_path / "settings.ini"))
    made.resize(1280, 800)  # larger than the offscreen screen
    made.show()
    made.furnish()
    qtbot.waitExposed(made)
    active(qtbot, made)
    yield made
    made.quiet = True
    made.close()
    for left in (made.images, made.instances, made.bottom, made):  # without a folder its panels lie in no window
        left.deleteLater()
    _closed.append(made)


@pytest.fixture
def opened(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """A window with a folder open, and a place of one's own for what the program keeps."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    open_folder(qtbot, window, folder)
    return window


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> CanvasView:
    return open_canvas(qtbot, qapp)


@pytest.fixture
def hand(canvas: CanvasView) -> Hand:
    return Hand(canvas)


@pytest.fixture
def german() -> Iterator[list[QTranslator]]:
    app = QCoreApplication.instance()
    assert app is not None
    found = language.install(app, "de")
    yield found
    for translator in found:
        app.removeTranslator(translator)
    write_as("en")
    acts.keys_text.cache_clear()  # "Strg+T" is nobody's any more
