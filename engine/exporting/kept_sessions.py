"""Networks made ready for ONNX Runtime once and kept: a file for each checkpoint, under the user's cache.

Making one takes seconds and is checked against torch; opening one takes some hundredths.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import torch

from engine import files, places
from engine.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

    from engine.checkpoint import Checkpoint
    from engine.exporting.sessions import Session

KEPT = 8
"""Files kept, those used last: 1 to 160 MB each."""

_FORMAT = "1"
"""Raised with every change of what an exported network computes or what its outputs are called."""

log = logging.getLogger(__name__)


def kept(source: str, threads: int) -> Session | None:
    """The session of the checkpoint whose bytes `source` names (`engine.predictions.key`), where one was made before.

    None for anything else, also where ONNX Runtime is not installed or doesn't read the file any more.
    """
    path = path_of(source)
    try:
        data = path.read_bytes()
        os.utime(path)  # this checkpoint is in use
    except OSError:
        return None
    return _opened(data, threads, str(path))


def made(source: str, about: Checkpoint, threads: int) -> Session | None:
    """A session of the checkpoint, made now and kept for the next time.

    None where its recipe doesn't export, or ONNX Runtime doesn't give what torch gives: the log says why.
    """
    try:
        from engine.exporting.export import build

        data = build(about).data
    except (EngineError, ImportError, MemoryError) as error:
        log.info("torch predicts: %s", error)
        return None
    _keep(path_of(source), data)
    return _opened(data, threads, about.recipe.name)


def _opened(data: bytes, threads: int, what: str) -> Session | None:
    try:
        from engine.exporting.sessions import Session

        return Session(data, threads)
    except (EngineError, ImportError) as error:
        log.warning("%s: %s; torch predicts", what, error)
        return None


def _keep(path: Path, data: bytes) -> None:
    """Never fails: without room, or leave to write, it is made anew the next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace_whole(path, data)
        used = sorted(path.parent.glob("*.onnx"), key=lambda other: other.stat().st_mtime_ns, reverse=True)
    except OSError as error:
        log.info("%s: cannot be kept here (%s)", path, error.strerror or error)
        return
    for old in used[KEPT:]:
        with suppress(OSError):
            old.unlink()


def path_of(source: str) -> Path:
    """Where the session of that checkpoint lies, or would lie."""
    version = torch.__version__.partition("+")[0]
    return places.cache() / "sessions" / f"{source}-{_FORMAT}-torch{version}.onnx"
