"""Between the document and the label files: one record's labels are written, or read again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from engine.errors import EngineError, FileChanged
from gui.changing.records import with_label_file
from gui.wording import tr

if TYPE_CHECKING:
    import numpy as np

    from engine.datasets.record import Record
    from gui.document import Document


def write(document: Document, record: Record) -> bool:
    """Write the labels of `record`, which is in memory. False, with `document.failed` or `document.conflicted`, where
    they could not be written."""
    assert document.dataset is not None
    try:
        written = document.records.save(document.dataset, record)
    except FileChanged:
        document.conflicted.emit(record)
        return False
    except (OSError, EngineError) as error:
        gone = tr("{picture} is no longer there; its labels were not saved. Your edits are kept: put it back and save")
        there = os.access(record.image_file, os.F_OK)
        said = tr("{name} could not be saved: {why}") if there else gone
        plain = there and isinstance(error, EngineError)
        document.failed.emit(error if plain else said.format(name=record.name, picture=record.image.name, why=error))
        return False
    document.unwritable = False  # also where it has been till now: from here on leaving a picture saves again
    document.dataset, named = with_label_file(document.dataset, record, written)
    if document.record is not None and document.record.name == record.name:
        document.record = named
    return True


def mask_of(document: Document, name: str, stamp: str | None) -> np.ndarray | None:
    """The mask of a record read again, where its files are what `stamp` says (None: whatever they say). Raises
    EngineError."""
    from engine.datasets import labels  # numpy and lxml come with it: not before a picture is shown

    dataset = document.dataset
    record = None if dataset is None else dataset.records.named(name)
    if dataset is None or record is None:
        return None
    read = labels.read(dataset.format, record)
    if stamp not in (None, read.stamp):
        said = tr("{name} was changed by another program. Look at it before you go back further")
        raise EngineError(said.format(name=name))
    return read.annotation.mask
