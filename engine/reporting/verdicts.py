"""What every object of pictures is at the score and the IoU that reports count at: the confusion of classes, and each
picture's own counts. The pairs are those that the window draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.metrics.folder_matching import FALSE, MISLABELLED, MISSED, TRUE, FolderMatch, Overlaps, match_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.metrics.detections import Detections, Truths

Plain = dict[str, object]

SURE = 0.5
"""The score from which on an object counts as found; AP looks at all scores."""
REACHED = 0.5
"""The IoU from which on two objects are one."""
BACKGROUND = "background"
"""The last row and column of the confusion: nothing there."""


def confusion(truths: Truths, detections: Detections, classes: int) -> np.ndarray:
    """Objects int64 (classes + 1, classes + 1), rows truth, columns prediction. In the last row stand the false ones,
    in the last column the missed ones; difficult truth, and what is found on it, is in neither."""
    true, said, _ = _cells(truths, detections, classes)
    side = classes + 1
    return np.bincount(true * side + said, minlength=side * side).reshape(side, side)


def rows(truths: Truths, detections: Detections, classes: int, images: int) -> list[Plain]:
    """Of each picture: how many "objects" it has that count, how many were surely "found", how many of those rightly
    ("matched"); "false", "missed" and "mislabelled"; as "cells" the places in `confusion` off its diagonal; and as
    "classes" of each class [label, objects, counted ones found, matched]."""
    true, said, image = _cells(truths, detections, classes)
    found = [
        {
            "objects": int(objects),
            "found": int(shown),
            "matched": 0,
            "false": 0,
            "missed": 0,
            "mislabelled": 0,
            "cells": [],
            "classes": {},
        }
        for objects, shown in zip(
            np.bincount(truths.image[~truths.ignore], minlength=images),
            np.bincount(detections.image[detections.score >= SURE], minlength=images),
            strict=True,
        )
    ]
    for t, p, i in zip(true.tolist(), said.tolist(), image.tolist(), strict=True):
        row = found[i]
        kind = "matched" if t == p else "false" if t == classes else "missed" if p == classes else "mislabelled"
        row[kind] += 1
        for label, place in ((t, 0), (p, 1)):
            if label < classes:
                row["classes"].setdefault(label, [0, 0, 0])[place] += 1
                row["classes"][label][2] += place * (t == p)
        if t != p and [t, p] not in row["cells"]:
            row["cells"].append([t, p])
    return [
        {
            **row,
            "cells": sorted(row["cells"]),
            "classes": [[c, *counts] for c, counts in sorted(row["classes"].items())],
        }
        for row in found
    ]


def share_matched(row: Mapping[str, Any]) -> float:
    """Of the objects of a picture, those that are there and those found, the part that is matched; `row` as `rows` has
    it. 1 where there is none."""
    either = row["objects"] + row["found"] - row["matched"]
    return row["matched"] / either if either else 1.0


def _cells(truths: Truths, detections: Detections, classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, column and picture of everything that is counted: int64 (N,) each; a pair is one."""
    matched: FolderMatch = match_folder(Overlaps.of(truths, detections), REACHED, SURE)
    pair = np.flatnonzero((matched.detection == TRUE) | (matched.detection == MISLABELLED))
    false = np.flatnonzero(matched.detection == FALSE)
    missed = np.flatnonzero(matched.truth == MISSED)
    true = (truths.label[matched.partner[pair]], np.full(len(false), classes), truths.label[missed])
    said = (detections.label[pair], detections.label[false], np.full(len(missed), classes))
    image = (detections.image[pair], detections.image[false], truths.image[missed])
    return np.concatenate(true), np.concatenate(said), np.concatenate(image)
