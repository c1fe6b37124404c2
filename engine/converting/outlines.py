"""Writing YOLO and labelme folders, whose objects are a box or an outline, never both."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.annotation import bounds
from engine.converting import parts
from engine.converting.coco import dataset_classes
from engine.converting.target import class_lines, plain, without_masks
from engine.datasets.lists import IGNORED
from engine.formats import labelme, rle, yolo
from engine.formats.losing import APART
from engine.formats.tracing import outlines

if TYPE_CHECKING:
    from engine.annotation import Annotation, Box, Instance
    from engine.converting.place import Place
    from engine.converting.scene import Scene
    from engine.datasets.index import Index

_NEAR = 0.02  # pixels: other programs round boxes to two decimals, and outlines too
_SAME = 1e-6  # pixels


class YoloTarget:
    """images/, labels/, data.yaml, and a text a part that names its pictures: so that their names stay."""

    def __init__(self, place: Place, index: Index) -> None:
        self.written = 0
        self._place, self._index = place, index
        self._classes = dataset_classes(index, set())
        self._files: dict[str, str] = {}  # record name -> picture file

    def add(self, scene: Scene) -> Counter[str]:
        name = self._place.stem(scene.record, inside="images")
        self._files[scene.record.name] = self._place.copy(scene, "images", name)
        annotation, lost = without_masks(scene)
        annotation, more = _settled(annotation, regions=False)
        lost += scene.lost + more
        if any(not each.polygons for each in annotation.instances):
            outlined = sum(bool(each.polygons) for each in annotation.instances)
            lost["polygons (beside plain boxes in one file)"] += outlined  # readers take such a file for outlines alone
            annotation = annotation.with_instances(tuple(replace(each, polygons=()) for each in annotation.instances))
        kinds = yolo.lost(annotation)
        del kinds[APART]  # `_settled` has counted them
        lost += plain(kinds.items())
        if scene.labelled or annotation.instances:
            self._place.write(f"labels/{name}.txt", yolo.to_text(annotation, self._classes))
            self.written += len(annotation.instances) - kinds["object outside the picture"]
        return +lost

    def finish(self) -> Counter[str]:
        divided, count = parts.disjoint(self._index.dataset.lists, ("train", "val", "test"))
        (self._place.root / "labels").mkdir(exist_ok=True)  # by which readers know the folder, were it empty
        lost = self._place.lost + Counter({"splits": count})
        for part, names in divided.items():
            lines = [f"./images/{self._files[name]}" for name in names if name in self._files]
            lost["list entries without a picture"] += len(names) - len(lines)
            self._place.lines(f"{part}.txt", lines)
        if divided and "train" not in divided:
            self._place.lines("train.txt", [])  # nobody is to learn from the part he is measured on
        said = {part: f"{part}.txt" for part in ("train", "val", "test") if part in divided}
        some = "train.txt" if divided else "images"  # who learns from the folder asks for both
        self._place.write("data.yaml", yolo.data_yaml(self._classes, {"train": some, "val": some} | said))
        return +lost


class LabelmeTarget:
    """A JSON beside each labelled picture."""

    def __init__(self, place: Place, index: Index) -> None:
        self.written = 0
        self._place, self._index = place, index

    def add(self, scene: Scene) -> Counter[str]:
        name = self._place.stem(scene.record)
        file = self._place.copy(scene, "", name)
        annotation, lost = without_masks(scene)
        annotation, more = _settled(annotation, regions=True)
        kinds = labelme.lost(annotation)
        del kinds[APART]
        lost += scene.lost + more + plain(kinds.items())
        if scene.labelled or annotation.instances:
            self._place.write(f"{name}.json", labelme.to_bytes(file.rpartition("/")[2], annotation))
            self.written += len(annotation.instances)
        return +lost

    def finish(self) -> Counter[str]:
        lost = self._place.lost + Counter({"splits": len(self._index.dataset.lists)})
        if self._index.dataset.classes:
            names, changed = class_lines(self._index.dataset.classes)
            self._place.lines("labels.txt", [IGNORED, "_background_", *names])
            lost += changed
        return +lost


def _settled(annotation: Annotation, regions: bool) -> tuple[Annotation, Counter[str]]:
    """Each instance as a box or as an outline (with `regions` also pixels, without it they are traced): the outline
    where it has the same bounds as the box, else the box, and the outline is lost."""
    lost: Counter[str] = Counter()
    instances = tuple(_one(instance, regions, lost) for instance in annotation.instances)
    return annotation.with_instances(instances), lost


def _one(instance: Instance, regions: bool, lost: Counter[str]) -> Instance:
    if instance.rle is not None:
        same = _apart(instance.box, rle.bounds(instance.rle)) <= _SAME
        if regions and same:
            return instance
        lines = outlines(instance.rle) if same else ()
        lost["instance masks"] += not lines
        return replace(instance, rle=None, polygons=lines)
    if not instance.polygons:
        return instance
    apart = _apart(instance.box, bounds(instance.polygons))
    if apart > _NEAR:
        lost["polygons (their bounds are not the box)"] += 1
        return replace(instance, polygons=())
    lost["box edges finer than 0.02 pixels"] += apart > _SAME
    return instance


def _apart(a: Box, b: Box) -> float:
    return max(abs(one - other) for one, other in zip(a.as_tuple(), b.as_tuple(), strict=True))
