"""Where files that a batch wrote meet pictures in memory: both say the same then, and undo knows the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from engine.errors import EngineError
from gui.wording import tr

if TYPE_CHECKING:
    from engine.annotation import Annotation
    from engine.batches import Written
    from engine.datasets.record import Dataset, Record
    from gui.changing.records import Records
    from gui.changing.timeline import UndoStep
    from gui.document import Document


def adopt(records: Records, dataset: Dataset, step: UndoStep, forwards: bool) -> tuple[set[str], list[tuple[str, str]]]:
    """Files of `step` whose records have been opened since: take them back (or do it again, `forwards`) in memory.

    From then on they are parts of the step like any other. Returns the names of those that had no edits besides, and
    (name, why) of those that stay as they are.
    """
    fresh: set[str] = set()
    left: list[tuple[str, str]] = []
    for name in [name for name in step.files if records.get(name) is not None]:
        working, record = records.get(name), dataset.records.named(name)
        written = cast("Written", step.files.pop(name))
        if working is None or record is None or working.truth is None:
            left.append((name, tr("the labels of {name} cannot be used.").format(name=name)))
        elif working.first_stamp != written.stamps[0 if forwards else 1]:
            left.append((name, tr("{name} was changed by another program since.").format(name=name)))
        else:
            try:
                after = _said(dataset, record, written, forwards)
            except EngineError as error:
                left.append((name, str(error)))
                continue
            fresh |= {name} if working.clean else set()
            records.adopt(step, name, after, forwards)
    return fresh, left


def _said(dataset: Dataset, record: Record, written: Written, forwards: bool) -> Annotation:
    """What the record's files said before the batch, or after it, with the keys that its objects have in memory: their
    places in the label file, in which a batch changes no order. Raises EngineError."""
    from engine.datasets import facts, labels

    rewritten = {one.path: one.bytes(forwards) for one in written.files}
    held = [
        None if path is None else rewritten[path] if path in rewritten else facts.read_bytes(Path(path), "image_bytes")
        for path in (written.file, *written.masks)
    ]
    return labels.from_files(dataset.format, written.record(record), *held).annotation


def refresh(records: Records, dataset: Dataset, step: UndoStep, written: Written, forwards: bool) -> bool:
    """A picture in memory that rests, or was opened right before its file was written, takes what is on disk now.
    Returns whether it had to."""
    from engine.datasets import labels

    working, record = records.get(written.name), dataset.records.named(written.name)
    if working is None or record is None or working.stamp != written.stamps[0 if forwards else 1]:
        return False
    read, rested = labels.read(dataset.format, written.record(record)), working.resting
    same_masks = all(one.path == written.file for one in written.files)
    before = read.annotation if same_masks or not rested else _said(dataset, record, written, not forwards)
    working.wake(before.mask)
    del step.files[written.name]
    records.take_batch(step, written.name, read, forwards)
    if rested:
        working.rest()
    return True


def show_again(document: Document, record: Record) -> None:
    """The shown picture takes what is on disk now."""
    from engine.datasets import labels

    assert document.dataset is not None
    try:
        document.take_disk(record, labels.read(document.dataset.format, record))
    except EngineError as error:
        document.take_disk(record, None, str(error))
