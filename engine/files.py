"""Files are replaced only when whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

MARK = ".overlap-tmp-"


def replace_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`: written beside it, flushed to disk, renamed. A crash leaves the old file or the new one.

    The mode of an existing file is kept, and a link is followed, not replaced. Raises OSError; then the old file
    stands and nothing is left beside it.
    """
    path = path.resolve()
    handle, name = tempfile.mkstemp(prefix=MARK, suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _copy_mode(path, Path(name))
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _flush_folder(path.parent)


def sweep(folder: Path) -> None:
    """Remove what a crash in the middle of `replace_whole` may have left in `folder`."""
    for left in folder.glob(f"{MARK}*"):
        with contextlib.suppress(OSError):
            left.unlink()


def _copy_mode(path: Path, new: Path) -> None:
    if path.exists():
        mode = path.stat().st_mode & 0o7777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    os.chmod(new, mode)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle to flush for a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
