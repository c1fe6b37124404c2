"""Where two masks disagree, as the Difference view shows it: which pixels are false, missed or of a wrong class.

Each kind has its own hatching besides its colour: falling lines where the prediction is false, rising ones where it
missed something, both where it took one class for another. Where the masks agree the picture is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.annotation import VOID
from gui.canvas import masks
from gui.look import tokens, verdicts

if TYPE_CHECKING:
    import numpy as np

KINDS = ("false", "missed", "mislabelled")
"""What a pixel can be, from 1 on; 0 is agreement."""
_VOID = 4


def kinds(truth: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """What each pixel is, uint8 (h, w): 0 where both agree, a place in `KINDS` from 1 on, `_VOID` where one of the two
    (uint8 (h, w), class ids) says nothing."""
    import numpy as np

    objects, guesses = (truth != 0).view(np.uint8), (prediction != 0).view(np.uint8)
    found = (truth != prediction).view(np.uint8) * (np.uint8(1) + objects + (objects & guesses))
    found[(truth == VOID) | (prediction == VOID)] = _VOID
    return found


def composed(
    truth: np.ndarray, prediction: np.ndarray, opacity: float, corner: tuple[int, int], ratio: float
) -> tuple[np.ndarray, list[int]]:
    """Codes and colours of what differs between two masks as seen on the screen; see `gui.canvas.masks.composed`."""
    import numpy as np

    found = kinds(truth, prediction)
    wrong = (found != 0) & (found != _VOID)
    core, casing = masks.contour(found * wrong, wrong, max(1, round(tokens.MASK_CONTOUR * ratio)))
    down = np.arange(corner[1], corner[1] + found.shape[0], dtype=np.int32)
    across = np.arange(corner[0], corner[0] + found.shape[1], dtype=np.int32)
    period, width = round(masks.HATCH * ratio), round(masks.HATCH_LINE * ratio * 0.7)
    falling = masks.stripes(-down, across, period, max(1, width)) & (found != 2)
    rising = masks.stripes(down, across, period, max(1, width)) & (found != 1)
    out = found * np.uint8(4)
    out += (falling | rising) & wrong & ~core
    out += core.view(np.uint8) * np.uint8(masks.CORE)
    out += casing.view(np.uint8) * np.uint8(masks.CASING)
    return out, _colours(opacity)


def _colours(opacity: float) -> list[int]:
    casing = masks.argb(tokens.CASING, masks.CASING_OPACITY)
    table = [0, 0, 0, casing] + [0] * 252
    for place, name in enumerate(KINDS, 1):
        colour = verdicts.colour(name)
        line = min(1.0, opacity * masks.HATCH_STRENGTH)
        fill = masks.argb(colour, opacity * masks.BETWEEN_LINES)
        table[4 * place : 4 * place + 4] = [fill, masks.argb(colour, line), masks.argb(colour, 1.0), casing]
    table[4 * _VOID : 4 * _VOID + 4] = [masks.argb(tokens.IGNORED, opacity * masks.VOID_SHARE)] * 4
    return table
