"""labelme JSON, read: one file a picture, shapes of points in pixels, 0-based and continuous, as ours.

`imagePath` is never followed and `imageData` never decoded. Source: labelme 5's `_label_file.py`, `shape.py` and its
exports (`labelme2voc`, `labelme2coco`); `rotation`, `difficult`, `attributes` and `score` as X-AnyLabeling writes them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.annotation import FLAGS, Box, Instance, Polygon, Rle, bounds
from engine.errors import LabelError
from engine.formats import json_text, labelme_masks
from engine.formats.labelme_writing import FLAG, lost, to_bytes
from engine.formats.noticing import Findings, Unusable, quoted, short_key, unknown
from engine.limits import too_many
from engine.wording import counted

if TYPE_CHECKING:
    from pathlib import Path

    from engine.formats.labelled import Labelled

__all__ = ["lost", "parse", "to_bytes"]

Entry = dict[str, object]
Points = tuple[tuple[float, float], ...]

_NO_REGION = {"point": "a point", "line": "a line", "linestrip": "a line strip", "points": "a set of points"}
_FILE = frozenset({"version", "flags", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth"})
_SHAPE = frozenset(
    {"label", "points", "shape_type", "group_id", "description", "flags", "mask", "pose", "score", "attributes", *FLAGS}
)


@dataclass(frozen=True, slots=True)
class _Region:
    box: Box
    polygons: tuple[Polygon, ...] = ()
    rle: Rle | None = None


def parse(path: Path, data: bytes) -> Labelled:
    """Read the bytes `data` of the label file `path` (used for messages only; nothing is opened).

    Polygons that share label and group are one instance, as in labelme's own exports. A `mask` becomes an Rle, a
    circle its box (its outline is named in a Problem and under extras); a line, a line strip and a point are no region
    and are skipped, named. Raises LabelError for a file that is no labelme JSON.
    """
    file = json_text.load(path, data)
    shapes = file.get("shapes") if isinstance(file, dict) else None
    if not isinstance(file, dict) or not isinstance(shapes, list):
        raise LabelError(path, "this is no labelme file: it has no list of shapes; choose the file with the labels")
    found = Findings(path.name)
    size = json_text.size(file.get("imageWidth"), file.get("imageHeight"))
    if size is None and (file.get("imageWidth") is not None or file.get("imageHeight") is not None):
        found.problem("size", "imageWidth and imageHeight are no numbers of pixels; they are not used: correct them")
    said = too_many("objects", len(shapes)) or too_many("pixels", labelme_masks.claimed(shapes))
    if said:
        raise LabelError(path, said)
    parts: list[list[Instance]] = []
    groups: dict[tuple[str, str], list[Instance]] = {}
    for position, shape in enumerate(shapes):
        try:
            instance = _instance(found, shape, size, position)
        except Unusable as error:
            found.skipped(error.code, f"shape {position + 1}: {error}")
            continue
        group = dict(instance.attributes).get("group_id")
        if group is None or not instance.polygons:
            parts.append([instance])
        elif (instance.label, group) in groups:
            groups[instance.label, group].append(instance)
        else:
            parts.append([instance])
            groups[instance.label, group] = parts[-1]
    instances = [_joined(found, part) for part in parts]
    _extras(found, file)
    return found.labelled(instances, size=size)


def _extras(found: Findings, file: Entry) -> None:
    if file.get("imageData"):
        found.extra("image data")
    flags = file.get("flags")
    if isinstance(flags, dict):
        set_ = sum(1 for value in flags.values() if value)
        if set_:
            found.extra("flags of the picture", set_)
    elif flags:
        found.extra("flags of the picture")
    unknown(found, file, _FILE)


def _instance(found: Findings, shape: object, size: tuple[int, int] | None, position: int) -> Instance:
    if not isinstance(shape, dict):
        raise Unusable("entry", f"{quoted(shape)} is no JSON object")
    label = json_text.name(shape.get("label"))
    if label is None:
        raise Unusable("name", f"the label {quoted(shape.get('label'))} is empty, too long or no text")
    region = _region(found, shape, size, f"shape {position + 1}, {quoted(label)}")
    score = json_text.score(shape.get("score"))
    attributes, set_ = _attributes(found, shape)
    pose = shape.get("pose")
    unknown(found, shape, _SHAPE)
    return Instance(
        label,
        region.box,
        region.polygons,
        score,
        difficult="difficult" in set_,
        truncated="truncated" in set_,
        occluded="occluded" in set_,
        pose=pose if isinstance(pose, str) and json_text.is_text(pose) else "",
        attributes=tuple(attributes.items()),
        origin=position,
        rle=region.rle,
    )


def _region(found: Findings, shape: Entry, size: tuple[int, int] | None, who: str) -> _Region:
    kind = shape.get("shape_type") or "polygon"  # files of labelme 3 have no type: all are polygons
    if isinstance(kind, str) and kind in _NO_REGION:
        found.extra(_NO_REGION[kind].partition(" ")[2])
        raise Unusable("no-region", f"{_NO_REGION[kind]} has no area")
    points = _points(shape.get("points"))
    if kind == "rectangle" and len(points) == 2:
        (x1, y1), (x2, y2) = points
        return _Region(_box(Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))))
    if kind == "rectangle" and len(points) == 4:
        return _four_corners(points)
    if kind == "circle" and len(points) == 2:
        (x, y), (edge_x, edge_y) = points
        radius = math.hypot(edge_x - x, edge_y - y)
        box = _box(Box(x - radius, y - radius, x + radius, y + radius))
        found.extra("outline of a circle")
        found.problem("circle", f"{who}: a circle is read as its box; draw a polygon to keep its outline")
        return _Region(box)
    if kind == "mask" and len(points) == 2:
        return _mask(shape, points, size)
    if kind in ("polygon", "rotation") and len(points) >= 3:
        return _Region(_box(bounds((points,))), (points,))
    if kind in ("rectangle", "circle", "mask", "polygon", "rotation"):
        raise Unusable("points", f"a {kind} of {counted(len(points), 'point')}")
    found.extra(f"shape {short_key(str(kind))}")
    raise Unusable("shape", f"a shape of the type {quoted(kind)} is not known here")


def _points(value: object) -> Points:
    if not isinstance(value, list):
        raise Unusable("points", f"its points are {quoted(value)}, not a list")
    points = []
    for each in value:
        x, y = map(json_text.number, each) if isinstance(each, list) and len(each) == 2 else (None, None)
        if x is None or y is None:
            said = ", ".join(map(quoted, each[:4])) if isinstance(each, list) else quoted(each)
            raise Unusable("number", f"its point [{said}] is not two numbers of pixels")
        points.append((x, y))
    return tuple(points)


def _box(box: Box) -> Box:
    if box.width <= 0 or box.height <= 0:
        raise Unusable("zero-area", f"it is {box.width:g} pixels wide and {box.height:g} high")
    return box


def _four_corners(points: Points) -> _Region:
    """A rectangle by all its corners, as newer X-AnyLabeling writes it; a crooked one is an outline."""
    box = _box(bounds((points,)))
    corners = {(x, y) for x in (box.xmin, box.xmax) for y in (box.ymin, box.ymax)}
    return _Region(box) if set(points) == corners else _Region(box, (points,))


def _mask(shape: Entry, points: Points, size: tuple[int, int] | None) -> _Region:
    if size is None:
        raise Unusable("mask", "a mask needs imageWidth and imageHeight")
    try:
        box, pixels = labelme_masks.decode(shape.get("mask"), points, size)
    except ValueError as error:
        raise Unusable("mask", str(error)) from error
    return _Region(_box(box), rle=pixels)


def _attributes(found: Findings, shape: Entry) -> tuple[dict[str, str], set[str]]:
    """The attributes of an Instance, and which of its own flags are set."""
    kept: dict[str, str] = {}
    set_ = {name for name in FLAGS if shape.get(name) is True}
    for key in ("group_id", "description"):
        value = shape.get(key)
        if json_text.is_plain(value) and value not in (None, ""):
            kept[key] = json_text.as_text(value)
        elif value not in (None, ""):
            found.extra(key)
    for source, prefix in (("flags", FLAG), ("attributes", "")):
        given = shape.get(source)
        for key, value in given.items() if isinstance(given, dict) else ():
            if source == "flags" and key in FLAGS and isinstance(value, bool):
                set_ |= {key} if value else set()
            elif json_text.is_plain(value) and json_text.is_plain(key):
                kept[prefix + key] = json_text.as_text(value)
            else:
                found.extra(source)
        if given and not isinstance(given, dict):
            found.extra(source)
    return kept, set_


def _joined(found: Findings, part: list[Instance]) -> Instance:
    """One instance of the polygons of a group; what is said of another than the first alone is named."""
    first = part[0]
    if len(part) == 1:
        return first
    for other in part[1:]:
        if replace(other, box=first.box, polygons=first.polygons, origin=first.origin) != first:
            found.extra("flags of one outline of a group")
    polygons = tuple(polygon for each in part for polygon in each.polygons)
    return replace(first, box=bounds(polygons), polygons=polygons)
