"""Writing a COCO folder: images/ and a JSON a part under annotations/.

Coordinates and sizes are upright, whatever EXIF says of the picture, as in our VOC folders.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.converting import parts
from engine.converting.target import plain, without_masks
from engine.formats import coco_writing
from engine.formats.coco_writing import CocoPicture

if TYPE_CHECKING:
    from engine.converting.place import Place
    from engine.converting.scene import Scene
    from engine.datasets.index import Index


class CocoTarget:
    def __init__(self, place: Place, index: Index) -> None:
        self.written = 0
        self._place, self._index = place, index
        self._pictures: dict[str, CocoPicture] = {}  # by record name
        self._labels = set[str]()

    def add(self, scene: Scene) -> Counter[str]:
        file = self._place.copy(scene, "images", self._place.name(scene.record))
        annotation, lost = without_masks(scene)
        lost += scene.lost + plain(coco_writing.lost(annotation).items())
        lost["empty label files"] += scene.labelled and not annotation.instances
        self._pictures[scene.record.name] = CocoPicture(file, (annotation.width, annotation.height), annotation)
        self._labels |= {instance.label for instance in annotation.instances}
        self.written += len(annotation.instances)
        return +lost

    def finish(self) -> Counter[str]:
        dataset = self._index.dataset
        divided, count = parts.disjoint(dataset.lists)
        lost = self._place.lost + Counter({"splits": count})
        members = sum(len(set(names)) for names in dataset.lists.values())
        there = sum(len(set(names) & set(self._pictures)) for names in dataset.lists.values())
        lost["list entries without a picture"] += members - there
        listed = {name for names in divided.values() for name in names}
        rest = [name for name in self._pictures if name not in listed]
        for part, names in divided.items():
            self._write(part, [name for name in names if name in self._pictures])
        if rest or not divided:
            self._write("default", rest)
        return +lost

    def _write(self, part: str, names: list[str]) -> None:
        own = dataset_classes(self._index, self._labels)
        data = coco_writing.to_bytes((self._pictures[name] for name in names), own)
        self._place.write(f"annotations/instances_{part}.json", data)


def dataset_classes(index: Index, labels: set[str]) -> tuple[str, ...]:
    """The classes of a target that numbers them: in the folder's own order where it has one, else sorted."""
    named = index.mask_classes if index.dataset.format == "voc_masks" else index.dataset.classes
    return (*named, *sorted((labels | set(index.classes)) - set(named)))
