"""A batch that is being written, and what is said of it in the end: what was read back from disk, no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.deeds import Tally
from gui.wording import counted, plural, sentence, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.changing.timeline import UndoStep


@dataclass(eq=False)
class Writing:
    """A batch that is being written. `done`, `left` (name, why) and `tally` are what is known of it so far; `waiting`
    are the names of which nothing is known yet. `says(tally, pictures)` is what is said of it in the end."""

    step: UndoStep
    forwards: bool
    says: Callable[[Tally, int], str]
    waiting: set[str]
    again: bool = False
    done: int = 0
    unsaved: int = 0
    tally: Tally = field(default_factory=Tally)
    left: list[tuple[str, str]] = field(default_factory=list)

    def said(self) -> str:
        said = self.says(self.tally, self.done)
        if self.waiting:
            said += " " + tr("Stopped: {left}.").format(left=_left(len(self.waiting)))
        if self.unsaved:
            said += " " + plural(
                self.unsaved,
                "{count} picture with other edits is not saved yet.",
                "{count} pictures with other edits are not saved yet.",
            )
        if self.left:
            said += f" {_left(len(self.left))}: {sentence(self.left[0][1])}"
        return said


def again(text: str, forwards: bool, _tally: Tally, pictures: int) -> str:
    """What is said of a batch that was taken back, or done again."""
    said = tr("Done again: {text}, in {pictures}.") if forwards else tr("Undone: {text}, in {pictures}.")
    return said.format(text=text, pictures=counted(pictures, "picture"))


def _left(number: int) -> str:
    return plural(number, "{count} picture was left as it was", "{count} pictures were left as they were")
