"""How the learning rate goes over a phase."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.hyperparameters import Hyperparameters

_LEAST = 0.01
"""Of the highest rate: where the cosine ends."""
_FIRST, _LAST = 1 / 25, 1 / 25e4
"""Of the highest rate: where one cycle begins and ends."""
_FALL = 0.1
"""What a step takes the rate down to; two of them, a third and two thirds of the way down."""


def rate_at(step: int, steps: int, highest: float, how: Hyperparameters) -> float:
    """The learning rate of a step, 0 to `steps` - 1. All rise over the share `how.warmup`, then fall as `how.schedule`
    says: half a cosine down to a hundredth (Loshchilov and Hutter 2017); one cycle (Smith and Topin 2018), which rises
    by a cosine too and ends at next to nothing; two steps to a tenth each; or not at all. Momentum stays as it is."""
    if how.schedule == "one-cycle":
        return highest * _one_cycle(step, steps, how.warmup)
    warm = max(1, round(steps * how.warmup)) if how.warmup else 0
    if step < warm:
        return highest * (step + 1) / warm
    fallen = (step - warm) / max(1, steps - warm)
    if how.schedule == "cosine":
        return highest * (_LEAST + (1 - _LEAST) * 0.5 * (1 + math.cos(math.pi * fallen)))
    return highest * _FALL ** int(3 * fallen) if how.schedule == "step" else highest


def _one_cycle(step: int, steps: int, rising: float) -> float:
    top = rising * steps - 1
    if step <= top:
        return _between(_FIRST, 1.0, step / top if top > 0 else 1.0)
    return _between(1.0, _LAST, (step - top) / max(1e-9, steps - 1 - top))


def _between(start: float, end: float, share: float) -> float:
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))
