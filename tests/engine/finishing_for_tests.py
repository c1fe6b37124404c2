"""Run the engine's generators to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

Result = TypeVar("Result")


def followed(work: Generator[Step, None, Result]) -> tuple[list[Step], Result]:
    """All that `work` yields, and what it returns."""
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return steps, end.value


def finish(work: Generator[Step, None, Result]) -> Result:
    """What `work` returns; everything it yields before is a step."""
    steps, result = followed(work)
    assert all(isinstance(step, Step) for step in steps)
    return result
