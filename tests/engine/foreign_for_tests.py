"""Small folders in every format, made and looked at by the tests of read-only folders and of conversion."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from engine.conversion import convert
from engine.datasets.index import Index, index
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path


VOC = """<annotation verified="yes"><folder>x</folder><filename>a.jpg</filename>
<size><width>64</width><height>48</height><depth>3</depth></size>
<object><name>person</name><pose>Left</pose><truncated>1</truncated><occluded>1</occluded><difficult>1</difficult>
<bndbox><xmin>6.5</xmin><ymin>7.25</ymin><xmax>20.1234567</xmax><ymax>30</ymax></bndbox>
<part><name>head</name><bndbox><xmin>8</xmin><ymin>8</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part>
<actions><jumping>1</jumping></actions></object>
<object><name>dog</name><bndbox><xmin>30</xmin><ymin>10</ymin><xmax>50</xmax><ymax>30</ymax></bndbox></object>
</annotation>"""

SIZE = (64, 48)


def picture(path: Path, size: tuple[int, int] = SIZE, orientation: int | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    Image.new("RGB", size, (90, 120, 60)).save(path, exif=exif)
    return path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def coco_json(*names: str, **more: Any) -> str:
    """A COCO file in which every picture holds one box [5, 6, 20, 10] and one outline of class "dog"."""
    images = [{"id": i, "file_name": name, "width": SIZE[0], "height": SIZE[1]} for i, name in enumerate(names, 1)]
    outline = [[30, 10, 50, 10, 50, 30, 30, 30]]
    annotations = [
        entry
        for i in range(1, len(names) + 1)
        for entry in (
            {"id": 2 * i, "image_id": i, "category_id": 7, "bbox": [5, 6, 20, 10], "iscrowd": 0, "area": 200},
            {"id": 2 * i + 1, "image_id": i, "category_id": 9, "bbox": [30, 10, 20, 20], "segmentation": outline},
        )
    ]
    categories = [{"id": 7, "name": "cat"}, {"id": 9, "name": "dog"}]
    return json.dumps({"images": images, "annotations": annotations, "categories": categories, **more})


def labelme_json(*shapes: dict[str, Any], **more: Any) -> str:
    return json.dumps({"version": "5.4.1", "flags": {}, "shapes": shapes, "imageData": None, **more})


def shape(label: str, *points: tuple[float, float], kind: str = "rectangle") -> dict[str, Any]:
    return {"label": label, "points": points, "shape_type": kind, "flags": {}, "group_id": None}


def indexed(folder: Path) -> Index:
    return finish(index(str(folder)))


def boxes(found: Index, name: str) -> list[tuple[str, tuple[float, ...]]]:
    place = found.position(name)
    return [(found.classes[found.label[k]], tuple(found.boxes[k])) for k in np.flatnonzero(found.owner == place)]


def converted(source: Path, target: Path, to: str) -> dict[str, Any]:
    return finish(convert(str(source), str(target), to))


def lost(document: dict[str, Any]) -> dict[str, int]:
    return {entry["what"]: entry["count"] for entry in document["lost"]}


def contents(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def indices(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        assert image.mode == "P"
        return np.array(image)


def same_boxes(one: Index, other: Index, within: float = 1e-6) -> None:
    """Box for box in the order of the files, class for class."""
    assert [record.name for record in one.dataset.records] == [record.name for record in other.dataset.records]
    for record in one.dataset.records:
        before, after = boxes(one, record.name), boxes(other, record.name)
        assert [name for name, _ in before] == [name for name, _ in after]
        for (_, was), (_, is_) in zip(before, after, strict=True):
            assert np.abs(np.subtract(was, is_)).max() <= within


def voc_folder(root: Path) -> Path:
    picture(root / "JPEGImages" / "a.jpg")
    write(root / "Annotations" / "a.xml", VOC)
    return root
