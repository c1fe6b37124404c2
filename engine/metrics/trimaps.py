"""The three readings of a Pets trimap. They give different figures for the same masks: a report names its own.

A trimap says 1 pet, 2 background, 3 border. In our masks that is 1, 0 and 255 (void): the second reading as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.annotation import VOID


@dataclass(frozen=True, slots=True)
class Reading:
    """`classes` names the values of a mask read so, background first; `border` is what the border becomes in the truth,
    and `said` in a prediction that draws one."""

    definition: str
    classes: tuple[str, ...]
    border: int
    said: int

    def truth(self, mask: np.ndarray) -> np.ndarray:
        """A true mask of ours, uint8 H×W, as this reading has it."""
        return _with_border(mask, self.border)

    def prediction(self, mask: np.ndarray) -> np.ndarray:
        """A predicted mask of ours, uint8 H×W, as this reading has it."""
        return _with_border(mask, self.said)


READINGS = {
    "three": Reading("three classes: background, pet, border", ("background", "pet", "border"), 2, 2),
    "void": Reading("pet against background, border void", ("background", "pet"), VOID, 0),
    "joined": Reading("pet with its border against background", ("background", "pet"), 1, 1),
}


def _with_border(mask: np.ndarray, value: int) -> np.ndarray:
    return np.where(mask == VOID, np.uint8(value), mask)
