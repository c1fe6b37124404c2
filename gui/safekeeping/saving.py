"""Between the document and the label files: one record's labels are written, or read again."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.errors import EngineError, FileChanged
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from engine.datasets.record import Record
    from gui.document import Document


FILES: tuple[str, ...] = ("xml_file", "mask_file", "instance_mask_file")
"""What `Record` calls the files that a save writes."""


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
    file = None if written.file is None else str(written.file)
    name_files(document, {record.name: dict(zip(FILES, (file, *written.masks), strict=True))})
    return True


def name_files(document: Document, made: Mapping[str, Mapping[str, str | None]]) -> None:
    """Pictures have got the files `made` where they had none: name -> what `Record` calls it -> path."""
    if document.dataset is None:
        return
    records = document.dataset.records.with_files(made)
    if records is document.dataset.records:
        return
    document.dataset = replace(document.dataset, records=records)
    if document.record is not None:
        document.record = records.named(document.record.name) or document.record
    document.files_named.emit(document.dataset)


def keep_theirs(document: Document, record: Record, was: str | None, now: str | None) -> bool:
    """Keep as versions what is on disk of those files of `record` of which the stamps `was` and `now` say something
    else: they are to be overwritten. False, with `document.failed`, where they cannot be kept."""
    from engine.datasets import labels  # the files have been read with it
    from engine.limits import read_bytes
    from engine.safekeeping import versions

    assert document.dataset is not None
    together = time.time_ns()
    each_alone = (record._replace(**dict.fromkeys({*FILES} - {kind})) for kind in FILES)
    for path in filter(None, (labels.changed_file(alone, was, now) for alone in each_alone)):
        try:
            data = read_bytes(path, "image_bytes")
            if data is not None:
                versions.keep(document.dataset.root, path, data, together)
        except (OSError, EngineError) as error:
            said = tr(
                "{file} as it is on disk cannot be kept as a version ({why}), so it was not overwritten. "
                "Save again when that is mended"
            )
            why = getattr(error, "strerror", None) or error
            document.failed.emit(error if isinstance(error, EngineError) else said.format(file=path.name, why=why))
            return False
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
