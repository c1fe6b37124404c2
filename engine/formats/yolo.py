"""YOLO text files: one line an object, `class x y width height` (centre and size) or `class x1 y1 x2 y2 x3 y3 ...`
(an outline), as fractions of the upright picture. The class is a position in the folder's names.

Source: the format pages of Darknet and of Ultralytics (detect, segment). Names: `yolo_names`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.annotation import FLAGS, Box, Instance, Polygon, bounds
from engine.errors import LabelError
from engine.formats import losing
from engine.formats.noticing import NUMBER, Findings, Unusable, quoted
from engine.formats.yolo_names import data_yaml, parse_yaml, read_classes
from engine.limits import too_many
from engine.wording import counted

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from engine.annotation import Annotation
    from engine.formats.labelled import Labelled

__all__ = ["data_yaml", "lost", "parse", "parse_yaml", "read_classes", "to_text"]

_SLACK = 0.01  # of the picture: what rounding in other programs adds to a fraction
_SMALLEST = 1e-6  # pixels
_LONGEST = 1_000_000  # letters of a line


def parse(path: Path, data: bytes, size: tuple[int, int], classes: tuple[str, ...], keypoints: int = 0) -> Labelled:
    """Read the bytes `data` of the label file `path` (used for messages only) of a picture of `size` (width, height).

    5 columns are a box, 6 a box with its score, 1 + 2k (k >= 3) an outline whose box is its bounds. In a folder whose
    YAML file names `keypoints`, so many columns follow a box, and outlines there are none. Without `classes` an object
    is called by its number. Lines that are none of that are skipped with a Problem. Raises LabelError for a
    file that isn't text.
    """
    found, instances, lines, position = Findings(path.name), [], [], -1
    text = _text(path, data)
    said = too_many("lines", text.count("\n"))
    texts = [] if said else text.split("\n")
    said = said or too_many("objects", sum(map(bool, texts)))
    if said:
        raise LabelError(path, said)
    for number, line in enumerate(texts, start=1):
        if not line.strip():
            continue
        position += 1
        try:
            words = _words(line, keypoints)
            instances.append(_instance(words[:5] if keypoints else words, size, classes, position))
            lines.append(number)
            if len(words) > 5 and keypoints:
                found.extra("keypoints")
        except Unusable as error:
            found.skipped(error.code, error, number)
    return found.labelled(instances, lines, size)


def to_text(annotation: Annotation, classes: tuple[str, ...]) -> bytes:
    """The file. A box or outline is cut at the picture's edges, what lies outside is left out, and outlines of one
    object are joined into one; `lost` names all that.

    Raises ValueError for a label that isn't in `classes`.
    """
    width, height = annotation.width, annotation.height
    number = {name: i for i, name in reversed(list(enumerate(classes)))}
    lines = []
    for instance in annotation.instances:
        if instance.label not in number:
            raise ValueError(f"{quoted(instance.label)} is not among the names of the YOLO folder")
        if _is_outside(instance, width, height):
            continue
        values = [number[instance.label]]
        if instance.polygons:
            values += [value for x, y in _joined(instance, width, height) for value in (x / width, y / height)]
        else:
            box = instance.box.clipped(width, height)
            centre = (box.xmin + box.xmax) / 2 / width, (box.ymin + box.ymax) / 2 / height
            values += [*centre, box.width / width, box.height / height]
            values += [] if instance.score is None else [instance.score]
        lines.append(" ".join(map(repr, values)) + "\n")
    return "".join(lines).encode()


def lost(annotation: Annotation) -> Counter[str]:
    """What of `annotation` a YOLO file cannot hold, by kind."""
    width, height = annotation.width, annotation.height
    kinds = losing.of_picture(annotation)
    for instance in annotation.instances:
        kinds["object outside the picture"] += _is_outside(instance, width, height)
        kinds["part of an object outside the picture"] += _reaches_out(instance, width, height)
        for flag in (*FLAGS, "pose"):
            kinds[flag] += bool(getattr(instance, flag))
        kinds["attributes"] += len(instance.attributes)
        kinds["region of pixels"] += instance.rle is not None and not instance.polygons
        kinds["outlines joined into one"] += len(instance.polygons) > 1
        kinds["score of an outline"] += bool(instance.polygons) and instance.score is not None
        kinds[losing.APART] += losing.box_is_apart(instance)
    return +kinds


def _text(path: Path, data: bytes) -> str:
    if b"\0" in data:
        raise LabelError(path, "this is no text file; restore it from a copy")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LabelError(path, "these bytes are no text; restore the file from a copy", line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _words(line: str, keypoints: int) -> list[str]:
    words = line.split() if len(line) <= _LONGEST else []
    said = counted(len(words), "column is", "columns are") if words else "too many columns are"
    if keypoints and len(words) not in (5, 5 + keypoints):
        raise Unusable("columns", f"{said} neither a box (5) nor a box and its keypoints ({5 + keypoints})")
    if not keypoints and len(words) not in (5, 6) and (len(words) < 7 or len(words) % 2 == 0):
        raise Unusable("columns", f"{said} neither a box (5, with a score 6) nor an outline (7, 9, 11...)")
    return words


def _instance(words: list[str], size: tuple[int, int], classes: tuple[str, ...], position: int) -> Instance:
    label = _label(words[0], classes)
    values = [_fraction(word) for word in words[1:]]
    width, height = size
    if len(words) > 6:
        polygon = tuple((x * width, y * height) for x, y in zip(values[::2], values[1::2], strict=True))
        return _checked(Instance(label, bounds((polygon,)), (polygon,), origin=position))
    x, y, w, h = values[:4]
    box = Box((x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height)
    if len(values) == 5 and values[4] > 1:
        raise Unusable("score", f"the score {words[5]} is over 1")
    return _checked(Instance(label, box, score=values[4] if len(values) == 5 else None, origin=position))


def _checked(instance: Instance) -> Instance:
    if instance.box.width <= 0 or instance.box.height <= 0:
        raise Unusable("reversed", f"the box is {instance.box.width:g} pixels wide and {instance.box.height:g} high")
    return instance


def _label(word: str, classes: tuple[str, ...]) -> str:
    value = float(word) if len(word) <= 30 and NUMBER.fullmatch(word) else -1.0
    if value < 0 or value != int(min(value, 1e9)):
        raise Unusable("class", f"the class {quoted(word)} is not the number of a class")
    if not classes:
        return str(int(value))
    if value >= len(classes):
        raise Unusable("class", f"there is no class {int(value)}: the folder names 0 to {len(classes) - 1}")
    return classes[int(value)]


def _fraction(word: str) -> float:
    if len(word) > 100 or not NUMBER.fullmatch(word):
        raise Unusable("number", f"{quoted(word)} is not a number")
    value = float(word)
    if not -_SLACK <= value <= 1 + _SLACK:
        raise Unusable("fraction", f"{word[:40]} is not a fraction of the picture (0 to 1)")
    return value


def _is_outside(instance: Instance, width: int, height: int) -> bool:
    box = instance.box if not instance.polygons else bounds(instance.polygons)
    inner = box.clipped(width, height)
    return min(inner.width, inner.height) < _SMALLEST


def _reaches_out(instance: Instance, width: int, height: int) -> bool:
    box = instance.box if not instance.polygons else bounds(instance.polygons)
    return box.clipped(width, height) != box and not _is_outside(instance, width, height)


def _joined(instance: Instance, width: int, height: int) -> Polygon:
    """One outline: each further one hangs on the first by a line there and back, so that the area stays."""
    polygons = [
        tuple((min(max(x, 0.0), width), min(max(y, 0.0), height)) for x, y in polygon) for polygon in instance.polygons
    ]
    if len(polygons) == 1:
        return polygons[0]
    start = polygons[0][0]
    points = [*polygons[0]]
    for polygon in polygons[1:]:
        points += [start, *polygon, polygon[0]]
    return tuple(points)
