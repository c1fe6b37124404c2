"""The progress value that long work yields."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERY = 0.1
"""Seconds between the steps of work that has many."""


@dataclass(frozen=True, eq=False)
class Step:
    """`done` of `total` of a piece of work (`total` 0: unknown). `what` is said to people: "Learning, epoch 3 of 20".

    `kind` tells programs which values to expect, and is documented by the call that yields it; `values` holds only
    plain values, frozen ground-floor values and numpy arrays.
    """

    what: str
    done: int = 0
    total: int = 0
    kind: str = "progress"
    values: Mapping[str, object] = field(default_factory=dict)


class Pace:
    """When the next step of work that has many is due: a step for each would cost more than the work."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def due(self) -> bool:
        if time.monotonic() - self._said <= EVERY:
            return False
        self._said = time.monotonic()
        return True
