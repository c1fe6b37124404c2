"""What the label file of one picture says, in the words and the frame of the program; masks are read by `labels`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine import images
from engine.datasets.read_only import labels_of, upright
from engine.datasets.record import READ_ONLY
from engine.errors import LabelError
from engine.formats import frames, pets, voc
from engine.formats.problem import Problem
from engine.limits import NOT_READ, NotPlainError, TooLargeError, read_plain

if TYPE_CHECKING:
    from pathlib import Path

    from engine.annotation import Box, Instance
    from engine.datasets.record import Record

SLACK = 0.5  # pixels a box may reach over the picture's edge before a person is told


@dataclass(frozen=True, slots=True)
class Facts:
    """`size` is the upright picture's (width, height), `instances` are in that frame with the labels people see.

    `hidden` are usable objects of the file that lie outside the picture: not shown, and kept by a save; their boxes are
    those of `engine.formats.voc`, in the file's frame and read as 1-based whatever the record's `first`.
    `stored`: the file's boxes are in the frame of the stored picture. `data` are its bytes, None where there is none.
    """

    size: tuple[int, int]
    orientation: int
    instances: tuple[Instance, ...] = ()
    hidden: tuple[Instance, ...] = ()
    problems: tuple[Problem, ...] = ()
    verified: bool = False
    stored: bool = False
    data: bytes | None = None


def read_facts(form: str, record: Record) -> Facts:
    """Read the picture's header and the whole label file of a record of a dataset of format `form`.

    Raises PictureError, and LabelError for a label file that cannot be used or that a link leads out of the folder.
    """
    if record.barred is not None:
        raise LabelError(record.barred, NOT_READ)
    if form in READ_ONLY:
        return _read_only(form, record)
    return facts_of(form, record, None if record.xml is None else read_bytes(record.xml))


def facts_of(form: str, record: Record, data: bytes | None, frame: tuple[tuple[int, int], int] | None = None) -> Facts:
    """What the bytes `data` say as the record's label file (None: there is none), whatever is on disk. `frame` is the
    picture's upright size and orientation where that is known already. Raises as `read_facts`."""
    size, orientation = frame or images.read_frame(record.image)
    if record.xml is None or data is None:
        return Facts(size, orientation)
    file = voc.parse(record.xml, data)
    stored = frames.is_stored(file.size, size, orientation)
    problems = list(file.problems) + _size_problems(record, file, size, orientation)
    shown, hidden = [], []
    for instance, line in zip(file.instances, file.lines, strict=True):
        box = instance.box if record.first == 1 else instance.box.moved(1 - record.first, 1 - record.first)
        box = frames.turned(box, orientation, frames.swapped(size)) if stored else box
        where = _outside(box, size)
        if where is not None:
            problems.append(Problem(record.xml.name, line, "outside", f"the box of {instance.label[:60]} {where}"))
        if where is not None and "skipped" in where:
            hidden.append(instance)
        else:
            shown.append(replace(instance, box=box))
    instances = pets.from_file(tuple(shown), record.label) if form == "pets" else tuple(shown)
    return Facts(size, orientation, instances, tuple(hidden), tuple(problems), file.verified, stored, data)


def _read_only(form: str, record: Record) -> Facts:
    """As `read_facts`, of a format that is only read. A COCO picture that isn't there has the size its JSON says."""
    size, orientation, labelled, data = labels_of(form, record)
    name = (record.labels or record.image).name
    stored = frames.is_stored(labelled.size, size, orientation)
    shown, hidden, problems = [], [], list(labelled.problems)
    if labelled.size is not None and labelled.size not in (size, frames.swapped(size) if stored else size):
        said, is_ = (f"{width}×{height}" for width, height in (labelled.size, size))
        message = f"says {said} for {record.image.name}, the picture is {is_}; labels are shown as written: check them"
        problems.append(Problem(name, None, "size", message))
    for instance, line in zip(labelled.instances, labelled.lines, strict=True):
        turned = upright(instance, orientation, frames.swapped(size)) if stored else instance
        where = _outside(turned.box, size)
        if where is not None:
            problems.append(Problem(name, line, "outside", f"the box of {instance.label[:60]} {where}"))
        if where is not None and "skipped" in where:
            hidden.append(turned)
        else:
            shown.append(turned)
    return Facts(size, orientation, tuple(shown), tuple(hidden), tuple(problems), stored=stored, data=data)


def read_bytes(path: Path, limit: str = "label_bytes") -> bytes | None:
    """The bytes of a label file, None where there is no such file. Raises LabelError where it cannot be read, or is
    over the limit `limit` of `engine.limits` ("image_bytes" for a mask)."""
    try:
        return read_plain(path, limit)
    except FileNotFoundError:
        return None
    except TooLargeError as error:
        raise LabelError(path, f"{error}: if it is no label file, remove it") from error
    except NotPlainError as error:
        raise LabelError(path, f"{error.strerror}; remove it") from error
    except OSError as error:
        raise LabelError(path, f"the file cannot be read ({error.strerror}); check its permissions") from error


def _outside(box: Box, size: tuple[int, int]) -> str | None:
    width, height = size
    inner = box.clipped(width, height)
    if inner.width <= 0 or inner.height <= 0:
        return f"lies outside the picture of {width}×{height}; the instance was skipped: correct its numbers"
    if max(-box.xmin, -box.ymin, box.xmax - width, box.ymax - height) > SLACK:
        return f"reaches beyond the picture of {width}×{height}; it is shown as it is: drag it inside"
    return None


def _size_problems(record: Record, file: voc.VocFile, size: tuple[int, int], orientation: int) -> list[Problem]:
    if record.xml is None:
        return []
    name, found = record.xml.name, []
    if file.size is not None and file.size not in (size, frames.swapped(size) if orientation >= frames.SWAPS else size):
        said, is_ = (f"{width}×{height}" for width, height in (file.size, size))
        message = f"<size> says {said}, the picture is {is_}; boxes are shown as written: check them"
        found.append(Problem(name, None, "size", message))
    unclear = orientation > 1 and (orientation < frames.SWAPS or size[0] == size[1] or file.size is None)
    if unclear and file.instances:
        message = "the picture is stored turned, and whether these boxes were drawn before or after cannot be told"
        found.append(
            Problem(name, None, "turned", f"{message}; they are shown as drawn on the upright one: check them")
        )
    return found
