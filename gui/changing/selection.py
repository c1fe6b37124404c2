"""Which objects of the shown picture are selected; they stay so through every edit, wherever it puts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.annotation import Annotation


class Selection:
    """The keys (`Instance.origin` inside a document) of the selected objects, the one chosen last at the end."""

    def __init__(self) -> None:
        self._keys: tuple[int | None, ...] = ()
        self._told: tuple[int, ...] = ()

    def clear(self) -> None:
        self._keys = ()

    def choose(self, truth: Annotation | None, positions: Iterable[int]) -> None:
        """Select the instances of `truth` at these positions and no others."""
        instances = () if truth is None else truth.instances
        self._keys = tuple(dict.fromkeys(instances[place].origin for place in positions))

    def places(self, truth: Annotation | None) -> tuple[int, ...]:
        """The positions in `truth` of those selected that are there, the one chosen last at the end."""
        if truth is None or not self._keys:
            return ()
        wanted = set(self._keys)
        at = {one.origin: place for place, one in enumerate(truth.instances) if one.origin in wanted}
        return tuple(at[key] for key in self._keys if key in at)

    def moved(self, truth: Annotation | None) -> bool:
        """Whether the selection is another than when this was asked last."""
        before, self._told = self._told, self.places(truth)
        return before != self._told
