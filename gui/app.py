"""The program around the window: arguments, the log, one place where faults of ours end up."""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import (
    QDeadlineTimer,
    QEventLoop,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from engine import places
from gui import language
from gui.look import theme
from gui.main_window import MainWindow
from gui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

log = logging.getLogger("overlap")
PATIENCE = 250
"""Milliseconds to wait for the first paint; a window started minimised has none."""
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


class Faults(QObject):
    """Where every exception that nobody expects ends: the log, and one dialog for a cause. `sys.excepthook`."""

    told = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._causes: set[tuple[str, str, int]] = set()
        self.told.connect(self._show, Qt.ConnectionType.QueuedConnection)  # it may come from the midst of painting

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        start_log()
        log.critical("a fault of ours", exc_info=(kind, error, trace))
        last = traceback.extract_tb(trace)[-1:]
        cause = (kind.__name__, last[0].filename if last else "", last[0].lineno or 0 if last else 0)
        if cause not in self._causes:
            self._causes.add(cause)
            text = "".join(traceback.format_exception(kind, error, trace))
            self.told.emit(f"{kind.__name__}: {error}", text)
        traceback.clear_frames(trace)  # a painter left over in one of them would paint on, and take the program with it

    def take_from_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.take(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def take_unraisable(self, left: sys.UnraisableHookArgs) -> None:
        """A fault where Python has nobody to raise it to: in a destructor, or in what Qt calls."""
        if left.exc_value is not None:
            self.take(left.exc_type, left.exc_value, left.exc_traceback)

    def _show(self, summary: str, details: str) -> None:
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)
        if window is not None and window.quiet:
            window.failed.emit(summary)
        else:
            from gui.dialogs import questions  # dialogs are read when they are asked for

            self._box = questions.fault(window, summary, details)  # without a window nobody else holds it


@dataclass(frozen=True)
class Chosen:
    """What the command line says."""

    path: str = ""
    sample: bool = False
    checkpoint: str = ""
    weights: str = ""
    select: str = ""
    screenshot: str = ""
    quit: bool = False


def arguments(given: Sequence[str] | None = None) -> Chosen:
    """The command line of doors.md."""
    if not (sys.argv[1:] if given is None else given):
        return Chosen()
    from engine.terminal import Parser, prepare_streams  # only to read what was given

    prepare_streams()  # a windowed program on Windows has none
    says = "See what the model sees beside what a person drew."
    parser = Parser(prog="overlap", description=says, allow_abbrev=False)
    parser.add_argument("path", nargs="?", default="", metavar="PATH", help="a folder of pictures, or one picture")
    parser.add_argument("--sample", action="store_true", help="open the generated sample")
    parser.add_argument("--checkpoint", metavar="FILE", default="", help="predict the folder with this checkpoint")
    parser.add_argument("--weights", metavar="FOLDER", default="", help="where pretrained weights lie")
    parser.add_argument("--select", metavar="IMAGE", default="", help="the picture to show first")
    parser.add_argument("--screenshot", metavar="OUT.png", default="", help="save the window once everything is drawn")
    parser.add_argument("--quit", action="store_true", help="leave once everything is drawn")
    return Chosen(**vars(parser.parse_args(given)))


def main(given: Sequence[str] | None = None) -> int:
    """Run the program until its window is closed. Returns the exit status."""
    chosen = arguments(given)
    wrong = _wrong(chosen)
    if wrong:
        if sys.stderr is not None:
            sys.stderr.write(f"overlap: {wrong}\n")
        return 2
    logging.getLogger().addHandler(logging.NullHandler())  # nothing goes to stderr before the log is there
    app = cast("QApplication", QApplication.instance() or QApplication(sys.argv[:1]))
    app.setApplicationName("Overlap")
    faults = Faults()
    sys.excepthook, threading.excepthook = faults.take, faults.take_from_thread
    sys.unraisablehook = faults.take_unraisable
    qInstallMessageHandler(_take_message)
    settings = Settings()
    language.install(app, settings.text("language"))
    theme.apply(app, cast("theme.Choice", settings.text("theme")))
    if chosen.weights:
        settings.set("weights", chosen.weights)
    window = MainWindow(settings)
    _show(app, window)
    window.furnish()
    shot = Path(chosen.screenshot) if chosen.screenshot else None
    window.tour.wanted = shot is None
    if shot is not None or chosen.quit:
        from gui.shooting import Shooting

        window.quiet = chosen.quit
        Shooting(window, shot, chosen.quit, bool(chosen.path) or chosen.sample, bool(chosen.checkpoint))
    app.setWindowIcon(QIcon(str(places.resources() / "overlap.svg")))  # after the window shows: it is drawn in 8 sizes
    start_log()
    if chosen.sample:
        QTimer.singleShot(0, window, lambda: window.open_sample(select=chosen.select))
    elif chosen.path:
        # after the first paint: the window is there before the first engine process starts
        QTimer.singleShot(0, window, lambda: window.open_path(Path(chosen.path), chosen.select, chosen.checkpoint))
    status = app.exec()
    sys.unraisablehook = sys.__unraisablehook__  # from here on nobody is there to be told
    window.lanes.stop()
    return status


def _show(app: QApplication, window: MainWindow) -> None:
    """Show the window and come back when its first page is painted; on X and Wayland that takes the server a moment."""
    window.show()
    handle, patience = window.windowHandle(), QDeadlineTimer(PATIENCE)
    while not handle.isExposed() and not patience.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
    app.processEvents()


def start_log() -> None:
    """Messages go to `log/overlap.log` in the program's data folder, four files of a megabyte at most."""
    from logging.handlers import RotatingFileHandler  # sockets and all: after the window shows

    from gui.comfort.reports import PrivateLines

    root = logging.getLogger()
    if any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        return
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False  # a log that cannot be written, as on a full disk, is no news for the terminal
    try:
        folder = places.data() / "log"
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "overlap.log", maxBytes=2**20, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:  # a data folder that can't be written: the program is usable all the same
        return
    handler.setFormatter(PrivateLines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


def _wrong(chosen: Chosen) -> str:
    """What is wrong with the arguments, in one line; "" where nothing is."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, DISPLAYS)):  # Qt would abort, in many lines
        return "there is no display (DISPLAY is not set); overlap-engine works without one"
    if chosen.path and not os.access(chosen.path, os.F_OK):
        return f"{chosen.path}: there is no such folder or picture"
    if chosen.checkpoint and not Path(chosen.checkpoint).is_file():
        return f"{chosen.checkpoint}: there is no such checkpoint"
    if chosen.sample and chosen.path:
        return "--sample opens a folder of its own; leave out either it or PATH"
    if chosen.checkpoint and not chosen.path:
        return "--checkpoint needs the folder to predict: overlap FOLDER --checkpoint FILE"
    if chosen.weights and chosen.weights != "none" and not Path(chosen.weights).is_dir():
        return f"{chosen.weights}: there is no such folder of weights"
    if chosen.screenshot and not Path(chosen.screenshot).resolve().parent.is_dir():
        return f"{chosen.screenshot}: the folder to write it to does not exist"
    return ""


def _take_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    logging.getLogger("qt").log(level, text)
