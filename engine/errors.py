"""What can go wrong for reasons outside the program: each message names the place and the cure.

Anything else that is raised is a fault of ours and is never caught as an `EngineError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class EngineError(Exception):
    """One line for a person: the file, the place in it, what to do. Shown as it is, without a traceback."""

    def __reduce__(self) -> tuple[object, ...]:  # an exception with its own __init__ does not pickle by itself
        return _rebuild, (type(self), self.args, self.__dict__)


class LabelError(EngineError):
    """A label file that cannot be used. Such a picture is shown without labels and its file is never overwritten."""

    def __init__(self, path: Path, message: str, line: int | None = None) -> None:
        place = path.name if line is None else f"{path.name}, line {line}"
        super().__init__(f"{place}: {message}")
        self.path, self.line = path, line


class FileChanged(EngineError):
    """A label file is no longer what the edits were made from: nothing was written, a person decides."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path.name}: {message}")
        self.path = path


class PictureError(EngineError):
    """A picture that cannot be decoded whole. It is shown as damaged and left out of training."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path.name}: {message}")
        self.path = path


class NoPictures(EngineError):
    """A folder without pictures where it is looked through; some lie deeper, in `instead`."""

    def __init__(self, folder: Path, instead: Path) -> None:
        super().__init__(f"{folder}: no pictures here; open {instead}, the nearest folder that holds some")
        self.instead = instead


class WeightsMissing(EngineError):
    """Pretrained weights are wanted and were found nowhere; the message says how to give them."""


class EngineDied(EngineError):
    """The engine process ended before it answered."""


def _rebuild(kind: type[EngineError], arguments: tuple[object, ...], state: dict[str, object]) -> EngineError:
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(state)
    return error
