"""Files are replaced only when whole."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path
    from types import TracebackType

MARK = ".overlap-tmp-"
STALE = 3600.0
"""Seconds after which a temporary file is left over, whoever wrote it: no save takes an hour."""

_CHUNK = 1 << 24  # bytes; a single write of more than 2 GB comes back short on a healthy disk
_NAME = re.compile(re.escape(MARK) + r"(?P<host>[0-9a-f]{8})-(?P<pid>\d{1,10})-[0-9a-f]+\.tmp")


def replace_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`: written beside it, flushed to disk, renamed. A crash leaves the old file or the new one.

    A link is followed, not replaced; mode, owner and extended attributes of an existing file are kept as far as the
    system allows, a new file gets what the umask leaves. Raises OSError; then the old file stands and nothing is left
    beside it.
    """
    with Beside(path, data) as new:
        new.take_place()


def replace_quickly(path: Path, data: bytes) -> None:
    """As `replace_whole`, not flushed to disk: a killed program leaves the old file or the new one, a power cut may
    leave a part of the new one. For copies that carry a checksum. Raises OSError."""
    name = path.with_name(temporary_name())
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        try:
            write_in_full(handle, data)
        finally:
            os.close(handle)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


class Beside:
    """`data`, whole and flushed, in a temporary file beside `path`: the last moment to look before `take_place()`.

    Use it with `with`: what has not taken its place is removed at the end. Raises OSError where it cannot be written
    in full; the file at `path` is not touched before `take_place`.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data = _real(path), data
        self._folder = self.path.parent
        self._temporary: Path | None = None
        old = _state(self.path)
        # a file that others may not read is not readable by them while it is being written either
        mode = 0o666 if old is None else 0o600
        name = self._folder / temporary_name()
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        self._temporary = name
        try:
            try:
                write_in_full(handle, data)
                if old is not None:
                    _keep(self.path, old, handle)
                os.fsync(handle)
            finally:
                os.close(handle)
        except BaseException:
            self._remove()
            raise

    @property
    def temporary(self) -> Path | None:
        """Where the new file lies until it takes its place."""
        return self._temporary

    def take_place(self) -> None:
        """Rename the new file over the old one. Raises OSError; then the old file stands."""
        assert self._temporary is not None
        os.replace(self._temporary, self.path)
        self._temporary = None
        _flush(self._folder)

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        if self._temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(self._temporary)
            self._temporary = None


def write_in_full(handle: int, data: bytes) -> None:
    """Write all of `data` to an open file. Raises OSError."""
    view = memoryview(data)
    for start in range(0, len(view), _CHUNK):
        part = view[start : start + _CHUNK]
        if os.write(handle, part) != len(part):  # a full disk takes a part and says nothing
            raise OSError(errno.ENOSPC, "only a part could be written: no room is left")


def sweep(folder: Path, kept: Collection[str] = ()) -> int:
    """Remove what crashes in the middle of a save may have left in `folder`, but for the names `kept`; returns how many
    files that were.

    What a program that is alive on this machine is just writing stays, and so does what another machine has begun
    within the hour.
    """
    swept = 0
    try:
        names = os.listdir(folder)
    except OSError:
        return 0
    for name in names:
        if name.startswith(MARK) and name not in kept and is_left_over(folder / name):
            with contextlib.suppress(OSError):
                os.unlink(folder / name)
                swept += 1
    return swept


def alive(pid: int) -> bool:
    """Whether a process of this number runs on this machine, whoever owns it."""
    if os.name == "nt":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def is_left_over(path: Path) -> bool:
    """Whether nobody writes the temporary file any more."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        return True  # nobody writes under such a name any more
    if named["host"] == _host() and not alive(int(named["pid"])):
        return True
    try:
        return time.time() - os.stat(path).st_mtime > STALE
    except OSError:
        return False


def temporary_name() -> str:
    """A name for a file of this process that is gone soon; what a crash leaves of it is swept."""
    return f"{MARK}{_host()}-{os.getpid()}-{os.urandom(8).hex()}.tmp"


def _real(path: Path) -> Path:
    """Where a link leads. A link that cannot be looked at is an error: it must not be taken for a plain file."""
    try:
        return path.resolve(strict=True)
    except FileNotFoundError:
        return path.resolve()


def _state(path: Path) -> os.stat_result | None:
    try:
        state = os.stat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.EINVAL, "this is no plain file")
    return state


def _keep(path: Path, old: os.stat_result, handle: int) -> None:
    """Give the new file the old one's owner, attributes and mode, in this order: a change of owner clears bits. On a
    drive that shows all files as one other person's (a network's, a stick's) none of it can be, nor need be, given."""
    if os.name == "nt":
        return
    if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        for owner, group in ((old.st_uid, old.st_gid), (-1, old.st_gid)):
            try:
                os.chown(handle, owner, group)
                break
            except OSError:  # only an administrator gives files away, and some drives know no owners
                continue
    if hasattr(os, "listxattr"):
        names: list[str] = []
        with contextlib.suppress(OSError):  # a file system without them
            names = os.listxattr(path)
        for name in names:
            with contextlib.suppress(OSError):  # one that only the system may set
                os.setxattr(handle, name, os.getxattr(path, name))
    with contextlib.suppress(OSError):
        os.fchmod(handle, stat.S_IMODE(old.st_mode))


def _flush(folder: Path) -> None:
    """Make the rename itself last. Where that fails the new file is in place and whole all the same: the save is done,
    and after a power cut the folder names the old file or the new one."""
    if os.name == "nt":  # Windows has no handle to flush for a folder
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _host() -> str:
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode()):08x}"


def _alive_on_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # pyright: ignore[reportAttributeAccessIssue] Windows only
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return ctypes.get_last_error() == 5  # pyright: ignore[reportAttributeAccessIssue] access denied: it is there
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE
