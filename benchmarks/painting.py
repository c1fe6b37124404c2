"""Is a brush stroke as quick as the hand?  `python benchmarks/painting.py [--boxes 100] [--moves 400]`

Strokes are drawn with mouse events on the canvas, 1280x800, over a 4000x3000 picture with a class mask of its own and
one of a prediction, boxes beside: at the zoom that shows all of it and at 100 %, with brushes of 10, 60 and 400 pixels.
What is timed is a move event with the repaint that follows it, and the release, which makes the step of undo.

Prints one JSON document; times are milliseconds (percentiles over the moves), and the processor's where that says more
on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.annotation import VOID, Annotation, Box, Instance
from engine.datasets.labels import Labels
from engine.datasets.record import Dataset, Listing, Record
from engine.images import Screen
from engine.places import data
from engine.reading import Shown
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.viewing import Viewing

WIDTH, HEIGHT = 4000, 3000
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
BAR = 16.7


def scene(boxes: int) -> tuple[Annotation, Annotation, np.ndarray]:
    """A truth, a prediction and pixels of 12 megapixels."""
    rng = np.random.default_rng(7)
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for value in range(1, 13):
        x, y, reach = rng.integers(WIDTH), rng.integers(HEIGHT), rng.integers(200, 600)
        away = (across - x) ** 2 + (down - y) ** 2
        mask[away < reach**2] = value
        mask[(away >= reach**2) & (away < (reach + 6) ** 2)] = VOID
    corners = zip(rng.integers(0, WIDTH - 300, boxes), rng.integers(0, HEIGHT - 300, boxes), strict=True)
    instances = tuple(Instance("dog", Box(float(x), float(y), x + 280.0, y + 210.0)) for x, y in corners)
    guessed = tuple(Instance("dog", each.box.moved(9, 5), score=0.8) for each in instances)
    pixels = rng.integers(0, 255, (HEIGHT, WIDTH, 4), np.uint8)
    return (
        Annotation(WIDTH, HEIGHT, instances, mask),
        Annotation(WIDTH, HEIGHT, guessed, np.roll(mask, 40, axis=1), source="run"),
        pixels,
    )


def opened(boxes: int) -> CanvasView:
    document, viewing = Document(), Viewing()
    truth, prediction, pixels = scene(boxes)
    record = Record("one", "one.jpg", "one.xml", "one.png")
    document.open(Dataset(data(), "voc", Listing.of((record,)), data()))
    canvas = CanvasView(document, viewing)
    canvas.resize(1280, 800)
    canvas.show()
    document.show(record, Shown(Screen(pixels), Labels(truth), None, prediction))
    return canvas


def send(canvas: CanvasView, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    place = QPointF(canvas.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(canvas, QMouseEvent(kind, at, place, button, held, Qt.KeyboardModifier.NoModifier))


def stroke(canvas: CanvasView, moves: int) -> dict[str, float]:
    """A wide figure of eight, 12 pixels of the screen a move."""
    middle = QPointF(canvas.width() / 2, canvas.height() / 2)

    def place(turn: float) -> QPointF:
        return middle + QPointF(420 * math.sin(turn), 240 * math.sin(2 * turn))

    send(canvas, QEvent.Type.MouseButtonPress, place(0), LEFT, LEFT)
    canvas.repaint()
    wall, processor = [], []
    for step in range(1, moves + 1):
        began, used = time.perf_counter(), time.process_time()
        send(canvas, QEvent.Type.MouseMove, place(step * 0.016), NONE, LEFT)
        canvas.repaint()
        wall.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - used))
    began = time.process_time()
    send(canvas, QEvent.Type.MouseButtonRelease, place(moves * 0.016), LEFT, NONE)
    canvas.repaint()
    released = 1000 * (time.process_time() - began)
    p50, p95, p99 = np.percentile(wall, (50, 95, 99))
    return {
        "p50": round(float(p50), 2),
        "p95": round(float(p95), 2),
        "p99": round(float(p99), 2),
        "most": round(max(wall), 2),
        "processor p95": round(float(np.percentile(processor, 95)), 2),
        "within 16.7 ms": round(float(np.mean(np.array(wall) <= BAR)), 4),
        "processor, release": round(released, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boxes", type=int, default=100)
    parser.add_argument("--moves", type=int, default=400)
    asked = parser.parse_args()
    application = QApplication([])
    canvas = opened(asked.boxes)
    application.processEvents()  # it is on screen before anything is painted
    found = {}
    for zoom in ("all of it", "100 %"):
        canvas.fit() if zoom == "all of it" else canvas.actual_size()
        for size in (10, 60, 400):
            canvas.tool = "brush"
            canvas.toolbox.choices.choose(size=size, label="cat")
            stroke(canvas, 20)
            found[f"{zoom}, {size} px"] = stroke(canvas, asked.moves)
    print(json.dumps(found, indent=1))
    canvas.close()
    del application


if __name__ == "__main__":
    main()
