"""Is the window quick in the hand?  `python benchmarks/using.py next | gaps | thumbnails`

next        the key D at a person's pace, until the next picture is painted with its boxes, its mask and its kept
            prediction
gaps        the longest times without an answer of the window's event loop (a 10 ms timer) while a folder with XML is
            opened, until its first picture is painted with its labels, and after that; and how long its thread worked
            in them
thumbnails  small pictures a second, against one QImageReader with a scaled size: medians of alternating rounds, and the
            processor time of one picture, that of the program with its reader

The folder is made as `benchmarks/folders.py` makes it, of `--pictures` pictures like those of the VOC folder `--like`
(generated scenes without it). Runs offscreen unless QT_QPA_PLATFORM says otherwise. Prints one JSON document; times are
milliseconds, percentiles of all steps; "processor" is this process's own time, which holds on a busy machine too.
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.beating import percentiles, start_beating
from benchmarks.inside_window import part, report, run_program, when_painted
from benchmarks.window import inside

PACE = 400
"""Milliseconds between two presses of D."""
TURNS = 60
LOOKED_AT = 100
ROUNDS = 9


# -- inside the program, in a process of its own -----------------------------------------------------------------------
def inside_next(folder: str) -> None:
    checkpoint = keep_predictions(Path(folder))

    def shown(window: object) -> None:
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        document, view = part("Document"), part("CanvasView")
        took: dict[str, list[float]] = {"painted": [], "processor": []}

        def press() -> None:
            if len(took["painted"]) == TURNS:
                report({name: percentiles(times) for name, times in took.items()})
            before, began, used = document.record, time.perf_counter(), time.process_time()

            def painted() -> None:
                whole = document.truth is not None and document.truth.mask is not None
                if document.record == before or document.prediction is None or not whole:
                    when_painted(view, painted)
                    return
                took["painted"].append(time.perf_counter() - began)
                took["processor"].append(time.process_time() - used)
                QTimer.singleShot(PACE, press)

            when_painted(view, painted)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_D)

        def begin() -> None:
            window.show_predictions(str(checkpoint))
            QTimer.singleShot(3000, press)

        QTimer.singleShot(5000, begin)

    run_program([folder], shown)


def keep_predictions(folder: Path) -> Path:
    """Keep a prediction, boxes and mask, of each picture that will be looked at. Returns the checkpoint it is of."""
    from dataclasses import replace

    import numpy as np

    from engine import places, predictions
    from engine.datasets import labels
    from engine.datasets.folder import open_folder

    checkpoint, dataset = places.sample_checkpoint(), open_folder(folder)
    key = predictions.key(checkpoint)
    for place in range(min(LOOKED_AT, len(dataset.records))):
        record = dataset.records[place]
        here = labels.read(dataset.format, record).annotation
        seen = tuple(replace(one, box=one.box.moved(3, 2), origin=None, score=0.9) for one in here.instances)
        mask = None if here.mask is None else np.roll(here.mask, 5, axis=1)
        guess = replace(here, instances=seen, mask=mask, source=key)
        predictions.store(key, record.image, guess)
    return checkpoint


def inside_gaps(folder: str) -> None:
    def shown(_window: object) -> None:
        from PySide6.QtCore import QTimer

        document, opening, canvas, marks = part("Document"), part("Opening"), part("CanvasView"), {}
        gaps: list[float] = []
        worked: list[float] = []

        def done() -> None:
            after = marks["usable"]
            slow = sorted(zip(gaps[after:], worked[after:], strict=False), reverse=True)[:5]
            found = {"opening": percentiles([gap / 1e3 for gap in gaps[:after]] or [0.0])}
            found["after"] = percentiles([gap / 1e3 for gap in gaps[after:]])
            longest = [{"gap": round(gap, 1), "processor": round(1e3 * work, 1)} for gap, work in slow]
            report(found | {"longest": longest, "most processor": round(1e3 * max(worked[after:]), 1)})

        def usable() -> None:
            if "usable" not in marks:
                marks["tick"]()
                marks["usable"] = len(gaps)
                QTimer.singleShot(12_000, done)

        def begin() -> None:
            marks["tick"] = start_beating(gaps, worked)
            document.shown.connect(lambda: document.truth is not None and when_painted(canvas, usable))
            opening.open(Path(folder))

        QTimer.singleShot(2000, begin)

    run_program([], shown)


def inside_thumbnails(folder: str, count: str) -> None:
    def shown(_window: object) -> None:
        from PySide6.QtCore import QTimer

        from gui.folders import thumbnails

        document, asked, rounds = part("Document"), int(count), []

        def begin() -> None:
            fetching, arrived = part("Thumbnails"), set[int]()
            images = [str(document.dataset.records[place].image) for place in range(asked)]
            used = processor()
            bare = scaled_reads(images, thumbnails.WIDTH, thumbnails.HEIGHT)
            used, bare_used, began = processor(), processor() - used, time.perf_counter()

            def ask(position: int = -1) -> None:
                arrived.add(position)
                first = len(arrived) - 1
                if first == asked:
                    took = time.perf_counter() - began
                    rounds.append((asked / took, asked / bare, bare / took, processor() - used, bare_used))
                    fetching.arrived.disconnect(ask)
                    QTimer.singleShot(200, begin if len(rounds) < ROUNDS else done)
                wish(first + thumbnails.WISHES - 1)

            def wish(place: int) -> None:
                if place < asked:
                    fetching.get(place)

            fetching.open(document.dataset.records)
            fetching.arrived.connect(ask)
            for place in range(thumbnails.WISHES - 1):
                wish(place)
            ask()

        def done() -> None:
            rate, bare, ratio, used, bare_used = map(statistics.median, zip(*rounds, strict=True))
            cores = os.cpu_count() or 1
            spent = {"ours": 1e3 * used / asked, "QImageReader": 1e3 * bare_used / asked}
            shares = {"ratio": ratio, "cores": cores, "ratio a core": ratio / cores, "processor": spent}
            report({"a second": rate, "QImageReader": bare} | shares)

        QTimer.singleShot(8000, begin)

    run_program([folder], shown)


def processor() -> float:
    """Seconds of processor time that this process and its children have used."""
    import psutil

    me = psutil.Process()
    return sum(sum(each.cpu_times()[:2]) for each in (me, *me.children(recursive=True)))


def scaled_reads(images: list[str], width: int, height: int) -> float:
    """Seconds that one QImageReader takes for all of them."""
    from PySide6.QtCore import QSize, Qt
    from PySide6.QtGui import QImageReader

    began = time.perf_counter()
    for image in images:
        reader = QImageReader(image)
        reader.setScaledSize(reader.size().scaled(QSize(width, height), Qt.AspectRatioMode.KeepAspectRatio))
        reader.read()
    return time.perf_counter() - began


# -- the questions -----------------------------------------------------------------------------------------------------
def with_masks(root: Path, like: Path | None, place: Path) -> Path:
    """Give those pictures of `make_folder` that will be looked at a class mask each."""
    masks = root / "SegmentationClass"
    if masks.exists():
        return root
    masks.mkdir()
    source = like or place / "scenes"
    labels = sorted((source / "Annotations").glob("*.xml"))
    for number, image in enumerate(sorted((root / "JPEGImages").iterdir())[:LOOKED_AT]):
        mask = source / "SegmentationClass" / f"{labels[number % len(labels)].stem}.png"
        target = masks / f"{image.stem}.png"
        target.write_bytes(mask.read_bytes() if mask.exists() else blank(image))
    return root


def blank(image: Path) -> bytes:
    """A mask for a picture whose folder has none."""
    import numpy as np
    from PIL import Image

    from engine.formats import voc_masks

    with Image.open(image) as opened:
        wide, high = opened.size
    mask = np.zeros((high, wide), np.uint8)
    mask[high // 4 : high // 2, wide // 4 : wide // 2] = 15
    return voc_masks.to_bytes(mask)


def main() -> None:
    if sys.argv[1] == "inside":
        globals()[f"inside_{sys.argv[2]}"](*sys.argv[3:])
        return
    from benchmarks.folders import VOC, make_folder

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=("next", "gaps", "thumbnails"))
    parser.add_argument("--pictures", type=int, default=VOC)
    parser.add_argument("--like", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name).resolve()
        root = make_folder(place, asked.pictures, asked.like)
        if asked.question == "next":
            with_masks(root, asked.like, place)
        more = ("480",) if asked.question == "thumbnails" else ()
        print(json.dumps(inside(f"inside {asked.question}", str(root), *more, script=Path(__file__)), indent=1))


if __name__ == "__main__":
    main()
