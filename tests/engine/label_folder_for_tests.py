"""A VOC folder of one picture, and two objects to save in it."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.annotation import Annotation, Box, Instance
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.formats import voc_masks, voc_writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.datasets.record import Dataset, Record

ROOT = Path(__file__).parents[2]
_VERSION, _READS_AND_WRITES_ALL = 0x20080522, 0b110  # capabilities(7): CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
_GET_SECURE_BITS, _SET_SECURE_BITS, _ACCESS_ASKS_AS_WE_ARE = 27, 28, 0b100  # prctl(2): SECBIT_NO_SETUID_FIXUP
CAT = Instance("cat", Box(1, 2, 20, 30), pose="Unspecified")
DOG = Instance("dog", Box(5, 5, 40, 39), pose="Unspecified")


def make_folder(root: Path) -> Path:
    """A VOC folder of one picture with a label file and a mask."""
    for part in ("JPEGImages", "Annotations", "SegmentationClass"):
        (root / part).mkdir(parents=True)
    Image.fromarray(np.zeros((40, 60, 3), np.uint8)).save(root / "JPEGImages" / "a.jpg")
    (root / "Annotations" / "a.xml").write_bytes(voc_writing.to_bytes("JPEGImages", "a.jpg", Annotation(60, 40), True))
    (root / "SegmentationClass" / "a.png").write_bytes(voc_masks.to_bytes(np.zeros((40, 60), np.uint8)))
    return root


def opened(folder: Path) -> tuple[Dataset, Record]:
    dataset = open_folder(folder)
    return dataset, dataset.records[0]


def paths(record: Record) -> tuple[Path, Path]:
    assert record.xml is not None and record.mask is not None
    return record.xml, record.mask


def edit(dataset: Dataset, record: Record) -> tuple[labels.Labels, Annotation]:
    before = labels.read(dataset.format, record)
    mask = np.full((40, 60), 3, np.uint8)
    return before, replace(before.annotation, instances=(CAT, DOG), mask=mask, verified=True)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Permissions bind this thread, and those it starts, as they bind everybody: on Linux an administrator lays the
    right to read and write everywhere down for as long. Skips the test where nothing is read-only for us all the same.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" and os.geteuid() == 0 else None
    header, sets = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    if libc is None or libc.capget(header, sets):
        _skip_where_all_may_be_written()
        yield
        return
    effective, bits = sets[0], libc.prctl(_GET_SECURE_BITS, 0, 0, 0, 0)
    libc.prctl(_SET_SECURE_BITS, bits | _ACCESS_ASKS_AS_WE_ARE, 0, 0, 0)
    sets[0] = effective & ~_READS_AND_WRITES_ALL
    libc.capset(header, sets)
    try:
        _skip_where_all_may_be_written()
        yield
    finally:
        sets[0] = effective
        libc.capset(header, sets)
        libc.prctl(_SET_SECURE_BITS, bits, 0, 0, 0)


def _skip_where_all_may_be_written() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o555)
        bound = os.name == "posix" and not os.access(place, os.W_OK)
        Path(place).chmod(0o755)
    if not bound:
        pytest.skip("nothing is read-only for this user: run it as an ordinary one")
