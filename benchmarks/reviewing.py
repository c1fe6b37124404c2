"""Is a large folder reviewed quickly?  `python benchmarks/reviewing.py [--pictures 17125] [--rounds N]`

A folder of that many pictures with 40,000 true objects and 50,000 kept detections, matched as the window does it, in an
engine process of its own: gathered once, then asked anew for a moved slider, a corrected picture and a new prediction.
After that the image list on it: searched, sorted and filtered, until its rows are there.

Prints one JSON document; times are medians of the rounds, in seconds, `cpu` those of this process alone.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.metrics import CLASSES, Boxes
from engine import predictions
from engine.annotation import Annotation, Box, Instance
from engine.datasets.index import Index
from engine.datasets.record import Dataset, Listing, Record
from engine.processes.process import EngineProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.matching import FolderCounts

QUERIES = ("missed>0", "iou<0.5 missed>0 class:1 split:val verified:no", "0 1 2")
SORTS = ("worst", "false", "missed", "name")


def folder(place: Path, pictures: int) -> Index:
    """Pictures of a few bytes, the index of their objects, and their predictions in the cache."""
    truths, detections = Boxes.made(pictures, 40_000, 50_000).columns()
    names = [f"2008_{n:06d}" for n in range(pictures)]
    checkpoint = place / "some.safetensors"
    checkpoint.write_bytes(b"weights")
    key = predictions.key(checkpoint)
    order = np.argsort(detections.image, kind="stable")
    starts = np.searchsorted(detections.image[order], np.arange(pictures + 1))
    for n, name in enumerate(names):
        image = place / f"{name}.jpg"
        image.write_bytes(b"pixels")
        rows = order[starts[n] : starts[n + 1]]
        found = tuple(
            Instance(str(detections.label[row]), Box(*detections.boxes[row].tolist()), score=detections.score[row])
            for row in rows.tolist()
        )
        predictions.store(key, image, Annotation(500, 375, found))
    records = Listing.of(Record(name, str(place / f"{name}.jpg"), str(place / f"{name}.xml")) for name in names)
    lists = {"train": tuple(names[: pictures // 2]), "val": tuple(names[pictures // 2 :])}
    known, none = np.ones(pictures, bool), np.zeros(pictures, bool)
    return Index(
        Dataset(place, "voc", records, place, lists),
        tuple(str(label) for label in range(CLASSES)),
        (),
        np.tile(np.int32([500, 375]), (pictures, 1)),
        np.full(pictures, -1, np.int32),
        truths.image.astype(np.int32),
        truths.label.astype(np.int32),
        truths.boxes,
        truths.ignore,
        known,
        none,
        none,
        (),
        known,
    )


def asked(process: EngineProcess, **arguments: object) -> tuple[float, FolderCounts]:
    """Seconds until the answer is here."""
    start = time.perf_counter()
    work = process.run("match", arguments)
    try:
        while True:
            next(work)
    except StopIteration as end:
        return time.perf_counter() - start, end.value


def matching(index: Index, rounds: int) -> tuple[dict[str, Any], FolderCounts]:
    process = EngineProcess(threads=1, niceness=5)
    checkpoint = str(index.dataset.root / "some.safetensors")
    first, found = asked(process, checkpoint=checkpoint, confidence=0.25, threshold=0.5, index=index)
    times: dict[str, list[float]] = {"slider": [], "corrected": [], "predicted": []}
    for n in range(rounds):
        known = {"checkpoint": checkpoint, "confidence": 0.25, "threshold": 0.5, "token": found.token}
        times["slider"].append(asked(process, **known | {"confidence": 0.3 + n / 100})[0])
        asked(process, **known)
        edited = {index.dataset.records.name[n]: (Instance("1", Box(1, 1, 50, 50)),)}
        times["corrected"].append(asked(process, **known, edited=edited)[0])
        times["predicted"].append(asked(process, **known, predicted=(index.dataset.records.name[n],))[0])
    process.stop()
    said = {name: statistics.median(values) for name, values in times.items()}
    return {"gathered": first, **said, "objects": found.totals()}, found


def listing(index: Index, found: FolderCounts, rounds: int) -> dict[str, Any]:
    """From a key until the rows are laid out and painted."""
    from PySide6.QtCore import QObject, Signal
    from PySide6.QtWidgets import QApplication

    from gui.look import theme
    from gui.panels.images import ImagesPanel

    class NoThumbnails(QObject):
        arrived = Signal(int)

        def get(self, _position: int) -> None:
            return None

    app = QApplication(["reviewing"])
    theme.apply(app, "light")
    panel = ImagesPanel(NoThumbnails())  # pyright: ignore[reportArgumentType] all that the list asks of them
    panel.resize(264, 700)
    panel.show()
    panel.open(index.dataset)
    panel.take_index(index)
    panel.take_counts(found)
    panel.set_states(dict.fromkeys(range(0, len(index.dataset.records), 3), "verified"))

    def timed(act: Callable[[], object]) -> float:
        app.processEvents()
        start = time.process_time()
        act()
        panel.list.viewport().repaint()
        app.processEvents()
        return time.process_time() - start

    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for query in QUERIES:
            times.setdefault(query, []).append(timed(lambda query=query: panel.search.setText(query)))
            panel.search.clear()
        for kind in SORTS:
            times.setdefault(f"by {kind}", []).append(timed(lambda kind=kind: panel.sort_by(kind)))
        times.setdefault("new counts", []).append(timed(lambda: panel.take_counts(found)))
    said = {name: statistics.median(values) for name, values in times.items()}
    panel.close()
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=int, default=17_125)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ["OVERLAP_CACHE"] = str(Path(place) / "cache")
        index = folder(Path(place).resolve(), given.pictures)
        matched, found = matching(index, given.rounds)
        print(json.dumps({"matching": matched, "cpu": listing(index, found, given.rounds)}, indent=1))


if __name__ == "__main__":
    main()
