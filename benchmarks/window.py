"""Is the window as quick as Qt allows?  `python benchmarks/window.py first | second FOLDER | heartbeat FOLDER WEIGHTS`

first      the program's first painted window against a bare PySide6 window with the same kinds of widgets
second     in a running program, a folder opened after another until its first picture is painted, against
           scandir + one decode + one paint
heartbeat  a 10 ms timer in the program's window while it trains on FOLDER (started with its two keys), against a bare
           Qt timer in a process of its own beside the same load

Prints one JSON document. Times are medians of alternating runs in seconds, gaps in milliseconds.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BEGAN = "OVERLAP_BENCHMARK_BEGAN"
PICTURES = {".jpg", ".jpeg", ".png"}


# -- the questions -----------------------------------------------------------------------------------------------------
def first(rounds: int) -> dict[str, dict[str, float]]:
    """Wall time, and the processor's: that one holds on a busy machine too."""
    found: dict[str, list[dict[str, float]]] = {"program": [], "bare": []}
    inside("bare first"), inside("program first")  # the disk's cache
    for _ in range(rounds):
        for who, runs in found.items():
            runs.append(inside(f"{who} first"))
    answer = {}
    for clock in ("seconds", "cpu"):
        program, bare = (statistics.median(run[clock] for run in found[who]) for who in ("program", "bare"))
        answer[clock] = {"program": program, "bare": bare, "ratio": program / bare}
    return answer


def second(folder: str, rounds: int) -> dict[str, float]:
    found = [inside("program second", folder) for _ in range(rounds)]
    program, bare = (statistics.median(one[who] for one in found) for who in ("program", "bare"))
    return {"program": program, "bare": bare, "ratio": program / bare}


def heartbeat(folder: str, weights: str) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as place:
        stop = Path(place) / "stop"
        bare = begin("bare heartbeat", str(stop))
        program = inside("program heartbeat", folder, weights)
        stop.touch()
        beside = json.loads(bare.communicate(timeout=60)[0])
    ratio = program["gaps"]["p99.9"] / beside["gaps"]["p99.9"]
    return {"program": program, "bare": beside, "p99.9 ratio": ratio}


def begin(role: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).resolve()), "inside", *role.split(), *arguments]
    environment = {**os.environ, BEGAN: repr(time.monotonic())}  # one clock for all processes
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def inside(role: str, *arguments: str) -> dict:
    """What a fresh process in that role prints. It has settings and caches of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        names = ("XDG_CONFIG_HOME", "OVERLAP_CACHE", "OVERLAP_DATA")
        before = {name: os.environ.get(name) for name in names}
        os.environ.update({name: f"{place}/{name}" for name in names})
        try:
            process = begin(role, *arguments)
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
        out = process.communicate(timeout=1800)[0]
    if process.returncode:
        raise SystemExit(f"{role} ended with status {process.returncode}")
    return json.loads(out.splitlines()[-1])


# -- in the fresh processes --------------------------------------------------------------------------------------------
def when_painted(widget: object, then: Callable[[], None]) -> None:
    """Call `then` once, right after the widget's next paint."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not self.property("done"):
                self.setProperty("done", True)
                QTimer.singleShot(0, then)
            return super().eventFilter(watched, event)

    watch = Watch(widget)
    widget.installEventFilter(watch)


def run_program(arguments: list[str], shown: Callable[[object], None]) -> None:
    """Start the program as its command line does; `shown(window)` is called when its event loop begins."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    loop = QApplication.exec

    def enter(*_: object) -> int:
        sys.excepthook = fail
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow))
        QTimer.singleShot(0, lambda: shown(window)) if window.isVisible() else shown(window)
        return loop()

    QApplication.exec = enter
    from gui.__main__ import main

    sys.argv = ["overlap", *arguments]
    main()


def fail(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """A fault ends the measurement; the program itself would show a dialog and wait."""
    sys.__excepthook__(kind, error, trace)
    os._exit(3)


def report(values: dict[str, object]) -> None:
    """Print and leave at once: how long closing takes is another question."""
    print(json.dumps(values), flush=True)
    os._exit(0)


def elapsed() -> dict[str, object]:
    return {"seconds": time.monotonic() - float(os.environ[BEGAN]), "cpu": time.process_time()}


def bare_first() -> None:
    from PySide6.QtWidgets import QApplication

    from benchmarks.bare_window import bare_window

    application = QApplication(sys.argv[:1])
    window = bare_window()
    when_painted(window, lambda: report(elapsed()))
    window.resize(1280, 800)
    window.show()
    application.exec()


def program_first() -> None:
    run_program([], lambda window: when_painted(window, lambda: report(elapsed())))


def program_second(folder: str) -> None:
    """The sample is opened first, as a person would have some folder open."""

    def shown(_window: object) -> None:
        from PySide6.QtCore import QTimer

        document, opening, canvas = part("Document"), part("Opening"), part("CanvasView")
        state: dict[str, float] = {}

        def follow() -> None:
            if not state:
                state["looking"] = time.monotonic()
                QTimer.singleShot(3000, again)  # a person looks at the first folder
            elif "began" in state and document.dataset.root == Path(folder):
                when_painted(canvas, painted)

        def again() -> None:
            state["began"] = time.monotonic()
            opening.open(Path(folder))

        def painted() -> None:
            report({"program": time.monotonic() - state["began"], "bare": bare_open(folder, canvas.size())})

        document.shown.connect(follow)
        opening.open_sample()

    run_program([], shown)


def bare_open(folder: str, size: QSize) -> float:
    """scandir, one decode, one paint of `size`: what opening a folder cannot do without."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPixmap
    from PySide6.QtWidgets import QLabel

    began = time.monotonic()
    place = Path(folder) / "images" if (Path(folder) / "images").is_dir() else Path(folder) / "JPEGImages"
    with os.scandir(place) as entries:
        names = sorted(entry.path for entry in entries if Path(entry.name).suffix.lower() in PICTURES)
    fitting = (Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    label = QLabel()
    label.setPixmap(QPixmap.fromImage(QImage(names[0]).scaled(size, *fitting)))
    label.show()
    label.repaint()
    return time.monotonic() - began


def program_heartbeat(folder: str, weights: str) -> None:
    def shown(window: object) -> None:
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        training, document = part("Training"), part("Document")
        gaps: list[float] = []

        def press() -> None:
            QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
            start_beating(gaps)

        def ended(outcome: str) -> None:
            report({"outcome": outcome, "gaps": summary(gaps), "torch": "torch" in sys.modules, **elapsed()})

        training.finished.connect(lambda *_: ended("finished"))
        training.failed.connect(lambda failure: ended(f"failed: {failure.message}"))
        document.shown.connect(lambda: gaps or QTimer.singleShot(3000, lambda: gaps or press()))

    run_program([folder, "--weights", weights], shown)


def bare_heartbeat(stop: str) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    application, gaps, watch = QApplication(sys.argv[:1]), [], QTimer()
    start_beating(gaps)
    watch.timeout.connect(lambda: Path(stop).exists() and report({"gaps": summary(gaps)}))
    watch.start(500)
    application.exec()


def start_beating(gaps: list[float]) -> None:
    """Note the milliseconds between the ticks of a 10 ms timer."""
    from PySide6.QtCore import QCoreApplication, Qt, QTimer

    timer = QTimer(QCoreApplication.instance())
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1000)
        last[0] = now

    timer.timeout.connect(tick)
    timer.start(10)


def summary(gaps: list[float]) -> dict[str, float]:
    ordered = sorted(gaps)
    at = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999}
    return {name: round(ordered[int(len(ordered) * share)], 2) for name, share in at.items()} | {
        "max": round(ordered[-1], 2), "ticks": len(ordered)
    }  # fmt: skip


def part(name: str) -> object:
    """The program's object of that class."""
    return next(thing for thing in gc.get_objects() if type(thing).__name__ == name)


def main() -> None:
    if sys.argv[1:2] == ["inside"]:
        who, question, *rest = sys.argv[2:]
        return globals()[f"{who}_{question}"](*rest)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=("first", "second", "heartbeat"))
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    questions = {
        "first": lambda: first(asked.rounds),
        "second": lambda: second(asked.paths[0], asked.rounds),
        "heartbeat": lambda: heartbeat(*asked.paths[:2]),
    }
    print(json.dumps(questions[asked.question](), indent=1))
    return None


if __name__ == "__main__":
    main()
