"""The rows of a folder's index, kept in the cache: the second opening reads only the files that changed since.

One `.npz` a folder, without pickles. A row holds for as long as its files keep their stamps (`engine.datasets.rows`).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import places
from engine.datasets.record import READ_ONLY
from engine.datasets.rows import Row, Stamp
from engine.files import replace_quickly
from engine.formats.problem import Problem
from engine.limits import LIMITS, most

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.datasets.record import Dataset

_VERSION = 1
"""Of what a row says: another one where files are read otherwise than before."""
_LEAST = 200  # pictures; smaller folders are read as quickly as looked up
_MOST = 50  # folders kept


def load(dataset: Dataset) -> tuple[Row, ...] | None:
    """The rows of the dataset's records as they were stored; None where the same records never were."""
    if not _is_kept(dataset):
        return None
    try:
        with np.load(_place(dataset), allow_pickle=False) as found:
            told = json.loads(found["told"].tobytes())
            return _rows(found, told) if told["of"] == _of(dataset) else None
    except (OSError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile):  # gone or damaged: read anew
        return None


def store(dataset: Dataset, rows: Sequence[Row]) -> None:
    """Keep the rows; where that fails the next opening reads all files again."""
    if not _is_kept(dataset):
        return
    labels = sorted({label for row in rows for label in row.labels})
    number = {label: k for k, label in enumerate(labels)}
    problems = [(i, *astuple(problem)) for i, row in enumerate(rows) for problem in row.problems]
    told = {"of": _of(dataset), "labels": labels, "problems": problems}
    out = io.BytesIO()
    np.savez(
        out,
        told=np.frombuffer(json.dumps(told).encode(), np.uint8),
        sizes=np.array([row.size for row in rows], np.int32).reshape(-1, 2),
        counts=np.array([len(row.labels) for row in rows], np.int32),
        labels=np.array([number[label] for row in rows for label in row.labels], np.int32),
        boxes=np.array([box for row in rows for box in row.boxes], np.float64).reshape(-1, 4),
        difficult=np.array([flag for row in rows for flag in row.difficult], bool),
        flags=np.array([(row.has_mask, row.verified, row.annotated) for row in rows], bool).reshape(-1, 3),
        stamps=np.array([row.stamps for row in rows], np.int64).reshape(-1, 3, 3),
    )
    path = _place(dataset)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_quickly(path, out.getvalue())
        _prune(path.parent)
    except OSError:
        return


def _rows(found: Any, told: dict[str, Any]) -> tuple[Row, ...]:
    """From the columns of the file; raises ValueError and the like where they do not fit each other."""
    names = told["labels"]
    labels = [names[number] for number in found["labels"].tolist()]
    boxes = list(map(tuple, found["boxes"].tolist()))
    difficult = found["difficult"].tolist()
    ends = np.cumsum(found["counts"])
    if not len(labels) == len(boxes) == len(difficult) == (int(ends[-1]) if len(ends) else 0):
        raise ValueError
    problems: dict[int, list[Problem]] = {}
    for i, file, line, code, message in told["problems"]:
        problems.setdefault(i, []).append(Problem(file, line, code, message))
    columns = (found["sizes"].tolist(), ends.tolist(), found["flags"].tolist(), found["stamps"].tolist())
    rows, start = [], 0
    for i, ((width, height), end, (has_mask, verified, annotated), stamps) in enumerate(zip(*columns, strict=True)):
        things = (tuple(labels[start:end]), tuple(boxes[start:end]), tuple(difficult[start:end]))
        state = (_stamp(stamps[0]), _stamp(stamps[1]), _stamp(stamps[2]))
        told_of = tuple(problems.get(i, ()))
        rows.append(Row((width, height), *things, has_mask, verified, annotated, told_of, state))
        start = end
    return tuple(rows)


def _stamp(numbers: list[int]) -> Stamp:
    return numbers[0], numbers[1], numbers[2]


def _is_kept(dataset: Dataset) -> bool:
    return dataset.format not in READ_ONLY and len(dataset.records) >= _LEAST


def _place(dataset: Dataset) -> Path:
    name = hashlib.sha256(f"{dataset.format}\0{dataset.root}".encode(errors="surrogateescape")).hexdigest()
    return places.cache() / "index" / f"{name[:32]}.npz"


def _of(dataset: Dataset) -> str:
    """What the rows depend on besides the files: which records there are, their breeds, and our limits."""
    words = [str(_VERSION), *(f"{name}={most(name)}" for name in LIMITS)]
    for record in dataset.records:
        words += (record.image_file, record.xml_file or "", record.mask_file or "", record.label or "")
    return hashlib.sha256("\0".join(words).encode(errors="surrogateescape")).hexdigest()


def _prune(folder: Path) -> None:
    there = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in there[_MOST:]:
        old.unlink(missing_ok=True)
