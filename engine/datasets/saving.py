"""What a save puts where: the new text of a label file, the new mask, and the moment they take the old ones' places."""

from __future__ import annotations

import logging
import math
import os
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.annotation import Annotation
from engine.datasets.facts import read_bytes
from engine.datasets.scanning import key
from engine.errors import EngineError, FileChanged
from engine.files import Beside, replace_whole
from engine.formats import frames, pets, voc, voc_edit, voc_writing
from engine.limits import OUTSIDE, leads_out
from engine.safekeeping import lock, together, versions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.annotation import Instance
    from engine.datasets.facts import Facts
    from engine.datasets.record import Dataset, Record

SMALLEST = 0.01
"""Pixels: a narrower box is a slip of the mouse and is not saved, unless the file has it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """A file, its bytes as read (None: there was none), and the bytes that take their place."""

    path: Path
    old: bytes | None
    new: bytes


def check_format(dataset: Dataset, record: Record) -> None:
    """Raises EngineError where the folder is one that is only read."""
    if dataset.read_only:
        raise EngineError(
            f"{record.name}: a folder of this format ({dataset.format}) is only read; convert to VOC to edit"
        )


def check(record: Record, annotation: Annotation, facts: Facts) -> None:
    """Raises EngineError where no label file could hold what the annotation says. What it says as the file of `facts`
    does is there already, however odd: it stays, and does not hold up the rest."""
    there = {each.origin: each for each in facts.instances}
    for instance in annotation.instances:
        problem = _wrong(instance, there.get(instance.origin))
        if problem:
            raise EngineError(f"{record.name}: {problem}; nothing was saved")


def check_size(record: Record, annotation: Annotation, size: tuple[int, int]) -> None:
    """Raises EngineError where the picture, of `size` (width, height) now, is not the one that was labelled."""
    if (annotation.width, annotation.height) != size:
        now, was = (f"{width}×{height}" for width, height in (size, (annotation.width, annotation.height)))
        cure = "put the old picture back, or undo the edits and open the picture again"
        said = f"the picture is {now} now, and these labels were made on one of {was}; nothing was saved: {cure}"
        raise EngineError(f"{record.image.name}: {said}")


def label_place(dataset: Dataset, record: Record) -> Path:
    """The record's label file, or the one that a picture without gets on saving."""
    return record.xml or dataset.xml_folder / f"{own_name(record)}.xml"


def own_name(record: Record) -> str:
    """The record's name with its letters composed as in the names of the picture's file and folders: a label file that
    is called otherwise is another file, on most disks."""
    name = record.name
    if name.isascii():
        return name
    spelled = "/".join(record.image.parts[-1 - name.count("/") :])
    return next((each for each in (spelled.rpartition(".")[0], spelled) if key(each) == name), name)


def check_place(root: Path, path: Path) -> None:
    """Raises EngineError where links take the label file or mask `path` out of the opened folder `root`."""
    if leads_out(path, root):
        raise EngineError(f"{path}: {OUTSIDE}, and nothing was saved; put what it leads to here")


def edited(dataset: Dataset, record: Record, annotation: Annotation, facts: Facts) -> bytes:
    """The text of the label file, changed from that of `facts` to say `annotation`."""
    path, instances = record.xml or record.image, annotation.instances
    data, stored = facts.data, facts.stored
    if data is None:
        folder, segmented = record.image.parent.name, record.mask is not None
        data = voc_writing.to_bytes(folder, record.image.name, Annotation(*facts.size), segmented)
    if dataset.format == "pets":
        instances = pets.to_file(path, instances, record.label, record.species)
    instances = (*instances, *facts.hidden)
    if stored:
        size = frames.swapped(facts.size)
        instances = tuple(
            replace(each, box=frames.turned_back(each.box, facts.orientation, size)) for each in instances
        )
    if record.first != 1:
        back = record.first - 1
        instances = tuple(replace(each, box=each.box.moved(back, back)) for each in instances)
    taken_back = facts.verified and not annotation.verified
    unverified = _before_verified(dataset.root, path) if taken_back else None
    return voc_edit.edited(path, data, instances, annotation.verified, unverified)


def _before_verified(root: Path, path: Path) -> bytes | None:
    """How the label file said that it is not verified before it was, as far back as it is kept: see `voc_edit`."""
    for version in versions.listed(root, path):
        with suppress(EngineError):
            data = versions.read(version)
            if not voc.parse(path, data).verified:
                return voc_edit.verified_as(path, data)
    return None


def put(root: Path, changes: Sequence[Change]) -> None:
    """Let the new bytes take the old ones' places, all or none. Every one is written beside and flushed before the
    first takes its place, and right before that all files are looked at once more, and each again before its own turn.
    Our own windows do so one after another. Both texts are kept as versions, which know what was put together.

    Raises FileChanged, or EngineError where a file cannot be written; then the old files stand.
    """
    before = time.time_ns()
    for change in changes:
        check_place(root, change.path)
        _keep(root, change.path, change.old, before)
    with ExitStack() as stack:
        ready = [(change, stack.enter_context(_beside(change))) for change in changes]
        stack.enter_context(lock.alone(root))
        for change, beside in ready:
            check_place(root, beside.path)  # where links led it; one may have come since the first look
            _check_unchanged(change)
        with together.promised(root, [(change.old, beside) for change, beside in ready]):
            _take_places(ready)
    after = max(time.time_ns(), before + 1)  # a clock may stand for 15 ms, or run backwards
    for change in changes:
        _keep(root, change.path, change.new, after, made=change.old is None)


def _take_places(ready: Sequence[tuple[Change, Beside]]) -> None:
    done: list[Change] = []
    for change, beside in ready:
        try:
            _check_unchanged(change)  # a file that is flushed to disk before it gives others time to write
            beside.take_place()
        except OSError as error:
            _undo(done)
            raise _unwritten(change.path, error) from error
        except BaseException:
            _undo(done)
            raise
        done.append(change)


def _check_unchanged(change: Change) -> None:
    if (found := read_bytes(change.path, "image_bytes")) != change.old:
        raise changed(change.path, found)


def remove(root: Path, path: Path, old: bytes) -> None:
    """Take away a label file that holds the bytes `old` and that was made here; they are kept as a version. Raises
    FileChanged, or EngineError where it cannot be taken away."""
    _keep(root, path, old, time.time_ns())
    with lock.alone(root):
        _check_unchanged(Change(path, old, b""))
        try:
            path.unlink()
        except OSError as error:
            raise EngineError(f"{path}: cannot be deleted ({error.strerror or error}); allow writing there") from error


def changed(path: Path, now: bytes | None) -> FileChanged:
    what = "was deleted" if now is None else "changed on disk"
    cure = "open the picture again and repeat the change"
    return FileChanged(path, f"the file {what} since it was read, and nothing was saved; {cure}")


def _beside(change: Change) -> Beside:
    path = change.path
    if path.exists() and not os.access(path, os.W_OK):
        raise EngineError(f"{path}: the file is write-protected, and nothing was saved; allow writing, and save again")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Beside(path, change.new)
    except OSError as error:
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> EngineError:
    cure = "the old file stands: make room or allow writing there, and save again"
    return EngineError(f"{path}: cannot be written ({error.strerror or error}); {cure}")


def _undo(done: Sequence[Change]) -> None:
    """A mask whose boxes could not follow goes back to what it was; what another program has written since stays."""
    for change in done:
        try:
            if read_bytes(change.path, "image_bytes") != change.new:
                continue
            if change.old is None:
                change.path.unlink()
            else:
                replace_whole(change.path, change.old)
        except (OSError, EngineError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or error
            message = f"{change.path}: was saved, the other label file of the picture was not ({why})"
            raise EngineError(f"{message}; restore it from the History tab") from error


def _keep(root: Path, path: Path, data: bytes | None, save: int, *, made: bool = False) -> None:
    """A version that cannot be kept does not hold up the save: the log says so."""
    if data is None:
        return
    try:
        versions.keep(root, path, data, save, made=made)
    except OSError as error:
        log.warning("no version of %s was kept: %s", path, error)


def _wrong(instance: Instance, there: Instance | None) -> str | None:
    """What is wrong with an object that is `there` in the file so far (None: it is new)."""
    label, box = instance.label, instance.box
    if there is None or label != there.label:
        if not label.strip() or label != label.strip() or len(label) > voc.MAX_NAME:
            return f"the class name {label[:60]!r} is empty, too long or has spaces at its ends; choose another"
        if voc.FORBIDDEN.search(label):
            return f"the class name {label[:60]!r} has characters that a label file cannot hold; choose another"
    if there is not None and box == there.box:
        return None
    if not all(math.isfinite(edge) for edge in box.as_tuple()) or min(box.width, box.height) < SMALLEST:
        return f"the box of {label[:60]} has no area; draw it anew or delete it"
    return None
