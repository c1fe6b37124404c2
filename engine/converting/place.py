"""The folder that a conversion writes: new or empty, marked as unfinished until it is whole."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING

from engine.datasets import counting
from engine.datasets.scanning import is_whole
from engine.errors import EngineError
from engine.safekeeping import arriving

if TYPE_CHECKING:
    from pathlib import Path

    from engine.converting.scene import Scene
    from engine.datasets.record import Record

MARKER = arriving.CONVERSION
_BAD = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f\ud800-\udfff]')  # the last are bytes that are no text
_LONGEST = 200  # bytes of a file's name; systems hold 255, and endings are still added


class Place:
    """Where a target's files go. `lost` counts names that had to be changed."""

    def __init__(self, target: Path, source: Path) -> None:
        self.root = target
        self.lost: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._check(source)

    def begin(self) -> None:
        """Make the folder and mark it. Raises EngineError."""
        self.write(MARKER, arriving.marked(MARKER))
        counting.remember(self.root, 1)  # of a folder that was here before, another choice may be known

    def end(self) -> None:
        """The folder is whole."""
        (self.root / MARKER).unlink()

    def _check(self, source: Path) -> None:
        if (self.root / MARKER).exists():
            said = "an unfinished conversion lies here; delete the folder, or choose another, and convert again"
            raise EngineError(f"{self.root}: {said}")
        if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
            raise EngineError(f"{self.root}: a conversion needs a new or empty folder; choose another one")
        self.check_outside(source)

    def check_outside(self, source: Path) -> None:
        """The source is never written. Raises EngineError."""
        target, source = self.root.resolve(), source.resolve()
        if target == source or source in target.parents:
            raise EngineError(f"{self.root}: lies inside the folder that is converted; choose a place outside of it")

    def name(self, record: Record) -> str:
        """What the record is called in the target: its own name, at most one folder deep, safe on every system."""
        return self._safe(record.name, record)

    def stem(self, record: Record, inside: str = "") -> str:
        """`name` for formats whose label files go by the picture's name without its ending: of a.jpg and a.png, which
        would have one together, the second is called otherwise. No folder of it is called `inside`, as the one that
        the pictures lie in: readers find the labels by that."""
        whole = is_whole(record.name, record.image_file)
        return self._safe(record.name.rpartition(".")[0] if whole else record.name, record, inside)

    def _safe(self, wanted: str, record: Record, inside: str = "") -> str:
        parts = [_BAD.sub("_", part).strip(" ") or "_" for part in wanted.split("/")]
        parts = [f"_{part[1:]}" if part.startswith(".") else part for part in parts]
        parts = parts[1:] if len(parts) > 1 and parts[0] == inside else parts
        parts = [parts[0], "_".join(parts[1:])] if len(parts) > 1 else parts
        return self.unique("/".join(_short(part) for part in parts), record.name)

    def unique(self, wanted: str, own: str) -> str:
        """`wanted`, or with a number where that is taken; counted as lost where it isn't the record's `own` name."""
        name, number = wanted, 2
        while name.casefold() in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name.casefold())
        self.lost["picture names"] += name != own
        return name

    def copy(self, scene: Scene, folder: str, name: str) -> str:
        """Copy the scene's picture, byte for byte, to `folder`/`name` with its own ending. Returns the file's name,
        with the ending, also where there is no picture to copy."""
        ending = scene.record.image.suffix
        whole = is_whole(scene.record.name, scene.record.image_file) and name.lower().endswith(ending.lower())
        file = name if whole else name + ending
        if scene.copied:
            self.copy_file(scene.record.image, f"{folder}/{file}" if folder else file)
        return file

    def copy_file(self, source: Path, below: str) -> None:
        path = self._path(below)
        try:
            shutil.copyfile(source, path)
        except OSError as error:
            raise self._failed(path, error) from error

    def write(self, below: str, data: bytes) -> None:
        """Write a new file. Raises EngineError."""
        path = self._path(below)
        try:
            with path.open("xb") as file:
                file.write(data)
        except OSError as error:
            raise self._failed(path, error) from error

    def lines(self, below: str, lines: list[str]) -> None:
        self.write(below, "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))

    def _path(self, below: str) -> Path:
        path = self.root / below
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._failed(path, error) from error
        return path

    def _failed(self, path: Path, error: OSError) -> EngineError:
        return EngineError(
            f"{path}: cannot be written ({error.strerror or error}); make room or choose another place, delete "
            f"{self.root}, and convert again"
        )


def _short(name: str) -> str:
    return name.encode("utf-8", "surrogateescape")[:_LONGEST].decode("utf-8", "ignore")
