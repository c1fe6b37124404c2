"""What a person has chosen for the drawing tools: how large the brush is, which class it paints, how alike is alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

LARGEST = 400
STEP = 1.2
"""How much larger the next size is; small ones go by one pixel."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`size`: pixels of the picture that brush and eraser are wide. `label`: the class that is painted, None for void,
    empty for none chosen. `over_void`: void is painted over too. `tolerance`: how far, in 0..255, a colour may be from
    the one that was clicked and still belong to it."""

    size: int = 20
    label: str | None = ""
    over_void: bool = False
    tolerance: int = 24


class Choices(QObject):
    """The present `Choice`; `changed` fires when it is another one."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = Choice()

    def choose(self, **chosen: Any) -> None:
        """Take the fields of a `Choice` that are named."""
        if "size" in chosen:
            chosen["size"] = min(max(int(chosen["size"]), 1), LARGEST)
        after = replace(self.now, **chosen)
        if after != self.now:
            self.now = after
            self.changed.emit()

    def grow(self) -> None:
        self.choose(size=max(self.now.size + 1, round(self.now.size * STEP)))

    def shrink(self) -> None:
        self.choose(size=min(self.now.size - 1, round(self.now.size / STEP)))
