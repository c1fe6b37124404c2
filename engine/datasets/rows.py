"""What one record adds to the index: read the short way where its files are ordinary, the long way where they aren't.

Both say the same (tested); what is wrong with a file is said by the long way alone.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from engine import headers, images
from engine.datasets.facts import SLACK, Facts, read_facts
from engine.datasets.labels import mask_size_problem
from engine.datasets.painting import has_region
from engine.datasets.record import READ_ONLY
from engine.datasets.scanning import is_whole, key
from engine.errors import LabelError, PictureError
from engine.formats import frames, pets, voc_masks, voc_plain
from engine.formats.problem import Problem

if TYPE_CHECKING:
    from engine.datasets.record import Record

Edges = tuple[float, float, float, float]
Stamp = tuple[int, int, int]
"""Of a file: when it and its entry were changed (nanoseconds), and its bytes; NONE of one that isn't there."""

Stamps = tuple[int, ...]
"""Those of a record's picture, label file and mask, one after the other: nine numbers."""

NONE: Stamp = (0, 0, 0)
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_SHORT = 2**16  # bytes of a label file that is read the short way


class Row(NamedTuple):
    """The upright `size` (width, height; 0, 0 where the picture cannot be read), `labels`, `boxes` and `difficult` of
    the instances, and the words of `engine.datasets.index.Index`. `stamps`: of the picture, the label file, the mask.
    """

    size: tuple[int, int] = (0, 0)
    labels: tuple[str, ...] = ()
    boxes: tuple[Edges, ...] = ()
    difficult: tuple[bool, ...] = ()
    has_mask: bool = False
    verified: bool = False
    annotated: bool = False
    problems: tuple[Problem, ...] = ()
    stamps: Stamps = (*NONE, *NONE, *NONE)


def read(form: str, record: Record) -> Row:
    """The row of a record of a dataset of format `form`. Raises nothing for bad files: `problems` name them."""
    short = None if form in READ_ONLY or record.barred_file else _short(form, record)
    if short is not None:
        return short
    before = stamps_of(record)  # a change while the files are read is then seen as one
    return _long(form, record)._replace(stamps=before)


def stamps_of(record: Record) -> Stamps:
    """The state on disk of the record's picture, label file and mask."""
    return (*_state(record.image_file), *_state(record.xml_file), *_state(record.mask_file))


def _state(path: str | None) -> Stamp:
    if path is None:
        return NONE
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return NONE
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


def _short(form: str, record: Record) -> Row | None:
    """The row of ordinary files in which nothing is wrong."""
    image = _frame(record.image_file)
    if image is None or image[1] >= frames.SWAPS:
        return None
    size, orientation, image_stamp = image
    plain, boxes, stamp = None, (), NONE
    if record.xml_file is not None:
        data, stamp = _start(record.xml_file, _SHORT)
        plain = voc_plain.parse(data) if data and len(data) < _SHORT and _alike(record) else None
        if plain is None or plain.size not in (None, size) or (orientation > 1 and plain.boxes):
            return None
        boxes = plain.boxes if record.first == 1 else _moved(plain.boxes, 1 - record.first)
        for box in boxes:
            if not _inside(box, size):
                return None
    mask_stamp = NONE
    if record.mask_file is not None:
        mask = _frame(record.mask_file)
        if mask is None or mask[0] != size or mask[1] != 1:
            return None
        mask_stamp = mask[2]
    stamps = (*image_stamp, *stamp, *mask_stamp)
    has_mask = record.mask_file is not None
    if plain is None:
        return Row(size, has_mask=has_mask, annotated=has_mask, stamps=stamps)
    labels = plain.labels
    if form == "pets" and record.label:
        labels = tuple(record.label if label in pets.SPECIES else label for label in labels)
    return Row(size, labels, boxes, plain.difficult, has_mask, plain.verified, True, (), stamps)


def _moved(boxes: tuple[Edges, ...], by: int) -> tuple[Edges, ...]:
    return tuple((xmin + by, ymin + by, xmax + by, ymax + by) for xmin, ymin, xmax, ymax in boxes)


def _frame(path: str) -> tuple[tuple[int, int], int, Stamp] | None:
    start, stamp = _start(path, headers.FIRST)
    found = headers.frame_in(start)
    if found is None and len(start) == headers.FIRST:
        start, stamp = _start(path, headers.MORE)
        found = headers.frame_in(start)
    return None if found is None else (*found, stamp)


def _start(path: str, most: int) -> tuple[bytes, Stamp]:
    """The first bytes of a plain file, and its state; none of anything else."""
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return b"", NONE
    try:
        state = os.fstat(handle)
        data = os.read(handle, most) if stat.S_ISREG(state.st_mode) else b""
        return data, (state.st_mtime_ns, state.st_ctime_ns, state.st_size)
    except OSError:
        return b"", NONE
    finally:
        os.close(handle)


def _alike(record: Record) -> bool:
    """Whether picture and label file have one name."""
    assert record.xml_file is not None
    stem = record.xml_file.rpartition(os.sep)[2].rpartition(".")[0]
    return record.image_file.rpartition(os.sep)[2].rpartition(".")[0] == stem


def _inside(box: Edges, size: tuple[int, int]) -> bool:
    """Whether the box has a part in the picture, and reaches no further over its edge than nobody is told of."""
    xmin, ymin, xmax, ymax = box
    width, height = size
    kept = xmin >= -SLACK and ymin >= -SLACK and xmax <= width + SLACK and ymax <= height + SLACK
    return kept and xmin < width and ymin < height and xmax > 0 and ymax > 0


def _long(form: str, record: Record) -> Row:
    problems: list[Problem] = []
    try:
        facts = read_facts(form, record)
    except PictureError as error:
        return Row(problems=(Problem(record.image.name, None, "picture", _said(error)),))
    except LabelError as error:
        code = "not-read" if record.barred_file else "labels"
        problems.append(Problem(error.path.name, error.line, code, _said(error)))
        facts = _without_labels(record)
    problems += facts.problems
    whole = is_whole(record.name, record.image_file) and record.xml is not None and record.xml.stem == record.image.name
    if record.xml is not None and record.xml.stem != record.image.stem and not whole:
        message = f"taken as the labels of {record.image.name}; give both the same name"
        if key(record.xml.stem) == key(record.image.stem):
            message += ": the two look alike, and their letters are composed in two ways (NFC and NFD)"
        problems.append(Problem(record.xml.name, None, "name", message))
    regions = form in READ_ONLY and any(has_region(instance) for instance in facts.instances)
    has_mask = regions or _usable_mask(record, facts, problems)
    return Row(
        facts.size,
        tuple(instance.label for instance in facts.instances),
        tuple(instance.box.as_tuple() for instance in facts.instances),
        tuple(instance.difficult for instance in facts.instances),
        has_mask,
        facts.verified,
        facts.data is not None or has_mask,
        tuple(problems),
    )


def _without_labels(record: Record) -> Facts:
    try:
        return Facts(*images.read_frame(record.image))
    except PictureError:  # a picture that isn't there either
        return Facts((0, 0), 1)


def _said(error: Exception) -> str:
    return str(error).partition(": ")[2] or str(error)


def _usable_mask(record: Record, facts: Facts, problems: list[Problem]) -> bool:
    if record.mask is None:
        return False
    try:
        size = voc_masks.read_size(record.mask)
    except LabelError as error:
        problems.append(Problem(record.mask.name, None, "mask", _said(error)))
        return False
    if size == facts.size or frames.is_stored(size, facts.size, facts.orientation):
        return True
    problems.append(mask_size_problem(record.mask, size, facts.size))
    return False
