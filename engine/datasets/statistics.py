"""The counts people ask for first: `overlap-engine stats`, the keys of `doors.md`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import VOID
from engine.datasets.facts import read_facts
from engine.datasets.labels import painted_mask, read_mask
from engine.errors import LabelError, PictureError

if TYPE_CHECKING:
    from engine.datasets.index import Index


def statistics(index: Index) -> dict[str, object]:
    """The `stats` document of doors.md. Box sizes are pixels of the upright picture; `area_fraction` is the box's share
    of its picture; `pixels` the share of each mask class in all pixels of all usable masks, void apart as "void"."""
    records = index.dataset.records
    known = {record.name for record in records}
    counts = np.bincount(index.label, minlength=len(index.classes)) if len(index.label) else np.zeros(0, int)
    sizes = Counter(f"{width}x{height}" for width, height in index.sizes.tolist() if width > 0)
    return {
        "format": index.dataset.format,
        "images": len(records),
        "annotated": int(index.annotated.sum()),
        "classes": {name: int(count) for name, count in zip(index.classes, counts, strict=False) if count},
        "splits": {name: sum(each in known for each in names) for name, names in index.dataset.lists.items()},
        "boxes": _boxes(index),
        "masks": _masks(index),
        "image_sizes": dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0]))),
        "problems": len(index.problems),
    }


def _boxes(index: Index) -> dict[str, object]:
    x1, y1, x2, y2 = index.boxes.T
    pictures = index.sizes[index.owner].astype(np.float64).prod(axis=1) if len(index.owner) else np.zeros(0)
    return {
        "count": len(index.boxes),
        "width": _spread(x2 - x1),
        "height": _spread(y2 - y1),
        "area_fraction": _spread((x2 - x1) * (y2 - y1) / np.maximum(pictures, 1)),
    }


def _spread(values: np.ndarray) -> dict[str, float | None]:
    if len(values) == 0:
        return {"min": None, "median": None, "max": None}
    return {"min": float(values.min()), "median": float(np.median(values)), "max": float(values.max())}


def _masks(index: Index) -> dict[str, object]:
    counts, used = np.zeros(256, np.int64), 0
    for i in np.flatnonzero(index.has_mask).tolist():
        own = pixels(index, i)
        counts += own
        used += bool(own.any())
    names, total = mask_names(index), max(1, int(counts.sum()))
    return {"count": used, "pixels": {names[k]: float(counts[k] / total) for k in np.flatnonzero(counts).tolist()}}


def pixels(index: Index, i: int) -> np.ndarray:
    """How many pixels of each value the mask of the picture at row `i` has, as stored or as painted from its regions,
    int64 (256,); none where it cannot be read, or there is nothing to paint."""
    form, record = index.dataset.format, index.dataset.records[i]
    try:
        read_only = index.dataset.read_only
        mask = painted_mask(record, read_facts(form, record)) if read_only else read_mask(form, record)
    except (LabelError, PictureError):  # the header was whole, the rest isn't
        mask = None
    return np.zeros(256, np.int64) if mask is None else np.bincount(mask.ravel(), minlength=256)


def mask_names(index: Index) -> list[str]:
    """What each of the 256 values of a mask stands for."""
    known = ["background", *index.mask_classes][:VOID]
    return [*known, *(f"unknown {value}" for value in range(len(known), VOID)), "void"]
