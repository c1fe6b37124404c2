"""Who has a folder open: the second window is told of the first. And whose the small files are that outlive a kill.

The system's own locks on small files outside the folder: they go with the process that holds them, so a crash, a kill
or a restart of the machine leaves nothing to take over by hand. What the lock of a folder says is for people. Nothing
depends on that one but a word of warning: what another window saves is noticed before anything is overwritten.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files
from engine.safekeeping import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

PATIENCE = 5.0
"""Seconds that a save waits for another one of the same folder; then it goes on without."""

_NAME = "lock"
_SAVING = "saving"
_FAR = 1 << 30  # the byte that Windows locks: what is locked there cannot be read, and people's words can
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a folder open: the process, its machine, since when (time.time()); `boot` tells starts of the machine
    apart, empty where that is not known."""

    pid: int
    host: str
    since: float
    boot: str = ""


class Lock:
    """Held until `release`, or until the process ends, however it does."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def release(self) -> None:
        """Let the folder go; nothing happens the second time."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
            with contextlib.suppress(OSError):
                os.close(handle)

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def take(root: Path) -> Lock | Holder:
    """The lock of the folder `root`, or who holds it. What a dead process or another start of the machine left is
    taken over. Raises OSError where the program's data folder cannot be written."""
    path = store.made(root) / _NAME
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        free = claim(handle)
        said = _said(handle)
        if free is False or (free is None and said is not None and _holds(said)):
            since = os.fstat(handle).st_mtime
            os.close(handle)
            return said or Holder(0, "", since)
        me = Holder(os.getpid(), platform.node(), time.time(), _boot())
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(asdict(me)).encode())
    except OSError:
        with contextlib.suppress(OSError):
            os.close(handle)
        raise
    return Lock(handle)


def claim(handle: int) -> bool | None:
    """Lock an open file for this process, until it is closed. False: another one has it; None: the file system knows
    no locks."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # pyright: ignore[reportAttributeAccessIssue] Windows only
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


def begin_held(folder: Path, suffix: str, data: bytes = b"") -> tuple[int, Path]:
    """A new file of `folder` with these bytes, open for adding and held until it is closed or the process ends: see
    `deserted`. It gets its name when all that is so: nobody finds it before. Not on Windows, where it has its name from
    the start: who finds it deserted in its first moment can read nothing in it and cannot remove it while it is open,
    and is waited for. Raises OSError."""
    folder.mkdir(exist_ok=True, mode=0o700)
    path = folder / f"{time.time_ns()}-{os.getpid()}-{os.urandom(4).hex()}{suffix}"
    begun = path if os.name == "nt" else folder / files.temporary_name()  # no open file is renamed or removed there
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
    handle = os.open(begun, flags, 0o600)
    try:
        _wait_for(handle)
        files.write_in_full(handle, data)
        if begun != path:
            begun.rename(path)
    except BaseException:
        end_held(handle, begun)
        raise
    return handle, path


def end_held(handle: int, path: Path | None) -> None:
    """Close a file of `begin_held`; with `path` it is removed. What cannot be is deserted."""
    _remove(path)  # before somebody finds it deserted
    if handle >= 0:
        with contextlib.suppress(OSError):
            os.close(handle)
    _remove(path)


def deserted(path: Path) -> bool:
    """Whether nobody holds a file of `begin_held` any more. The number of the process counts only where the file system
    knows no locks: after a restart another one may have it, in a container always."""
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        free = claim(handle)
        if free is not None:
            return free
        pid = path.stem.split("-")[1] if path.stem.count("-") == 2 else "0"
        return not files.alive(int(pid) if pid.isdigit() else 0)
    finally:
        os.close(handle)


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """While it lasts no other process is in here for the folder `root`: as far as the system has locks, and for as long
    as anybody can be asked to wait."""
    handle = -1
    with contextlib.suppress(OSError):  # a data folder that cannot be written does not hold up a save
        handle = os.open(store.made(root) / _SAVING, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        _wait_for(handle)
    try:
        yield
    finally:
        end_held(handle, None)


def _wait_for(handle: int) -> None:
    end = time.monotonic() + PATIENCE
    while claim(handle) is False and time.monotonic() < end:
        time.sleep(0.002)


def _remove(path: Path | None) -> None:
    with contextlib.suppress(OSError):
        if path is not None:
            path.unlink(missing_ok=True)


def _holds(holder: Holder) -> bool:
    """Whether a holder that no lock of the system speaks for is still there; of another machine nobody can tell."""
    if holder.host != platform.node():
        return True
    return holder.boot == _boot() and files.alive(holder.pid)


def _said(handle: int) -> Holder | None:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        told = json.loads(os.read(handle, 4096))
        return Holder(int(told["pid"]), str(told["host"])[:100], float(told["since"]), str(told["boot"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _boot() -> str:
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""
