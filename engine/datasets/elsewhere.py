"""Where pictures lie that are deeper in a folder than it is looked through when it is opened."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from engine.datasets.scanning import PICTURES, folders, stems
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DEEP, MOST = 8, 3000
"""Levels down, and folders, that are looked into: nobody waits long who took a whole disk by mistake."""


def nearest(folder: Path) -> Generator[Step, None, Path | None]:
    """The folder below `folder` to open instead: the nearest one that holds pictures, or the one around all of those
    where they lie side by side. None where no pictures are found. Yields a step for each folder."""
    level, left = [folder], MOST
    for _ in range(DEEP):
        below: list[Path] = []
        for parent in level:
            yield Step("Looking for pictures")
            with suppress(OSError):  # one that may not be looked into does not stop the others
                below += folders(parent).values()
        level, left = below[:left], max(0, left - len(below))
        holding = [child for child in level if holds_pictures(child)]
        if holding:
            around = {child.parent for child in holding} - {folder}
            return around.pop() if len(holding) > 1 and len(around) == 1 else holding[0]
    return None


def holds_pictures(folder: Path) -> bool:
    """Whether a picture lies in the folder itself."""
    with suppress(OSError):
        return any(True for _ in stems(folder, PICTURES))
    return False
