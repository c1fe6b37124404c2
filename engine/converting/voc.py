"""Writing a PASCAL VOC folder: JPEGImages, Annotations, SegmentationClass, SegmentationObject, ImageSets.

Coordinates and masks are written upright with the upright `<size>`, whatever EXIF says of the picture: readers that
turn pictures upright see them right, and ours tells this frame from the stored one by the size. A VOC folder's own
files are copied byte for byte, one that counts pixels from 0 with every coordinate one more.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import FLAGS, NO_POSE, VOID
from engine.converting.target import class_lines, region_kinds
from engine.datasets import painting
from engine.datasets.scanning import folders, tree
from engine.errors import LabelError
from engine.formats import voc_counting, voc_masks, voc_writing
from engine.formats.voc_classes import VOC_CLASSES
from engine.limits import read_bytes

if TYPE_CHECKING:
    from engine.annotation import Instance
    from engine.converting.place import Place
    from engine.converting.scene import Scene
    from engine.datasets.index import Index

_TEXT = frozenset(("txt",))


class VocTarget:
    """Boxes and, where there are regions or masks, both kinds of masks."""

    def __init__(self, place: Place, index: Index) -> None:
        self.written = 0
        self._place, self._index = place, index
        self._files = _Files(place, index)
        self._copies = index.dataset.format == "voc"

    def add(self, scene: Scene) -> Counter[str]:
        name, file = self._files.picture(scene)
        lost = Counter(scene.lost)
        instances = scene.annotation.instances
        xml = scene.record.xml
        own = xml if self._copies and name == scene.record.name else None
        copied = own is not None and self._copied(scene, own, f"Annotations/{name}.xml")
        segmented, more = self._files.masks(scene, name, () if copied else instances)
        if copied:
            self.written += len(instances)
            return more
        lost += more + region_kinds(instances)
        lost["characters that XML cannot hold"] += sum(not voc_writing.holds(each.label) for each in instances)
        label = scene.annotation.label
        lost["image labels"] += label is not None and all(each.label != label for each in instances)
        if scene.labelled or instances:
            data = voc_writing.to_bytes("JPEGImages", file, scene.annotation, segmented)
            self._place.write(f"Annotations/{name}.xml", data)
            self.written += len(instances)
        return +lost

    def _copied(self, scene: Scene, xml: Path, below: str) -> bool:
        """Whether the label file could be written as it is: parts, actions and comments too, nothing is lost."""
        if scene.record.first == 1:
            self._place.copy_file(xml, below)
            return True
        try:
            data = voc_counting.from_one(xml, read_bytes(xml) or b"")
        except LabelError:  # the scene has said so
            return False
        if data is not None:
            self._place.write(below, data)
        return data is not None

    def finish(self) -> Counter[str]:
        return self._files.finish()


class VocMasksTarget:
    """Masks alone: a class mask and, where objects are known, an instance mask."""

    def __init__(self, place: Place, index: Index) -> None:
        self.written = 0
        self._files = _Files(place, index)

    def add(self, scene: Scene) -> Counter[str]:
        name, _ = self._files.picture(scene)
        lost = Counter(scene.lost)
        segmented, more = self._files.masks(scene, name, ())
        lost += more
        for instance in scene.annotation.instances:
            whole = segmented and painting.has_region(instance)
            self.written += whole
            lost["boxes" if whole else "objects without a region"] += 1
            for flag in FLAGS:
                lost[f"{flag} flags"] += bool(getattr(instance, flag))
            lost["poses"] += instance.pose not in ("", NO_POSE)
        lost += region_kinds(scene.annotation.instances)
        lost["image labels"] += scene.annotation.label is not None
        lost["verified marks"] += scene.annotation.verified
        lost["empty label files"] += scene.labelled and not scene.annotation.instances and not segmented
        return +lost

    def finish(self) -> Counter[str]:
        return self._files.finish()


class _Files:
    """What both kinds of VOC folder have."""

    def __init__(self, place: Place, index: Index) -> None:
        self._place, self._index = place, index
        self._names: dict[str, str] = {}  # record name -> name in the target
        self._segmented: set[str] = set()
        self._classes = _mask_classes(index)
        self._named = place.name if index.dataset.format == "voc" else place.stem  # a VOC folder keeps its names

    def picture(self, scene: Scene) -> tuple[str, str]:
        name = self._named(scene.record)
        self._names[scene.record.name] = name
        return name, self._place.copy(scene, "JPEGImages", name)

    def masks(self, scene: Scene, name: str, numbered: tuple[Instance, ...]) -> tuple[bool, Counter[str]]:
        """Write the scene's masks. `numbered` are the objects of a new label file, empty where there is none. Whether
        there are any masks, and what was lost."""
        record, instances = scene.record, scene.annotation.instances
        if record.mask is not None and scene.annotation.mask is not None:
            if self._index.dataset.format == "pets":
                self._place.write(f"SegmentationClass/{name}.png", voc_masks.to_bytes(scene.annotation.mask))
            else:
                self._place.copy_file(record.mask, f"SegmentationClass/{name}{record.mask.suffix}")
            if record.instance_mask is not None and scene.objects is not None:
                below = f"SegmentationObject/{name}{record.instance_mask.suffix}"
                if all(one.origin == place for place, one in enumerate(numbered)):
                    self._place.copy_file(record.instance_mask, below)
                else:
                    self._place.write(below, _renumbered(record.instance_mask, numbered))
            self._segmented.add(name)
            return True, Counter()
        if not any(painting.has_region(instance) for instance in instances):
            return False, Counter()
        owned = painting.owners(instances, (scene.annotation.width, scene.annotation.height))
        classes = painting.class_mask(owned, instances, self._classes)
        objects = np.where((owned < 0) | (owned >= VOID) | (classes == VOID), VOID, owned).astype(np.uint8)
        classes[objects == VOID] = VOID  # both masks say the same: index i is object i of the XML
        self._place.write(f"SegmentationClass/{name}.png", voc_masks.to_bytes(classes))
        self._place.write(f"SegmentationObject/{name}.png", voc_masks.to_bytes(objects))
        self._segmented.add(name)
        lost = Counter({"regions that others cover in part": _covered(instances, owned)})
        lost["regions of more objects or classes than a mask holds (254)"] += sum(
            painting.has_region(each) and (i >= VOID - 1 or each.label not in self._classes[: VOID - 1])
            for i, each in enumerate(instances)
        )
        return True, +lost

    def finish(self) -> Counter[str]:
        lost = self._place.lost + self._lists()
        if self._segmented and self._classes != VOC_CLASSES:
            names, changed = class_lines(self._classes)
            self._place.lines("class_names.txt", ["_background_", *names])
            lost += changed
        if self._names and not any(self._place.root.glob("Annotations/*")) and not self._segmented:
            (self._place.root / "Annotations").mkdir(exist_ok=True)
        return +lost

    def _lists(self) -> Counter[str]:
        """Write the folder's lists: byte for byte where it is VOC too and every picture has kept its name; of the parts
        those that are not there yet. What of them is lost."""
        lost: Counter[str] = Counter()
        dataset = self._index.dataset
        sets = folders(dataset.root).get("imagesets") if dataset.format in ("voc", "voc_masks") else None
        files = {} if sets is None else tree(sets, _TEXT, dataset.root)
        there = set[str]()
        if sets is not None and all(name == new for name, new in self._names.items()):
            for file in files.values():
                self._place.copy_file(Path(file), f"ImageSets/{Path(file).relative_to(sets).as_posix()}")
            there = {name.lower() for name in files}
        made = {f"{folder}/{part}" for folder in ("main", "segmentation") for part in dataset.lists}
        lost["image lists"] += sum(name.lower() not in there | made for name in files)
        for part, members in dataset.lists.items():
            names = [self._names[member] for member in members if member in self._names]
            if f"main/{part}" not in there:
                lost["list entries without a picture"] += len(members) - len(names)
                self._place.lines(f"ImageSets/Main/{part}.txt", names)
            own = [name for name in names if name in self._segmented]
            if own and f"segmentation/{part}" not in there:
                self._place.lines(f"ImageSets/Segmentation/{part}.txt", own)
        return lost


def _renumbered(mask: Path, instances: tuple[Instance, ...]) -> bytes:
    """The instance mask with the numbers that `instances` have now; of objects that are not among them nothing is
    known."""
    table = np.full(256, VOID, np.uint8)
    table[0] = 0
    for number, instance in enumerate(instances[: VOID - 1], start=1):
        if instance.origin is not None and instance.origin + 1 < VOID:
            table[instance.origin + 1] = number
    data = read_bytes(mask, "image_bytes") or b""  # which is no mask, and said to be none
    return voc_masks.to_bytes(table[voc_masks.parse_indices(mask, data)], data)


def _covered(instances: tuple[Instance, ...], owned: np.ndarray) -> int:
    """How many of the regions have pixels that `owned` (`painting.owners`) gives to others: a mask has one a pixel."""
    kept = np.bincount(owned.clip(0).ravel(), minlength=len(instances) + 1)[1:]
    regions = (painting.region(each, (owned.shape[1], owned.shape[0])) for each in instances)
    return sum(own is not None and int(own.sum()) > there for own, there in zip(regions, kept.tolist(), strict=True))


def _mask_classes(index: Index) -> tuple[str, ...]:
    """The classes of the target's masks by value: those of the source's mask files, else VOC's where they suffice."""
    if not index.dataset.read_only and index.mask_classes:
        return index.mask_classes
    names = index.dataset.classes or index.classes
    return VOC_CLASSES if set(names) <= set(VOC_CLASSES) else tuple(names)
