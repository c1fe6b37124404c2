"""Does the canvas follow the hand?  `python -m benchmarks.comparing [--json]`

A picture of 4000×3000 on a canvas of 1280×800. Sliders that re-match it: 400 true objects and 400 detections; one move
until the canvas is painted anew, the median of many in processor time.

Panning and zooming, in each view: 1,000 labelled boxes and a mask, with as many detections and a second mask where two
layers are shown. One event with the paint that follows it ("step", "processor"), and the time until nothing of it is
rough any more ("sharp"). Then opacity and class visibility, until painted. Milliseconds, percentiles of all steps;
offscreen unless QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from benchmarks.beating import percentiles
from engine.annotation import Annotation, Box, Instance
from engine.datasets.labels import Labels
from engine.datasets.record import Dataset, Listing, Record
from engine.images import Screen
from engine.reading import Shown
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.look import theme
from gui.review import pairs
from gui.viewing import View, Viewing

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH, HEIGHT = 4000, 3000
TURNS = 60
CLASSES = ("person", "dog", "cat", "car", "chair")


def objects(count: int, seed: int) -> tuple[Instance, ...]:
    chance = random.Random(seed)
    made: list[Instance] = []
    for _ in range(count):
        x, y = chance.random() * WIDTH * 0.9, chance.random() * HEIGHT * 0.9
        box = Box(x, y, x + 60 + chance.random() * 240, y + 60 + chance.random() * 240)
        made.append(Instance(chance.choice(CLASSES), box))
    return tuple(made)


def detections(truth: tuple[Instance, ...], count: int, seed: int) -> tuple[Instance, ...]:
    """About the true objects: some right, some displaced, some of another class."""
    chance = random.Random(seed)
    made: list[Instance] = []
    for _ in range(count):
        one = chance.choice(truth)
        label = one.label if chance.random() < 0.8 else chance.choice(CLASSES)
        box = one.box.moved(chance.gauss(0, 20), chance.gauss(0, 20))
        made.append(Instance(label, box, score=chance.random()))
    return tuple(made)


def mask(seed: int) -> np.ndarray:
    """Some large regions of a few classes."""
    chance = random.Random(seed)
    made = np.zeros((HEIGHT, WIDTH), np.uint8)
    for value in (1, 7, 12, 15, 255):
        x, y = chance.randrange(WIDTH // 2), chance.randrange(HEIGHT // 2)
        made[y : y + HEIGHT // 3, x : x + WIDTH // 3] = value
    return made


class Bench:
    """A canvas, and what it shows."""

    def __init__(self) -> None:
        self.document, self.viewing = Document(), Viewing()
        self.canvas = CanvasView(self.document, self.viewing)
        self.canvas.resize(1280, 800)
        self.canvas.show()
        self._screen = Screen(np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 4), np.uint8))
        self._onto = QImage(1280, 800, QImage.Format.Format_RGB32)

    def show(self, truths: int, guesses: int, masks: int) -> None:
        truth = objects(truths, 1)
        seen = detections(truth, guesses, 2)
        record = Record(f"{truths}", "one.jpg", "one.xml")
        self.document.open(Dataset(Path("folder"), "voc", Listing.of((record,)), Path("folder")))
        labels = Labels(Annotation(WIDTH, HEIGHT, truth, mask(3) if masks else None), (), None)
        prediction = Annotation(WIDTH, HEIGHT, seen, mask(4) if masks == 2 else None, source="run")
        self.document.show(record, Shown(self._screen, labels, None, prediction))

    def cost(self, act: Callable[[int], None], times: int = 40) -> float:
        """One act and one paint."""
        took = []
        for turn in range(times):
            begun = time.process_time()
            act(turn)
            self.canvas.render(self._onto)
            took.append(time.process_time() - begun)
        return round(statistics.median(took) * 1e3, 2)


def sliders(bench: Bench) -> dict[str, float]:
    made: dict[str, float] = {}
    bench.show(400, 400, masks=0)
    bench.canvas.fit()
    truth, prediction, viewing = bench.document.truth, bench.document.prediction, bench.viewing
    took = []
    for turn in range(40):
        begun = time.process_time()
        pairs.compare(truth, prediction, 0.05 + 0.01 * turn, 0.5)
        took.append(time.process_time() - begun)
    made["match alone"] = round(statistics.median(took) * 1e3, 2)
    views: tuple[View, ...] = ("both", "difference")
    for view in views:
        viewing.view = view
        made[f"confidence slider, {view}"] = bench.cost(
            lambda turn: setattr(viewing, "confidence", 0.05 + 0.01 * (turn % 40))
        )
        made[f"IoU slider, {view}"] = bench.cost(
            lambda turn: setattr(viewing, "iou_threshold", 0.3 + 0.01 * (turn % 40))
        )
    return made


def moving(app: QApplication, bench: Bench) -> dict[str, dict[str, dict[str, float]]]:
    viewing, found = bench.viewing, {}
    views: tuple[View, ...] = ("truth", "both", "side", "difference", "swipe")
    for view in views:
        alone = view == "truth"
        bench.show(1000, 0 if alone else 1000, 1 if alone else 2)
        bench.document.mask_classes = CLASSES * 3
        viewing.view = view
        bench.canvas.fit()
        app.processEvents()
        for name, step in gestures(bench.canvas).items():
            found[f"{name}, {view}"] = steps(app, bench.canvas, step)
    camera = bench.canvas.camera
    found["divider, swipe"] = steps(app, bench.canvas, lambda turn: camera.divide(0.3 + 0.01 * (turn % 40)))
    viewing.view = "both"
    hidden = (frozenset[str](), frozenset(CLASSES[:2]))
    changes: dict[str, Callable[[int], None]] = {
        "opacity": lambda turn: setattr(viewing, "mask_opacity", 0.1 + 0.01 * (turn % 60)),
        "class visibility": lambda turn: setattr(viewing, "hidden_classes", hidden[turn % 2]),
    }
    return found | {name: steps(app, bench.canvas, change) for name, change in changes.items()}


def gestures(canvas: CanvasView) -> dict[str, Callable[[int], None]]:
    """What a hand does, by its number: turns the wheel, drags, zooms in and out again."""
    none, middle, plain = Qt.MouseButton.NoButton, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier
    spot = QPointF(500, 400)

    def wheel(notches: int, keys: Qt.KeyboardModifier) -> None:
        turned, phase = QPoint(0, 120 * notches), Qt.ScrollPhase.NoScrollPhase
        QApplication.sendEvent(canvas, QWheelEvent(spot, spot, QPoint(), turned, none, keys, phase, False))

    def mouse(kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
        button = none if kind == QEvent.Type.MouseMove else middle
        QApplication.sendEvent(canvas, QMouseEvent(kind, at, at, button, held, plain))

    def drag(turn: int) -> None:
        if turn % 30 == 0:
            mouse(QEvent.Type.MouseButtonRelease, spot, none)
            mouse(QEvent.Type.MouseButtonPress, spot, middle)
        mouse(QEvent.Type.MouseMove, spot + QPointF(11, 7) * (turn % 30), middle)

    return {
        "zoom": lambda turn: wheel(1 if turn // 4 % 2 else -1, Qt.KeyboardModifier.ControlModifier),
        "wheel": lambda turn: wheel(1 if turn // 5 % 2 else -1, plain),
        "drag": drag,
    }


def steps(app: QApplication, canvas: CanvasView, act: Callable[[int], None]) -> dict[str, dict[str, float]]:
    took: dict[str, list[float]] = {"step": [], "processor": [], "sharp": []}
    for turn in range(TURNS):
        began, used = time.perf_counter(), time.process_time()
        act(turn)
        canvas.repaint()
        took["step"].append(time.perf_counter() - began)
        took["processor"].append(time.process_time() - used)
        while canvas.rough:
            app.processEvents()
        took["sharp"].append(time.perf_counter() - began)
    return {name: percentiles(times) for name, times in took.items()}


def main() -> int:
    gc.disable()  # as in the window, where a timer collects garbage between two events (`gui.collecting`)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    bench = Bench()
    app.processEvents()
    slid, moved = sliders(bench), moving(app, bench)
    if asked.json:
        print(json.dumps(slid | moved))
        return 0
    print("\n".join(f"{name:32} {took:6.1f}" for name, took in slid.items()))
    for name, clocks in moved.items():
        print(f"{name:32} " + "   ".join(f"{clock} " + " ".join(map(str, at.values())) for clock, at in clocks.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
