"""One picture of the folder that is converted, with all that its files say, upright, ready for any writer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from engine import images
from engine.annotation import VOID, Annotation, Box, Instance
from engine.converting.target import plain
from engine.datasets import labels, objects
from engine.datasets.facts import Facts, read_facts
from engine.datasets.read_only import is_there
from engine.errors import LabelError, PictureError
from engine.formats import rle
from engine.formats.voc_extras import ATTRIBUTES, COMMENTS

if TYPE_CHECKING:
    from engine.datasets.index import Index
    from engine.datasets.record import Record

_TAGS = {"part": "parts", "actions": "actions", "point": "points", "source": "sources", "owner": "owners"}
_TAGS |= {kind: kind for kind in (COMMENTS, ATTRIBUTES)}
UNUSABLE = "objects that cannot be used (check names them)"

_PROBE = 32  # pixels: a JPEG decoded this small still shows whether it is whole


@dataclass(frozen=True, eq=False)
class Scene:
    """`annotation` is upright; its `mask` is that of a mask file (never a painted one), its instances carry the regions
    that their folder gives, those of an instance mask as run lengths.

    `labelled`: a label file or an entry in one is there. `objects` is the instance mask, uint8 height×width upright, or
    None. `lost` counts what an Annotation cannot hold, `faults` name files that were damaged. `copied`: the picture is
    there.
    """

    record: Record
    annotation: Annotation
    labelled: bool
    copied: bool = True
    objects: np.ndarray | None = None
    lost: Counter[str] = field(default_factory=Counter)
    faults: tuple[tuple[str, str], ...] = ()


def read(index: Index, record: Record) -> Scene:
    """The scene of a record. Raises PictureError where not even the picture's size can be read."""
    form = index.dataset.format
    faults: list[tuple[str, str]] = []
    try:
        facts = read_facts(form, record)
    except LabelError as error:
        faults.append((error.path.name, str(error)))
        facts = Facts(*images.read_frame(record.image))
    copied = form != "coco" or is_there(record)
    if copied:
        faults += _damage(record)
    else:
        faults.append(
            (record.image.name, f"{record.image.name}: the picture is not there; only its labels were written")
        )
    mask, owned = _masks(form, record, facts, faults)
    width, height = facts.size
    instances = facts.instances
    if owned is not None:
        instances = _with_regions(instances, owned) if facts.data is not None else _found(index, mask, owned)
    extras = _extras(record, facts)
    extras["objects outside the picture"] += len(facts.hidden)
    extras[UNUSABLE] += sum(each.lost for each in facts.problems)
    annotation = Annotation(width, height, instances, mask, record.label, verified=facts.verified)
    return Scene(record, annotation, facts.data is not None, copied, owned, +extras, tuple(faults))


def _damage(record: Record) -> list[tuple[str, str]]:
    try:
        images.read_rgb_for(record.image, _PROBE)
    except PictureError as error:
        return [(record.image.name, f"{error}; it was copied as it is")]
    return []


def _extras(record: Record, facts: Facts) -> Counter[str]:
    if record.xml is None:
        return plain(facts.extras)
    return plain((_TAGS.get(tag, f"<{tag}> tags"), count) for tag, count in facts.extras)


def _masks(
    form: str, record: Record, facts: Facts, faults: list[tuple[str, str]]
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """The class mask and the instance mask of their files, upright; what cannot be used is named in `faults`."""
    _, mask, problem = labels.read_mask_of(form, record, facts)
    owned, other = objects.read(record, facts, objects.data_of(record))
    unusable = ((mask, problem), (owned, other))
    faults += [(each.file, str(each)) for found, each in unusable if found is None and each is not None]
    return mask, owned


def _with_regions(instances: tuple[Instance, ...], objects: np.ndarray) -> tuple[Instance, ...]:
    """Index i of an instance mask is the i-th object of the XML (VOC development kit, section 7)."""
    there = set(np.unique(objects).tolist()) - {0, VOID}
    return tuple(
        replace(instance, rle=rle.encode(objects == instance.origin + 1))
        if instance.origin is not None and instance.origin + 1 in there and instance.origin + 1 != VOID
        else instance
        for instance in instances
    )


def _found(index: Index, mask: np.ndarray | None, objects: np.ndarray) -> tuple[Instance, ...]:
    """The objects of an instance mask without XML: their class is that of most of their pixels in the class mask."""
    if mask is None:
        return ()
    found = []
    for value in sorted(set(np.unique(objects).tolist()) - {0, VOID}):
        own = objects == value
        counts = np.bincount(mask[own], minlength=256)
        counts[[0, VOID]] = 0
        best = int(counts.argmax())
        if counts[best] and best <= len(index.mask_classes):
            rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
            box = Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
            name = index.mask_classes[best - 1]
            found.append(Instance(name, box, origin=value - 1, rle=rle.encode(own)))
    return tuple(found)
