"""The progress value that long work yields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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
