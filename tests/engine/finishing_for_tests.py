"""Run the engine's generators to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

Result = TypeVar("Result")


def finish(work: Generator[Step, None, Result]) -> Result:
    """What `work` returns; everything it yields before is a step."""
    while True:
        try:
            assert isinstance(next(work), Step)
        except StopIteration as end:
            return end.value
