"""How a new run divides a folder's pictures into train, validation and test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine import checkpoint as checkpoints
from engine import parts
from engine.datasets.splits import Split, make_split
from engine.errors import EngineError
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.datasets.index import Index
    from engine.runs import FitSettings
    from engine.steps import Step


def divide(settings: FitSettings, index: Index, heads: tuple[str, ...]) -> Generator[Step, None, Split]:
    """The split of a new run that learns `heads`: the one of the checkpoint it starts from, what the settings say, or a
    drawn one without copies across its parts. Steps: kind "copies". Raises EngineError where there is none."""
    split = _inherited(settings, index)
    if split is None and settings.split is None:
        split = yield from parts.drawn(index, settings.seed, heads)
    elif split is None:  # what a person asks for is done, and what leaks is said
        split = make_split(index, settings.split, settings.seed, heads)
    return _verified(split, index) if settings.only_verified else split


def _inherited(settings: FitSettings, index: Index) -> Split | None:
    """The split of the checkpoint the run starts from, where it is of this folder: a corrected picture keeps its part,
    and what was learnt from is never tested on."""
    if settings.start is None or settings.split is not None:
        return None
    start = checkpoints.load(Path(settings.start))
    return parts.inherited(start.split, start.fingerprints, index)


def _verified(split: Split, index: Index) -> Split:
    """Learn from verified pictures alone; the test part stays whole."""
    verified = {record.name for record, sure in zip(index.dataset.records, index.verified, strict=True) if sure}
    train = tuple(name for name in split.train if name in verified)
    validation = tuple(name for name in split.validation if name in verified)
    if not train or not validation:
        raise EngineError(
            f"{index.dataset.root}: {counted(len(train), 'picture')} to learn from and {len(validation)} to validate "
            "on are verified; verify more of them, or leave --only verified out"
        )
    return Split(train, validation, split.test)
