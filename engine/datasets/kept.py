"""The columns of a folder's index, kept in the cache: the second opening reads only the files that changed since.

One `.npz` a folder, without pickles. A row holds for as long as its files keep their stamps (`engine.datasets.rows`).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import astuple
from typing import TYPE_CHECKING

import numpy as np

from engine import places
from engine.datasets.columns import Columns
from engine.datasets.record import READ_ONLY
from engine.files import replace_quickly
from engine.formats.problem import Problem
from engine.limits import LIMITS, most

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.datasets.record import Dataset

_VERSION = 3
"""Of what a row says: another one where files are read otherwise than before."""
_LEAST = 200  # pictures; smaller folders are read as quickly as looked up
_MOST = 50  # folders kept
_ARRAYS = ("sizes", "counts", "flags", "stamps", "label", "boxes", "difficult")


def load(dataset: Dataset) -> tuple[Columns, tuple[Problem, ...]] | None:
    """The columns of the dataset's records and the problems of its folder as they were stored; None where the same
    records never were."""
    if not _is_kept(dataset):
        return None
    try:
        # numpy leaves a file open in which it finds no archive
        with np.load(io.BytesIO(_place(dataset).read_bytes()), allow_pickle=False) as found:
            told = json.loads(found["told"].tobytes())
            if told["of"] != _of(dataset):
                return None
            problems = tuple((int(i), Problem(*words)) for i, *words in told["problems"])
            columns = Columns(tuple(told["names"]), **{name: found[name] for name in _ARRAYS}, problems=problems)
            return columns, tuple(Problem(*words) for words in told["folder"])
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        zipfile.BadZipFile,
    ):  # gone or damaged: all is read anew
        return None


def store(dataset: Dataset, columns: Columns, problems: Sequence[Problem]) -> None:
    """Keep them; where that fails the next opening reads all files again."""
    if not _is_kept(dataset):
        return
    told = {
        "of": _of(dataset),
        "names": columns.names,
        "problems": [(i, *astuple(problem)) for i, problem in columns.problems],
        "folder": [astuple(problem) for problem in problems],
    }
    out = io.BytesIO()
    arrays = {name: getattr(columns, name) for name in _ARRAYS}
    np.savez(out, told=np.frombuffer(json.dumps(told).encode(), np.uint8), **arrays)
    path = _place(dataset)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_quickly(path, out.getvalue())
        _prune(path.parent)
    except OSError:
        return


def _is_kept(dataset: Dataset) -> bool:
    return dataset.format not in READ_ONLY and len(dataset.records) >= _LEAST


def _place(dataset: Dataset) -> Path:
    name = hashlib.sha256(f"{dataset.format}\0{dataset.root}".encode(errors="surrogateescape")).hexdigest()
    return places.cache() / "index" / f"{name[:32]}.npz"


def _of(dataset: Dataset) -> str:
    """What the rows depend on besides the files: which records there are, their breeds, from which
    number pixels are counted, and our limits."""
    common = [_VERSION, dataset.records.first, {name: most(name) for name in LIMITS}]
    digest = hashlib.sha256(json.dumps(common).encode())
    for column in ("image_file", "xml_file", "mask_file", "barred_file", "label"):
        texts = dataset.records.column(column)
        digest.update("\0".join(text or "" for text in texts).encode(errors="surrogateescape") + b"\0\0")
    return digest.hexdigest()


def _prune(folder: Path) -> None:
    there = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in there[_MOST:]:
        old.unlink(missing_ok=True)
