"""COCO JSON, written: the bytes of one file for many pictures. Source: as `coco`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.annotation import FLAGS
from engine.formats import json_text, losing, rle
from engine.formats.coco_objects import CROWD

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from engine.annotation import Annotation, Instance, Polygon


@dataclass(frozen=True, eq=False)
class CocoPicture:
    """A picture for a COCO file: its `file_name` there, its (width, height), and what is known of it."""

    file_name: str
    size: tuple[int, int]
    annotation: Annotation


def to_bytes(pictures: Iterable[CocoPicture], classes: tuple[str, ...]) -> bytes:
    """The file, UTF-8. Categories are numbered from 1 in the order of `classes`; a label that isn't in it comes after
    them. Images and annotations are numbered from 1.

    Flags, pose and attributes go into `attributes`, as CVAT writes them; `area` is that of the region (polygons: the
    sum of their areas; run lengths: pixels), else of the box.
    """
    ids = {name: number for number, name in enumerate(dict.fromkeys(classes), start=1)}
    images, annotations = [], []
    for number, picture in enumerate(pictures, start=1):
        width, height = picture.size
        images.append({"id": number, "file_name": picture.file_name, "width": width, "height": height})
        for instance in picture.annotation.instances:
            category = ids.setdefault(instance.label, len(ids) + 1)
            annotations.append(_entry(instance, len(annotations) + 1, number, category))
    categories = [{"id": id_, "name": name} for name, id_ in ids.items()]
    file = {"images": images, "annotations": annotations, "categories": categories}
    return json.dumps(file, ensure_ascii=False, allow_nan=False).encode()


def lost(annotation: Annotation) -> Counter[str]:
    """What of `annotation` a COCO file cannot hold, by kind."""
    return losing.of_picture(annotation)


def _entry(instance: Instance, id_: int, image: int, category: int) -> dict[str, object]:
    box = instance.box
    entry: dict[str, object] = {
        "id": id_,
        "image_id": image,
        "category_id": category,
        "bbox": [box.xmin, box.ymin, box.width, box.height],
        "area": _area(instance),
        "segmentation": [[value for point in polygon for value in point] for polygon in instance.polygons],
        "iscrowd": 0,
    }
    if instance.rle is not None and not instance.polygons:
        entry["segmentation"] = rle.to_coco(instance.rle)
    if instance.score is not None:
        entry["score"] = instance.score
    attributes = _attributes(instance)
    entry["iscrowd"] = int(attributes.pop(CROWD, 0) == 1)
    if attributes:
        entry["attributes"] = attributes
    return entry


def _attributes(instance: Instance) -> dict[str, object]:
    """Those of the file. A crowd is difficult anyway; that one isn't must be said."""
    found = {key: json_text.as_value(text) for key, text in instance.attributes}
    crowd = found.get(CROWD) == 1
    found |= {
        name: getattr(instance, name) for name in FLAGS if getattr(instance, name) != (crowd and name == FLAGS[0])
    }
    return found | ({"pose": instance.pose} if instance.pose else {})


def _area(instance: Instance) -> float:
    if instance.polygons:
        return sum(map(_polygon_area, instance.polygons))
    return instance.box.area if instance.rle is None else float(rle.area(instance.rle))


def _polygon_area(polygon: Polygon) -> float:
    x0, y0 = polygon[0]  # near the origin the products keep their digits
    pairs = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    return abs(sum((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) for (x1, y1), (x2, y2) in pairs)) / 2
