"""Writing an Oxford-IIIT Pet folder: one class a picture, which its file is named by; boxes, trimaps and lists.

Source: the data set's README, and what torchvision's `OxfordIIITPet` reads.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import VOID, main_instance
from engine.converting import parts
from engine.converting.target import region_kinds
from engine.datasets import painting
from engine.formats import pets, voc_writing

if TYPE_CHECKING:
    from engine.annotation import Annotation, Instance
    from engine.converting.place import Place
    from engine.converting.scene import Scene
    from engine.datasets.index import Index

_KINDS = {"cat": 1, "dog": 2}
_UNKNOWN = 0  # the README knows cats and dogs; nothing is said of others


class PetsTarget:
    def __init__(self, place: Place, index: Index) -> None:
        self.written = 0
        self._place, self._index = place, index
        self._names: dict[str, str] = {}  # record name -> name in the target
        self._class_of: dict[str, tuple[str, int]] = {}  # name in the target -> class, species
        self._numbers: Counter[str] = Counter()

    def add(self, scene: Scene) -> Counter[str]:
        annotation = scene.annotation
        main = main_instance(annotation.instances)
        label = annotation.label if annotation.label is not None else main.label if main else None
        name = self._name(scene, label)
        file = self._place.copy(scene, "images", name)
        lost = Counter(scene.lost)
        lost["images without a class (they are in no list)"] += label is None
        species = _species(scene, label)
        if label is not None:
            self._class_of[name] = label, _KINDS.get(species or "", _UNKNOWN)
        lost += self._trimap(scene, name)
        kept = tuple(each for each in annotation.instances if each.label == label)
        lost["boxes of another class than their picture's"] += len(annotation.instances) - len(kept)
        lost += region_kinds(replace(each, attributes=_others(each)) for each in kept)
        lost["instance masks"] += sum(each.rle is not None for each in kept)
        if kept or (scene.labelled and annotation.verified):
            said = annotation.with_instances(tuple(replace(each, label=_said(each, species)) for each in kept))
            data = voc_writing.to_bytes("images", file, said, segmented=False)
            self._place.write(f"annotations/xmls/{name}.xml", data)
            self.written += len(kept)
        else:
            lost["empty label files"] += scene.labelled and not annotation.instances
        return +lost

    def finish(self) -> Counter[str]:
        lists, count = parts.pets(self._index.dataset.lists)
        lost = self._place.lost + Counter({"splits": count})
        classes = sorted({label for label, _ in self._class_of.values()})
        ids = {label: number for number, label in enumerate(classes, start=1)}
        within: dict[int, dict[str, int]] = defaultdict(dict)  # species -> class -> id in the species
        lines = {}
        for name, (label, kind) in sorted(self._class_of.items(), key=lambda item: (item[1][0], item[0])):
            own = within[kind].setdefault(label, len(within[kind]) + 1)
            lines[name] = f"{name} {ids[label]} {kind} {own}"
        self._place.lines("annotations/list.txt", list(lines.values()))
        if any(lists.values()):
            for part, members in lists.items():
                names = [self._names[member] for member in members if member in self._names]
                self._place.lines(f"annotations/{part}.txt", [lines[name] for name in names if name in lines])
        return +lost

    def _name(self, scene: Scene, label: str | None) -> str:
        """The record's own name where it says the class, as in the data set; else the class and a number."""
        own = self._place.stem(scene.record)
        name = own
        if label is None:
            if pets.breed_in(own) is not None:
                name = self._place.unique(own.replace("_", "-").replace("/", "-"), own)
        elif pets.breed_in(own) != label or "/" in own or " " in own:
            self._numbers[label] += 1
            breed = "_".join(label.replace("/", "_").split())
            name = self._place.unique(f"{breed}_{self._numbers[label]}", own)
        self._names[scene.record.name] = name
        return name

    def _trimap(self, scene: Scene, name: str) -> Counter[str]:
        annotation, record = scene.annotation, scene.record
        mask = annotation.mask
        below = f"annotations/trimaps/{name}.png"
        if mask is None:
            mask = _painted(annotation)
        if mask is None:
            return Counter()
        if record.mask is not None and self._index.dataset.format == "pets":
            self._place.copy_file(record.mask, below)
            return Counter()
        values = set(np.unique(mask).tolist()) - {0, VOID}
        one = np.where((mask != 0) & (mask != VOID), 1, mask).astype(np.uint8)
        self._place.write(below, pets.trimap_bytes(one))
        return +Counter({"mask classes (a trimap has one)": max(0, len(values) - 1)})


def _painted(annotation: Annotation) -> np.ndarray | None:
    if not any(painting.has_region(each) for each in annotation.instances):
        return None
    classes = tuple({each.label: None for each in annotation.instances})
    return painting.paint(annotation.instances, classes, (annotation.width, annotation.height))


def _species(scene: Scene, label: str | None) -> str | None:
    """Cat or dog, where somebody has said so."""
    own = [value for each in scene.annotation.instances for key, value in each.attributes if key == "species"]
    said = scene.record.species or next(iter(own), None) or label
    return said if said in _KINDS else None


def _said(instance: Instance, species: str | None) -> str:
    own = dict(instance.attributes).get("species") or species
    return own if own in _KINDS else instance.label


def _others(instance: Instance) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in instance.attributes if key != "species")
