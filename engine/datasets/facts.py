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
from engine.limits import NOT_READ, read_bytes

if TYPE_CHECKING:
    from engine.annotation import Box, Instance
    from engine.datasets.record import Record
    from engine.formats.labelled import Counts, Labelled
    from engine.formats.voc import VocFile

SLACK = 0.5  # pixels a box may reach over the picture's edge before a person is told


@dataclass(frozen=True, slots=True)
class Facts:
    """`size` is the upright picture's (width, height), `instances` are in that frame with the labels people see.

    `hidden` are usable objects of the file that lie outside the picture: not shown, and kept by a save; their labels
    are the file's. `stored`: the file's boxes are in the frame of the stored picture. `data` are its bytes, None where
    there is none. `extras` are kinds of things in it that an Annotation cannot hold.
    """

    size: tuple[int, int]
    orientation: int
    instances: tuple[Instance, ...] = ()
    hidden: tuple[Instance, ...] = ()
    problems: tuple[Problem, ...] = ()
    verified: bool = False
    stored: bool = False
    data: bytes | None = None
    extras: Counts = ()


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
    doubts = _size_problems(record, file, size, orientation)
    facts = _placed(record.xml.name, file, (size, orientation), doubts, by=1 - record.first)
    instances = pets.from_file(facts.instances, record.label) if form == "pets" else facts.instances
    return replace(facts, instances=instances, verified=file.verified, data=data)


def _read_only(form: str, record: Record) -> Facts:
    """As `read_facts`, of a format that is only read. A COCO picture that isn't there has the size its JSON says."""
    size, orientation, labelled, data = labels_of(form, record)
    name, doubts = (record.labels or record.image).name, list[Problem]()
    turned = frames.is_stored(labelled.size, size, orientation)
    if labelled.size is not None and labelled.size not in (size, frames.swapped(size) if turned else size):
        said, is_ = (f"{width}×{height}" for width, height in (labelled.size, size))
        message = f"says {said} for {record.image.name}, the picture is {is_}; labels are shown as written: check them"
        doubts.append(Problem(name, None, "size", message))
    if form in ("coco", "labelme"):  # of the others one frame is known
        doubts += _unclear(name, record.image.name, labelled, (size, orientation))
    return replace(_placed(name, labelled, (size, orientation), doubts), data=data)


def _placed(
    name: str, said: VocFile | Labelled, frame: tuple[tuple[int, int], int], doubts: list[Problem], by: int = 0
) -> Facts:
    """What the file `name` says, its objects moved `by` pixels and turned upright where it is in the stored frame."""
    size, orientation = frame
    stored = frames.is_stored(said.size, size, orientation)
    shown, hidden, problems = [], [], [*said.problems, *doubts]
    for instance, line in zip(said.instances, said.lines, strict=True):
        here = replace(instance, box=instance.box.moved(by, by)) if by else instance
        here = upright(here, orientation, frames.swapped(size)) if stored else here
        gone, where = _outside(here.box, size)
        (hidden if gone else shown).append(here)
        if where:
            problems.append(Problem(name, line, "outside", f"the box of {instance.label[:60]} {where}"))
    return Facts(size, orientation, tuple(shown), tuple(hidden), tuple(problems), stored=stored, extras=said.extras)


def _outside(box: Box, size: tuple[int, int]) -> tuple[bool, str]:
    """Whether the whole box lies outside the picture, and what there is to say where a part of it does."""
    width, height = size
    inner = box.clipped(width, height)
    if inner.width <= 0 or inner.height <= 0:
        return True, f"lies outside the picture of {width}×{height}; the instance was skipped: correct its numbers"
    if max(-box.xmin, -box.ymin, box.xmax - width, box.ymax - height) > SLACK:
        return False, f"reaches beyond the picture of {width}×{height}; it is shown as it is: drag it inside"
    return False, ""


def _size_problems(record: Record, file: VocFile, size: tuple[int, int], orientation: int) -> list[Problem]:
    if record.xml is None:
        return []
    name, found = record.xml.name, []
    if file.size is not None and file.size not in (size, frames.swapped(size) if orientation >= frames.SWAPS else size):
        said, is_ = (f"{width}×{height}" for width, height in (file.size, size))
        message = f"<size> says {said}, the picture is {is_}; boxes are shown as written: check them"
        found.append(Problem(name, None, "size", message))
    return found + _unclear(name, "the picture", file, (size, orientation))


def _unclear(name: str, picture: str, said: VocFile | Labelled, frame: tuple[tuple[int, int], int]) -> list[Problem]:
    """What there is to say where the frame of the file `name` may be the stored one as well as the upright one."""
    size, orientation = frame
    same = orientation < frames.SWAPS or size[0] == size[1] or said.size is None
    if orientation == 1 or not same or not said.instances:
        return []
    message = f"{picture} is stored turned, and whether these boxes were drawn before or after cannot be told"
    return [Problem(name, None, "turned", f"{message}; they are shown as drawn on the upright one: check them")]
