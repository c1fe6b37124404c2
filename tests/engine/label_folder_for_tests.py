"""A VOC folder of one picture, and two objects to save in it."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PIL import Image

from engine.annotation import Annotation, Box, Instance
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.formats import voc, voc_masks

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.datasets.record import Dataset, Record

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
CAT = Instance("cat", Box(1, 2, 20, 30), pose="Unspecified")
DOG = Instance("dog", Box(5, 5, 40, 39), pose="Unspecified")


def make_folder(root: Path) -> Path:
    """A VOC folder of one picture with a label file and a mask."""
    for part in ("JPEGImages", "Annotations", "SegmentationClass"):
        (root / part).mkdir(parents=True)
    Image.fromarray(np.zeros((40, 60, 3), np.uint8)).save(root / "JPEGImages" / "a.jpg")
    (root / "Annotations" / "a.xml").write_bytes(voc.empty_file("JPEGImages", "a.jpg", (60, 40), True))
    (root / "SegmentationClass" / "a.png").write_bytes(voc_masks.to_bytes(np.zeros((40, 60), np.uint8)))
    return root


def opened(folder: Path) -> tuple[Dataset, Record]:
    dataset = open_folder(folder)
    return dataset, dataset.records[0]


def paths(record: Record) -> tuple[Path, Path]:
    assert record.xml is not None and record.mask is not None
    return record.xml, record.mask


def result(call: Generator[object, None, T]) -> T:
    while True:
        try:
            next(call)
        except StopIteration as end:
            return end.value


def edit(dataset: Dataset, record: Record) -> tuple[labels.Labels, Annotation]:
    before = labels.read(dataset.format, record)
    mask = np.full((40, 60), 3, np.uint8)
    return before, replace(before.annotation, instances=(CAT, DOG), mask=mask, verified=True)


def writes_anywhere() -> bool:
    """Whether permissions bind nobody here: for an administrator no folder is read-only."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o555)
        bound = os.name == "posix" and not os.access(place, os.W_OK)
        Path(place).chmod(0o755)
    return not bound
