"""COCO files as COCO's own evaluation reads them: ids decide, `area` and `iscrowd` count, and any score will do.

`engine.formats.coco` reads the same files for people to look at; there an object without extent is none.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.annotation import bounds
from engine.errors import LabelError
from engine.formats import json_text, rle
from engine.formats.noticing import Unusable, quoted
from engine.limits import read_whole
from engine.scoring.things import Found, Id, Names, Problems, Thing, Truth, check_some

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.annotation import Polygon, Rle

Entry = dict[str, object]
Numbers = tuple[float, float, float, float]


def load(path: Path) -> object:
    """The JSON of the file. Raises LabelError."""
    return json_text.load(path, read_whole(path, "json_bytes"))


def read_truth(files: Sequence[Path], problems: Problems) -> Truth:
    """The truth of one COCO file, or of several together. Bad entries are left out, named. Raises LabelError."""
    names: list[str] = []
    ids: list[Id | None] = []
    sizes: list[tuple[int, int] | None] = []
    things: list[Thing] = []
    categories: dict[Id, str] = {}
    clashing: set[Id] = set()
    for path in files:
        value = load(path)
        if not isinstance(value, dict) or not isinstance(value.get("images"), list):
            raise LabelError(path, "this is no COCO file of labels: it has no list of images; choose another")
        own = dict(_categories(value))
        places = {}
        for entry in sorted(_entries(value, "images"), key=_by_id):
            id_, name = identity(entry.get("id")), entry.get("file_name")
            if id_ is None or id_ in places:
                problems.add(f"{path.name}: image {quoted(entry.get('id'))} has no id of its own and was left out")
                continue
            places[id_] = len(names)
            names.append(name if isinstance(name, str) and name else str(id_))
            ids.append(id_)
            sizes.append(json_text.size(entry.get("width"), entry.get("height")))
        for entry in _entries(value, "annotations"):
            try:
                things.append(_thing(entry, places, own))
            except Unusable as error:
                problems.add(f"{path.name}: annotation {quoted(entry.get('id'))} was left out: {error}")
        clashing |= {id_ for id_, name in own.items() if categories.get(id_, name) != name}
        categories |= own
    labels = (None,) * len(names)
    found = Names(names, ids)
    return Truth(tuple(names), tuple(things), found, tuple(sizes), labels, categories, frozenset(clashing))


def read_found(path: Path, truth: Truth, problems: Problems) -> Found:
    """The detections of a results file, or of a whole COCO file whose annotations have a `score`.

    They are regions where any has a `segmentation`. What belongs to no picture or class of the truth is left out,
    named. Raises LabelError, also for a box or a score that is no number: whatever wrote that has a fault.
    """
    value = load(path)
    listed = value.get("annotations") if isinstance(value, dict) else value
    if not isinstance(listed, list):
        raise LabelError(path, "this is no COCO results file, which is a list of detections; choose another")
    own = value if isinstance(value, dict) else None
    places = None if own is None else _own_places(own, truth)
    categories = truth.categories if own is None else dict(_categories(own)) or truth.categories
    regions = any(isinstance(entry, dict) and entry.get("segmentation") for entry in listed)
    boxed = bool(listed) and isinstance(listed[0], dict) and bool(listed[0].get("bbox"))
    things, strange = [], ""
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, dict):
            raise LabelError(path, f"detection {number:,} is {quoted(entry)}, no JSON object; correct the file")
        id_ = identity(entry.get("image_id"))
        picture = None if id_ is None else truth.names.by_id(id_) if places is None else places.get(id_)
        if id_ is not None and places is None and truth.names.ambiguous(id_):
            raise LabelError(path, f"the truth has two images {quoted(id_)}; name the one COCO file these are for")
        if own is None and identity(entry.get("category_id")) in truth.clashing:
            said = f"the truth's files call category {quoted(entry.get('category_id'))} differently"
            raise LabelError(path, f"{said}; name the one COCO file these are for")
        label = _label(entry.get("category_id"), categories)
        if picture is None or label is None:
            strange = strange or f"image_id {quoted(entry.get('image_id'))}"
            kind = "image_id" if picture is None else "category_id"
            what = f"{kind.removesuffix('_id')} {quoted(entry.get(kind))}"
            problems.add(f"{path.name}: detection {number:,} was left out: the truth has no {what}")
            continue
        try:
            things.append(_detection(entry, picture, label, regions, boxed))
        except Unusable as error:
            raise LabelError(path, f"detection {number:,} of {len(listed):,}: {error}; correct the file") from error
    check_some(len(things), len(listed), path.name, strange)
    return Found(tuple(things), regions)


def identity(value: object) -> Id | None:
    """An id as a key: a whole number, also one written as 1.0, or a text."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else None


def _by_id(image: Entry) -> tuple[bool, Id]:
    """Of equal scores, that of the lower id ranks first: COCO's evaluation sorts its pictures."""
    id_ = identity(image.get("id")) or 0
    return isinstance(id_, str), id_


def _entries(value: Entry, name: str) -> list[Entry]:
    listed = value.get(name)
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _categories(value: Entry) -> list[tuple[Id, str]]:
    found = [(identity(entry.get("id")), json_text.name(entry.get("name"))) for entry in _entries(value, "categories")]
    return [(id_, name) for id_, name in found if id_ is not None and name is not None]


def _own_places(value: Entry, truth: Truth) -> dict[Id, int]:
    """The truth's pictures by the ids that a whole COCO file gives them itself."""
    found = {}
    for entry in _entries(value, "images"):
        id_, name = identity(entry.get("id")), entry.get("file_name")
        place = truth.names.by_name(name) if isinstance(name, str) else None
        if id_ is not None and place is not None:
            found[id_] = place
    return found


def _label(value: object, categories: dict[Id, str]) -> str | None:
    id_ = identity(value)
    if id_ is None or categories:
        return None if id_ is None else categories.get(id_)
    return id_ if isinstance(id_, str) else None  # truth without numbers: results may name their classes


def _thing(entry: Entry, places: dict[Id, int], categories: dict[Id, str]) -> Thing:
    id_, kind = identity(entry.get("image_id")), identity(entry.get("category_id"))
    if id_ is None or id_ not in places:
        raise Unusable("no-image", f"the file has no image {quoted(entry.get('image_id'))}")
    if kind is None or kind not in categories:
        raise Unusable("category", f"the file has no category {quoted(entry.get('category_id'))}")
    polygons, region = _region(entry.get("segmentation"), some=True)
    box, boxed_area = _box(entry, polygons, region)
    area = json_text.number(entry.get("area"))
    attributes = entry.get("attributes")
    difficult = isinstance(attributes, dict) and attributes.get("difficult") is True
    crowd = entry.get("iscrowd") in (1, True)
    area = boxed_area if area is None else area
    return Thing(places[id_], categories[kind], box, None, difficult, crowd, area, polygons, region, boxed_area)


def _detection(entry: Entry, picture: int, label: str, regions: bool, boxed: bool) -> Thing:
    score = entry.get("score")
    if isinstance(score, bool) or not isinstance(score, int | float) or not math.isfinite(score):
        raise Unusable("score", f"its score {quoted(score)} is no number that can be ranked")
    polygons, region = _region(entry.get("segmentation")) if regions else ((), None)
    if regions and not polygons and region is None:
        raise Unusable("no-region", "it has no segmentation, though others have")
    box, area = _box(entry, polygons, region)
    found = Thing(picture, label, box, float(score), area=area, extent=area, polygons=polygons, rle=region)
    # where the first of them has a box, COCO's evaluation tells the sizes of all by their boxes
    return found if not regions or boxed else replace(found, area=None)


def _box(entry: Entry, polygons: tuple[Polygon, ...], region: Rle | None) -> tuple[Numbers, float]:
    """The box, and its area as width × height, which the corners would give only nearly."""
    value = entry.get("bbox")
    if value is None or value == []:
        if region is None and not polygons:
            raise Unusable("no-box", "it has neither a bbox nor a segmentation")
        box = rle.bounds(region) if region is not None else bounds(polygons)
        return box.as_tuple(), box.area
    numbers = [json_text.number(each) for each in value] if isinstance(value, list) else []
    edges = [each for each in numbers if each is not None]
    if len(edges) != 4 or len(numbers) != 4:
        raise Unusable("number", "its bbox is not four numbers of pixels")
    x, y, width, height = edges
    if width < 0 or height < 0:
        raise Unusable("reversed", f"its bbox is {width:g} wide and {height:g} high")
    return (x, y, x + width, y + height), width * height


def _region(value: object, some: bool = False) -> tuple[tuple[Polygon, ...], Rle | None]:
    """With `some`, a point or a line among the outlines takes nothing from the others."""
    if not value:
        return (), None
    if isinstance(value, dict):
        try:
            return (), rle.from_coco(value)
        except ValueError as error:
            raise Unusable("no-region", f"in its segmentation {error}") from error
    polygons = [json_text.points(each) for each in value] if isinstance(value, list) else [None]
    usable = tuple(polygon for polygon in polygons if polygon is not None)
    if len(usable) < len(polygons) and not (some and usable):
        raise Unusable("no-region", "its segmentation is no list of outlines of three points or more")
    return usable, None
