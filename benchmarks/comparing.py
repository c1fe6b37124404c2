"""How quickly the canvas follows a slider that re-matches its picture, and panning in the views that compare.

    python -m benchmarks.comparing [--json]

A picture of 4000×3000 on a canvas of 1280×800. Matching: 100 true objects and 300 detections; one move of the
confidence slider, or of the IoU slider, until the canvas is painted anew. Panning: 1,000 labelled
boxes and a mask, one step and one paint; in the views that compare with as many detections and a second mask. Processor
time in milliseconds, the median of many.
"""

from __future__ import annotations

import argparse
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
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

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


def measure() -> dict[str, float]:
    bench = Bench()
    made: dict[str, float] = {}
    bench.show(100, 300, masks=0)
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
    cases: tuple[tuple[View, int, int], ...] = (
        ("truth", 0, 1),
        ("both", 1000, 2),
        ("side", 1000, 2),
        ("difference", 1000, 2),
        ("swipe", 1000, 2),
    )
    for view, guesses, masks in cases:
        bench.show(1000, guesses, masks)
        viewing.view = view
        made[f"pan, {view}"] = bench.cost(lambda turn: bench.canvas.camera.pan(3 if turn % 2 else -3, 2))
    made["divider, swipe"] = bench.cost(lambda turn: bench.canvas.camera.divide(0.3 + 0.01 * (turn % 40)))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    made = measure()
    print(json.dumps(made) if asked.json else "\n".join(f"{name:32} {took:6.1f} ms" for name, took in made.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
