"""How much of a stranger's file is read: one table, safe by default, each line raised by its environment variable."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.errors import EngineError, LabelError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of `what`. `variable` is the environment variable that says another number."""

    name: str
    most: int
    what: str

    @property
    def variable(self) -> str:
        return f"OVERLAP_MAX_{self.name.upper()}"


OUTSIDE = "a link leads it out of the opened folder"
"""Of a label file, mask or list; of pictures many folders are made of links, and they are only shown."""

NOT_READ = f"{OUTSIDE}, and it is not read; put the file itself here"

LIMITS: Mapping[str, Limit] = {
    limit.name: limit
    for limit in (
        Limit("pixels", 150_000_000, "pixels in a picture or a mask"),  # more than any camera gives
        Limit("scans", 100, "passes over a progressive JPEG"),  # encoders make ten; each costs a whole decoding
        Limit("image_bytes", 1_000_000_000, "bytes in a picture's or a mask's file"),
        Limit("label_bytes", 32_000_000, "bytes in the label file of one picture"),
        Limit("list_bytes", 50_000_000, "bytes in a list of names"),  # a million names are fewer
        Limit("json_bytes", 500_000_000, "bytes in a JSON file"),  # COCO's own largest has 450 million
        Limit("json_values", 5_000_000, "lists and objects in a JSON file"),  # COCO's own largest has 4 million
        Limit("names_bytes", 2_000_000, "bytes in a list of class names"),
        Limit("classes", 100_000, "class names"),
        Limit("lines", 1_000_000, "lines in the label file of one picture"),
        Limit("objects", 50_000, "objects in the label file of one picture"),
        Limit("name", 1_000, "letters in a class name"),
    )
}


def most(name: str) -> int:
    """The number that holds for the limit `name` now. Raises EngineError where its variable is no whole number."""
    limit = LIMITS[name]
    said = os.environ.get(limit.variable)
    if said is None:
        return limit.most
    number = int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else 0
    if number < 1:
        raise EngineError(f"{limit.variable}={said[:40]}: give a whole number above 0, or leave it unset")
    return number


def too_many(name: str, found: int) -> str | None:
    """What to say where `found` is over the limit `name`, and how to raise it; None where it isn't."""
    highest = most(name)
    if found <= highest:
        return None
    limit = LIMITS[name]
    return f"{found:,} {limit.what} are more than we read ({highest:,}); {limit.variable} raises that limit"


class NotPlainError(OSError):
    """A folder, pipe, socket or device where a file should be: it might never end."""

    def __init__(self) -> None:
        super().__init__("this is not a plain file")
        self.strerror = "this is not a plain file"


def open_plain(path: Path) -> BinaryIO:
    """The plain file `path`, opened for reading in the moment it is looked at, so that nothing can take its place in
    between; a pipe is never waited for. Raises NotPlainError and OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
    if not stat.S_ISREG(path.stat().st_mode):  # opening a device may already do something
        raise NotPlainError
    handle = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotPlainError
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_plain(path: Path, limit: str) -> bytes:
    """All of the plain file `path`. Raises OSError; EngineError without a place where it is over the limit `limit`: a
    file that goes on growing is never read to its end."""
    with open_plain(path) as file:
        said = too_many(limit, os.fstat(file.fileno()).st_size)
        data = b"" if said else file.read(most(limit) + 1)
    said = said or too_many(limit, len(data))
    if said:
        raise TooLargeError(said)
    return data


def read_bytes(path: Path, limit: str = "label_bytes") -> bytes | None:
    """`read_plain` of a stranger's label file, mask or list; None where there is no such file. Raises LabelError."""
    try:
        return read_plain(path, limit)
    except FileNotFoundError:
        return None
    except TooLargeError as error:
        raise LabelError(path, f"{error}: if it is no such file, remove it") from error
    except NotPlainError as error:
        raise LabelError(path, f"{error.strerror}; remove it") from error
    except OSError as error:
        raise LabelError(path, f"the file cannot be read ({error.strerror}); check its permissions") from error


def read_whole(path: Path, limit: str) -> bytes:
    """`read_bytes` of a file that must be there. Raises LabelError."""
    data = read_bytes(path, limit)
    if data is None:
        raise LabelError(path, "the file cannot be read (it is not there); check its name, or restore it from a copy")
    return data


def leads_out(path: str | Path, root: Path) -> bool:
    """Whether links on the way take `path` out of the opened folder `root`: no label there is read or written."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


class TooLargeError(EngineError):
    """A file over a limit; the message is still without the file's name."""
