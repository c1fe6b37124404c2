"""Kept runs of a folder, as training leaves them, without training."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

from engine import places
from engine.runs import FitSettings, RunFiles
from tests.gui.driving import open_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CLASSES = ("circle", "square", "star", "triangle")


def told(folder: Path, names: list[str], **more: Any) -> dict[str, Any]:
    """A report in its plain form: of the pictures `names` the second is called a star and is none, and in the third a
    circle is missed."""
    rows: list[dict[str, Any]] = [
        {"name": name, "label": "circle", "predicted": "circle", "right": True, "iou": 0.8, "truth": "1", "cells": []}
        for name in names
    ]
    rows[1] |= {"predicted": "star", "right": False, "cells": [[0, 2]]}
    rows[2] |= {"iou": 0.3, "cells": [[0, 4]]}
    label = {"accuracy": 0.75, "names": list(CLASSES), "confusion": [[3, 0, 1, 0], [0] * 4, [0] * 4, [0] * 4]}
    curve = {"score": [0.9, 0.6, 0.3], "precision": [1.0, 0.9, 0.5], "recall": [0.2, 0.6, 0.8]}
    counts = [[2, 0, 1, 0, 1], [0] * 5, [0, 0, 4, 0, 0], [0] * 5, [0, 3, 0, 0, 0]]
    found = {
        "mAP": 0.5,
        "curve": curve,
        "curves": {"circle": curve | {"precision": [0.5, 0.4, 0.2]}},
        "confusion": {"names": [*CLASSES, "background"], "counts": counts},
    }
    mask = {"mIoU": 0.6, "confusion": {"names": ["background", "circle"], "counts": [[900, 10], [20, 80]]}}
    plain = {"images": len(rows), "split": "test", "split_hash": "a" * 16, "leak": {}, "definition": {}}
    plain |= {"baselines": {}, "label": label, "detections": found, "mask": mask, "pictures": rows}
    return plain | {"folder": str(folder), "recipe": "detector-mobilenet_v3_large"} | more


def leave(folder: Path, number: int, report: dict[str, Any]) -> Path:
    """Leave a run of `folder`; its checkpoint has a header and nothing else. Returns the checkpoint."""
    files = RunFiles(places.data() / "runs" / f"{folder.name}-{number}")
    files.folder.mkdir(parents=True)
    settings = FitSettings(str(folder), "detector-mobilenet_v3_large", str(files.folder), epochs=4)
    files.settings.write_text(settings.to_json())
    header = json.dumps({"__metadata__": {"overlap": json.dumps({"recipe": "multi-small"})}}).encode()
    files.best.write_bytes(struct.pack("<Q", len(header)) + header)
    files.curve.write_text("epoch,train_loss\n1,1.0\n2,0.5\n")
    files.report.write_text(json.dumps(report | {"checkpoint": str(files.best)}))
    return files.best


def open_with_runs(qtbot: QtBot, window: MainWindow, folder: Path) -> list[str]:
    """Open `folder` with two runs, the second of which is in use; the names of its first four pictures. In run 2 the
    third picture has become good, and the fourth bad."""
    found = [path.stem for path in sorted((folder / "JPEGImages").iterdir())][:4]
    first, second = told(folder, found), told(folder, found)
    second["pictures"][2]["iou"], second["pictures"][3]["iou"] = 0.9, 0.1
    leave(folder, 1, first)
    checkpoint = leave(folder, 2, second)
    open_folder(qtbot, window, folder)
    window.training.use(str(checkpoint))
    window.bottom.unfold(window.evaluation_panel)
    return found


def listed(window: MainWindow) -> list[str]:
    """The names in the list of pictures."""
    model = window.images.model
    return [model.records[position].name for position in model.positions]
