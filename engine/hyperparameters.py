"""How a network is trained: plain values with names, the recipe's own unless a person sets others. No torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """One training's knobs.

    `epochs` in all; the last `unfrozen` of them train the backbone too (at least `epochs`: end to end from the start),
    those before keep it as it came. `rate` is the highest learning rate while the backbone is frozen, `unfrozen_rate`
    end to end. `batch` counts pictures, in all processes together.
    """

    epochs: int
    unfrozen: int = 0
    rate: float = 2e-3
    unfrozen_rate: float = 2e-3
    batch: int = 16
    weight_decay: float = 0.02

    def frozen_epochs(self, epochs: int) -> int:
        """How many of `epochs` keep the backbone."""
        return max(0, epochs - self.unfrozen)
