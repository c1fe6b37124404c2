"""One of the fresh processes of `benchmarks/window.py`: `inside_window.py bare|program QUESTION ARGUMENTS`.

It imports nothing before the measured window shows that the window does not import itself.
"""

from __future__ import annotations

import os
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QMainWindow, QWidget

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
BEGAN = "OVERLAP_BENCHMARK_BEGAN"


def when_painted(widget: QWidget, then: Callable[[], None]) -> None:
    """Call `then` once, right after the widget's next paint."""
    _watch()(widget, then)


@cache  # making a class of Qt's takes longer than much of what is measured
def _watch() -> type[QObject]:
    from PySide6.QtCore import QCoreApplication, QEvent, QObject

    class Watch(QObject):
        def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
            super().__init__(widget)
            self.then = then
            widget.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)  # or each would make the next measurement slower
                QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))  # the next thing after the painting
            return super().eventFilter(watched, event)

        def customEvent(self, _event: QEvent) -> None:
            self.then()

    return Watch


def run_program(arguments: list[str], shown: Callable[[object], None]) -> None:
    """Start the program as its command line does; `shown(window)` is called when its event loop begins."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    from gui import app as program

    loop = QApplication.exec

    def enter(*_: object) -> int:
        sys.excepthook = fail
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow))
        QTimer.singleShot(0, lambda: shown(window)) if window.isVisible() else shown(window)
        return loop()

    QApplication.exec = enter
    sys.argv = ["overlap", *arguments]
    program.main()


def fail(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """A fault ends the measurement; the program itself would show a dialog and wait."""
    sys.__excepthook__(kind, error, trace)
    os._exit(3)


def report(values: dict[str, object]) -> None:
    """Print and leave at once: how long closing takes is another question."""
    import json

    print(json.dumps(values), flush=True)
    os._exit(0)


def elapsed() -> dict[str, object]:
    return {"seconds": time.monotonic() - float(os.environ[BEGAN]), "cpu": time.process_time()}


def bare_first() -> None:
    from benchmarks.bare_window import first_page

    time_first_paint(first_page)


def bare_whole() -> None:
    from benchmarks.bare_window import whole_window

    time_first_paint(whole_window)


def time_first_paint(build: Callable[[], QMainWindow]) -> None:
    from PySide6.QtWidgets import QApplication

    application = QApplication(sys.argv[:1])
    window = build()
    when_painted(window, lambda: report(elapsed()))
    window.resize(1280, 800)
    window.show()
    application.exec()


def program_first() -> None:
    from gui import app as program

    show = program.MainWindow.show

    def shown(window: object) -> None:
        when_painted(window, lambda: report(elapsed()))
        show(window)

    program.MainWindow.show = shown
    sys.argv = ["overlap"]
    program.main()


def program_second(folder: str) -> None:
    after_sample(lambda: time_opening(folder))


def program_pressed(folder: str) -> None:
    after_sample(lambda: time_answer(folder))


def after_sample(then: Callable[[], None]) -> None:
    """The sample is opened first, as a person would have some folder open, and has had the tour."""

    def shown(_window: object) -> None:
        from PySide6.QtCore import QTimer

        document, opening, first = part("Document"), part("Opening"), []

        def follow() -> None:
            if not first:
                first.append(document.dataset)
                QTimer.singleShot(3000, then)  # a person looks at the first folder

        part("Settings").set("toured", True)
        document.shown.connect(follow)
        opening.open_sample()

    run_program([], shown)


def time_opening(folder: str) -> None:
    """Seconds until: "program", its first picture is painted; "labelled", that has its labels, and the key D has been
    taken; "next", the picture it leads to is painted with its labels; "listed", every record is there."""
    names = ("MainWindow", "Document", "Opening", "CanvasView", "Glance", "Reviewing")
    window, document, opening, canvas, glance, reviewing = map(part, names)
    found: dict[str, float] = {}

    def note(name: str) -> None:
        found.setdefault(name, time.monotonic() - began)
        if {"labelled", "next", "listed"} <= found.keys():
            report({**found, "memory": memory(), "canvas": [canvas.width(), canvas.height()]})

    press = presser(lambda: note("labelled"))

    def follow() -> None:
        if document.dataset.root == Path(folder) and document.truth is not None:
            then = painted if reviewing.position == 0 else lambda: note("next")  # it may be there at once
            when_painted(canvas, then)

    def painted() -> None:
        note("program")
        press()

    document.shown.connect(follow)
    opening.glanced.connect(lambda _: when_painted(glance, lambda: note("program")))
    opening.opened.connect(lambda dataset, _: dataset.partial or note("listed"))
    opening.listed.connect(lambda _: note("listed"))
    _watch()
    began = time.monotonic()
    window.open_path(Path(folder))


def time_answer(folder: str) -> None:
    """Seconds until the key D, pressed as soon as the folder is there, has been taken: "answered"."""
    from PySide6.QtCore import QTimer

    window, opening = part("MainWindow"), part("Opening")
    press = presser(lambda: report({"answered": time.monotonic() - began}))
    opening.opened.connect(lambda *_: QTimer.singleShot(0, press))
    began = time.monotonic()
    window.open_path(Path(folder))


def presser(taken: Callable[[], None]) -> Callable[[], None]:
    """What presses D until it leads from the first picture to the second."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    reviewing = part("Reviewing")

    def press() -> None:
        if reviewing.position == 0:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_D)
        taken() if reviewing.position == 1 else QTimer.singleShot(0, press)

    return press


def memory() -> float:
    """The megabytes that this process and its children hold alone or share in equal parts."""
    import psutil

    me = psutil.Process()
    return sum(each.memory_full_info().pss for each in (me, *me.children(recursive=True))) / 2**20


def bare_second(folder: str, width: str, height: str) -> None:
    from benchmarks.bare_window import second_folder

    second_folder(Path(folder), int(width), int(height), lambda seconds: report({"bare": seconds}))


def program_heartbeat(folder: str, weights: str) -> None:
    def shown(window: object) -> None:
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        from benchmarks.beating import start_beating, summary

        training, document = part("Training"), part("Document")
        gaps: list[float] = []
        pressed: list[bool] = []

        def press() -> None:
            if pressed:
                return
            pressed.append(True)
            QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
            start_beating(gaps)

        def ended(outcome: str) -> None:
            report({"outcome": outcome, "gaps": summary(gaps), "torch": "torch" in sys.modules, **elapsed()})

        training.finished.connect(lambda *_: ended("finished"))
        training.failed.connect(lambda failure: ended(f"failed: {failure.message}"))
        document.shown.connect(lambda: pressed or QTimer.singleShot(3000, press))
        if document.picture is not None:  # it was quicker than we
            QTimer.singleShot(3000, press)

    run_program([folder, "--weights", weights], shown)


def bare_heartbeat(stop: str) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from benchmarks.beating import start_beating, summary

    application, gaps, watch = QApplication(sys.argv[:1]), [], QTimer()
    start_beating(gaps)
    watch.timeout.connect(lambda: Path(stop).exists() and report({"gaps": summary(gaps)}))
    watch.start(500)
    application.exec()


def part(name: str) -> object:
    """The program's object of that class."""
    import gc

    return next(thing for thing in gc.get_objects() if type(thing).__name__ == name)


if __name__ == "__main__":
    who, question, *rest = sys.argv[1:]
    globals()[f"{who}_{question}"](*rest)
