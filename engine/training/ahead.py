"""The next batch is prepared by one thread while the network learns from this one.

Every picture is varied by a chance of its own (`engine.training.chance`), so that what is learnt is the same, bit by
bit, as when it is prepared at the last moment.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from engine.training.learner import Material

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from concurrent.futures import Future

    import torch

    from engine.networks.making import AnyNetwork
    from engine.networks.outputs import Outputs
    from engine.training.chance import Chance
    from engine.training.materials import Prepared
    from engine.training.targets import Targets


class Preparing(Material, Protocol):
    """A material whose pictures can be made ready before the network sees them."""

    def prepare(self, places: Sequence[int], chance: Chance | None) -> Prepared: ...

    def read(self, network: AnyNetwork, prepared: Prepared, device: torch.device) -> tuple[Outputs, Targets]: ...


@contextmanager
def ahead(material: Preparing, batches: Sequence[Sequence[int]], chance: Chance) -> Generator[Ahead, None, None]:
    """The material, its `batches` prepared one ahead of being asked for, in their order. The thread ends with the
    block, whatever ends that."""
    pool = ThreadPoolExecutor(1, "ahead")
    try:
        yield Ahead(material, batches, chance, pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Ahead:
    """A material as `engine.training.learner.Material` has it; a part of a batch, or one again, may be asked for too.
    What comes out of order is prepared then and there."""

    def __init__(
        self, material: Preparing, batches: Sequence[Sequence[int]], chance: Chance, pool: ThreadPoolExecutor
    ) -> None:
        self._material, self._chance, self._pool = material, chance, pool
        self._left = iter(batches)
        self._coming: tuple[dict[int, int], Future[Prepared]] | None = None
        self._here: tuple[dict[int, int], Prepared] | None = None
        self._send_for_next()

    @property
    def targets(self) -> Targets:
        return self._material.targets

    def outputs(
        self, network: AnyNetwork, places: Sequence[int], chance: Chance | None, device: torch.device
    ) -> tuple[Outputs, Targets]:
        """What the network says of these pictures, and what it should."""
        prepared = self._prepared(places) if chance == self._chance else None
        if prepared is None:
            prepared = self._material.prepare(places, chance)
        return self._material.read(network, prepared, device)

    def _prepared(self, places: Sequence[int]) -> Prepared | None:
        if self._coming is not None and places[0] in self._coming[0] and not self._holds(places):
            rows, future = self._coming
            self._here = None  # of two batches at most: the one that is learnt and the one that comes
            self._send_for_next()
            self._here = rows, future.result()
        if self._here is None or not self._holds(places):
            return None
        rows, prepared = self._here
        return prepared.at([rows[place] for place in places])

    def _holds(self, places: Sequence[int]) -> bool:
        return self._here is not None and all(place in self._here[0] for place in places)

    def _send_for_next(self) -> None:
        batch = next(self._left, None)
        if batch is None:
            self._coming = None
            return
        rows = {int(place): row for row, place in enumerate(batch)}
        self._coming = rows, self._pool.submit(self._material.prepare, [int(place) for place in batch], self._chance)
