"""The labels of one picture: read from its label file and mask, and saved so that nothing else in them changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import Annotation
from engine.datasets import mask_saving, objects, painting, read_only, saving
from engine.datasets.facts import Facts, facts_of, read_facts
from engine.datasets.record import READ_ONLY
from engine.errors import EngineError, LabelError
from engine.formats import frames, pets, voc_masks
from engine.formats.frames import mask_size_problem
from engine.formats.problem import Problem
from engine.limits import leads_out, read_bytes

if TYPE_CHECKING:
    from engine.datasets.record import Dataset, Record


@dataclass(frozen=True, eq=False)
class Labels:
    """What a picture's label files say, what was wrong with them, and the state they were read in.

    `stamp` stands for the bytes as read (None where there was no file), and `file` is the label file, None where there
    is none yet: after the first save of such a picture it is the new one. `data` are the label file's bytes. `masks`
    are the files of class mask and instance mask after a save, which may have made them.
    """

    annotation: Annotation
    problems: tuple[str, ...] = ()
    stamp: str | None = None
    file: Path | None = None
    data: bytes | None = None
    masks: tuple[str | None, str | None] = (None, None)


def read(form: str, record: Record) -> Labels:
    """The labels of a record of a dataset of the format `form`.

    Raises LabelError for a label file that cannot be used (it never opens as empty), PictureError where the picture's
    size cannot be read. A bad mask or object is left out and named in `problems`.
    """
    facts = read_facts(form, record)
    if form in READ_ONLY:
        return _painted(record, facts)
    data, mask, problem = read_mask_of(form, record, facts)
    return _labels(record, facts, data, (mask, problem), objects.data_of(record))


def read_mask_of(form: str, record: Record, facts: Facts) -> tuple[bytes | None, np.ndarray | None, Problem | None]:
    """The bytes of the record's mask file, the mask in them, upright, and what is wrong with it."""
    data, broken = _mask_bytes(record)
    mask, problem = (None, broken) if broken else _mask_of(form, record, facts, data)
    return data, mask, problem


def _painted(record: Record, facts: Facts) -> Labels:
    """The labels of a format that is only read, which has no mask files: the mask is painted from its regions."""
    mask = painted_mask(record, facts)
    annotation = Annotation(*facts.size, facts.instances, mask, record.label)
    file = None if facts.data is None else record.labels
    return Labels(annotation, tuple(str(problem) for problem in facts.problems), stamp_of(facts.data), file, facts.data)


def painted_mask(record: Record, facts: Facts) -> np.ndarray | None:
    """The class mask, height×width uint8, painted from the instances' regions; None where none of them has any, or
    where nobody has said in which order the classes are numbered."""
    if not record.classes or not any(painting.has_region(instance) for instance in facts.instances):
        return None
    return painting.paint(facts.instances, record.classes, facts.size)


def at_version(form: str, record: Record, data: bytes, instance_mask: bytes | None = None) -> Labels:
    """The labels that the record would have if its label file held the bytes `data`, and its instance mask, which is
    left out with None, `instance_mask`; its mask is left out. Raises as `read`."""
    bare = record._replace(mask_file=None)
    bare = bare if instance_mask is not None else bare._replace(instance_mask_file=None)
    return _labels(bare, facts_of(form, record, data), None, (None, None), instance_mask)


def from_files(
    form: str, record: Record, data: bytes | None, mask: bytes | None, instance_mask: bytes | None
) -> Labels:
    """The labels that the record would have if its files held these bytes. Raises as `read`."""
    facts = facts_of(form, record, data)
    return _labels(record, facts, mask, _mask_of(form, record, facts, mask), instance_mask)


def mask_at_version(form: str, record: Record, data: bytes) -> np.ndarray:
    """The mask, upright, height×width uint8 ids, that the record would have if its mask file held `data`. Raises
    EngineError where that is no mask of this picture."""
    mask, problem = _mask_of(form, record, facts_of(form, record, None), data)
    if mask is None:
        raise EngineError(str(problem))
    return mask


def _labels(
    record: Record,
    facts: Facts,
    mask_data: bytes | None,
    found: tuple[np.ndarray | None, Problem | None],
    objects_data: bytes | None = None,
) -> Labels:
    """`found` is what `_mask_of` says of `mask_data`."""
    mask, problem = found
    owned, other = objects.read(record, facts, objects_data)
    problems = [str(each) for each in (*facts.problems, problem, other) if each is not None]
    width, height = facts.size
    instances = facts.instances if owned is None else objects.with_regions(facts.instances, owned)
    annotation = Annotation(width, height, instances, mask, record.label, verified=facts.verified)
    file = None if facts.data is None else record.xml
    stamp = _joined(stamp_of(facts.data), stamp_of(mask_data), stamp_of(objects_data))
    return Labels(annotation, tuple(problems), stamp, file, facts.data)


def save(
    dataset: Dataset, record: Record, annotation: Annotation, stamp: str | None, basis: bytes | None = None
) -> Labels:
    """Put `annotation` into the record's label file, and its mask into the mask file where that changed.

    `stamp` is that of the label files as last seen. `basis` is the text of the label file that the annotation was made
    from, where that is another than the one on disk; what the annotation does not say comes from there, and objects
    nobody touched keep their bytes. A picture without a label file gets one in `dataset.xml_folder`. The texts before
    and after are kept, see `engine.safekeeping.versions`. Returns the labels as the new files say them.

    Raises EngineError, and then the old files stand, where the format cannot hold what is asked, the folder is one that
    is only read, the picture has another size now, or a file cannot be written; of that FileChanged where a file is not
    what `stamp` says, looked at again right before the new one takes its place; and LabelError where the text to be
    edited cannot be used.
    """
    saving.check_format(dataset, record)
    path = saving.label_place(dataset, record)
    saving.check_place(dataset.root, path)
    current = record._replace(xml_file=str(path))
    old, old_mask, old_objects = read_bytes(path), _mask_bytes(record)[0], objects.data_of(record)
    was_xml, was_mask, was_objects = [*(stamp or "").split("-"), "", ""][:3]
    facts = facts_of(dataset.format, current, old if basis is None else basis)
    saving.check_size(record, annotation, facts.size)
    saving.check(record, annotation, facts)
    _check_unchanged(path, old, was_xml)
    frame = facts.size, facts.orientation
    found = mask, _ = _mask_of(dataset.format, current, facts, old_mask)
    changes: list[saving.Change] = []
    if annotation.mask is not None and (mask is None or not np.array_equal(mask, annotation.mask)):
        _check_unchanged(record.mask, old_mask, was_mask)
        changes.append(mask_saving.change(dataset, record, annotation, facts, old_mask))
        current = current._replace(mask_file=str(changes[0].path))
    edited = saving.edited(dataset, current, mask_saving.with_boxes_only(annotation), facts)
    if edited != old and (facts.data is not None or annotation.instances or annotation.verified):
        changes.append(saving.Change(path, old, edited))
    saved = facts_of(dataset.format, current, edited, frame)
    gone, so_far = _gone(dataset.format, current, annotation, facts, old), (mask, facts, old_objects)
    owned = mask_saving.object_change(dataset, current, annotation, so_far, saved.instances, gone)
    if owned is not None:
        _check_unchanged(record.instance_mask, old_objects, was_objects)
        changes.append(owned)
        current = current._replace(instance_mask_file=str(owned.path))
    saving.put(dataset.root, changes)
    now = {change.path: change.new for change in changes}
    facts = facts_of(dataset.format, current, now.get(path, old), frame)
    mask_data = None if current.mask is None else now.get(current.mask, old_mask)
    if mask_data is not old_mask:
        found = _mask_of(dataset.format, current, facts, mask_data)
    written = _labels(current, facts, mask_data, found, old_objects if owned is None else owned.new)
    return replace(written, masks=(current.mask_file, current.instance_mask_file))


def _gone(form: str, record: Record, annotation: Annotation, facts: Facts, old: bytes | None) -> list[int]:
    """The places in the text `old` on disk whose objects the annotation, made from the text of `facts`, has no more:
    all where a number there may be another object's, and its pixels in the instance mask are not known besides."""
    kept = {one.origin for one in annotation.instances}
    regional = {one.origin for one in annotation.instances if painting.has_region(one)}
    places = {one.origin: (one.label, one.box) for one in facts.instances if one.origin is not None}
    if facts.data is None or facts.data == old:
        return [origin for origin in places if origin not in kept]
    try:
        there = facts_of(form, record, old, (facts.size, facts.orientation)).instances
    except LabelError:  # it is damaged, and is replaced now
        there = ()
    if not there:
        return list(places)
    found = {one.origin: (one.label, one.box) for one in there if one.origin is not None}
    mixed = any(origin in kept - regional and said != places.get(origin) for origin, said in found.items())
    return [origin for origin in found if mixed or origin not in kept]


def _check_unchanged(path: Path | None, data: bytes | None, was: str) -> None:
    """Raises FileChanged where the file `path`, which holds `data`, is not what the stamp `was` stands for."""
    if path is not None and (stamp_of(data) or "") != was:
        raise saving.changed(path, data)


def at_places(dataset: Dataset, record: Record) -> Record:
    """The record with the label file and masks that saves would make where it has none."""
    places = {
        "xml_file": saving.label_place(dataset, record),
        "mask_file": mask_saving.place(dataset, record),
        "instance_mask_file": mask_saving.object_place(dataset, record),
    }
    return record._replace(**{kind: None if path is None else str(path) for kind, path in places.items()})


def as_on_disk(dataset: Dataset, record: Record) -> Record:
    """The record with the files that have come since the folder was listed, where a save would put ours."""
    there = at_places(dataset, record)
    kinds = ("xml_file", "mask_file", "instance_mask_file")
    new = {kind: Path(getattr(there, kind) or "") for kind in kinds if getattr(record, kind) is None}
    return record._replace(
        **{kind: str(path) for kind, path in new.items() if path.is_file() and not leads_out(path, dataset.root)}
    )


def stamp_on_disk(record: Record) -> str | None:
    """What the stamp of the record's labels would be, were they read now. Raises LabelError for files that cannot be
    read at all."""
    if record.label_file is not None:
        return stamp_of(read_only.data_of(record))
    xml = None if record.xml is None else read_bytes(record.xml)
    return _joined(*map(stamp_of, (xml, _mask_bytes(record)[0], objects.data_of(record))))


def changed_file(record: Record, was: str | None, now: str | None) -> Path | None:
    """The first of the record's files of which two stamps say something else; None where there is none."""
    files = record.xml, record.mask, record.instance_mask
    parts = ([*(stamp or "").split("-"), "", ""] for stamp in (was, now))
    return next((path for path, one, other in zip(files, *parts, strict=False) if path and one != other), None)


def _mask_bytes(record: Record) -> tuple[bytes | None, Problem | None]:
    """The bytes of the record's mask file, and what is wrong where they cannot be read."""
    if record.mask is None:
        return None, None
    try:
        return read_bytes(record.mask, "image_bytes"), None
    except LabelError as error:
        return None, Problem(record.mask.name, None, "mask", str(error).partition(": ")[2])


def _mask_of(form: str, record: Record, facts: Facts, data: bytes | None) -> tuple[np.ndarray | None, Problem | None]:
    """The mask that `data` hold, upright, and what is wrong with it or to be said of it."""
    if record.mask is None:
        return None, None
    if data is None:
        return None, Problem(record.mask.name, None, "mask", "the mask is no longer there; open the folder again")
    try:
        mask = frames.upright_mask(_parsed(form, record.mask, data), facts.size, facts.orientation)
    except LabelError as error:
        return None, Problem(record.mask.name, None, "mask", str(error).partition(": ")[2])
    if mask.shape[::-1] != facts.size:
        return None, mask_size_problem(record.mask, mask.shape[::-1], facts.size)
    return mask, voc_masks.several(record.mask, data)


def read_mask(form: str, record: Record) -> np.ndarray:
    """The record's mask as stored, height×width uint8 ids. Raises LabelError where there is none or it is damaged."""
    if record.mask is None:
        raise LabelError(record.image, "the picture has no mask")
    return _parsed(form, record.mask, read_bytes(record.mask, "image_bytes") or b"")


def _parsed(form: str, path: Path, data: bytes) -> np.ndarray:
    return pets.parse_trimap(path, data) if form == "pets" else voc_masks.parse_indices(path, data)


def stamp_of(data: bytes | None) -> str | None:
    """What stands for these bytes in a stamp; None for a file that isn't there."""
    return None if data is None else hashlib.sha256(data).hexdigest()[:32]


def _joined(*stamps: str | None) -> str | None:
    """Those of label file, mask and instance mask as one."""
    return "-".join(each or "" for each in stamps) if any(stamps) else None
