"""The annotations of one image of a COCO file, each checked by itself: a bad one is skipped and named."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.annotation import FLAGS, Box, Instance, Polygon, Rle, bounds
from engine.formats import json_text, rle
from engine.formats.noticing import Findings, Unusable, quoted, unknown
from engine.limits import most, too_many

if TYPE_CHECKING:
    from engine.formats.labelled import Labelled

Named = Callable[[object], str]
"""The class of a category id. Raises Unusable."""

CROWD = "iscrowd"
"""The attribute of an Instance that is a crowd, "1"; a COCO file keeps it beside the others."""
UNUSABLE = "outlines that cannot be used (check names them)"

_KNOWN = frozenset(
    {"id", "image_id", "category_id", "bbox", "segmentation", "area", CROWD, "score", "attributes", "num_keypoints"}
)


def read(file: str, entries: list[dict[str, object]], size: tuple[int, int] | None, named: Named) -> Labelled:
    """The labels of an image of `size` (width, height) from its annotations."""
    found, instances = Findings(file), []
    said = too_many("objects", len(entries))
    if said:
        left = len(entries) - most("objects")
        found.problem("too-many", f"an image with {said}; the first {most('objects'):,} are read", lost=left)
    for position, entry in enumerate(entries[: most("objects")]):
        if "caption" in entry and "bbox" not in entry and "segmentation" not in entry:
            found.extra("captions")
            continue
        try:
            instances.append(_instance(found, entry, size, named, position))
        except Unusable as error:
            found.skipped(error.code, f"{called(entry)}: {error}")
            continue
        unknown(found, entry, _KNOWN)
    return found.labelled(instances, size=size)


def called(entry: dict[str, object]) -> str:
    """What messages call an annotation."""
    return f"annotation {quoted(entry.get('id'))}" if entry.get("id") is not None else "an annotation without id"


def _instance(
    found: Findings, entry: dict[str, object], size: tuple[int, int] | None, named: Named, position: int
) -> Instance:
    label = named(entry.get("category_id"))
    polygons, region = _region(found, entry, size)
    box = _box(entry.get("bbox"), polygons, region)
    score = json_text.score(entry.get("score"))
    crowd = _crowd(found, entry)
    attributes = _attributes(found, entry)
    flags = {name: attributes.pop(name) for name in FLAGS if isinstance(attributes.get(name), bool)}
    if crowd:
        flags.setdefault("difficult", True)  # scored by nobody: COCO leaves a crowd out as VOC does what is difficult
    pose = attributes.pop("pose") if isinstance(attributes.get("pose"), str) else ""
    texts = {CROWD: "1"} if crowd else {}
    texts |= {key: json_text.as_text(value) for key, value in attributes.items()}
    return Instance(
        label,
        box,
        polygons,
        score,
        flags.get("difficult") is True,
        flags.get("truncated") is True,
        flags.get("occluded") is True,
        str(pose),
        tuple(texts.items()),
        position,
        region,
    )


def _box(value: object, polygons: tuple[Polygon, ...], region: Rle | None) -> Box:
    if value is None or value == []:
        if region is not None:
            box = rle.bounds(region)
        elif polygons:
            box = bounds(polygons)
        else:
            raise Unusable("no-box", "it has neither a box nor an outline")
    else:
        numbers = [json_text.number(each) for each in value] if isinstance(value, list) else []
        edges = [each for each in numbers if each is not None]
        if len(edges) != 4 or len(numbers) != 4:
            said = ", ".join(map(quoted, value[:6])) if isinstance(value, list) else quoted(value)
            raise Unusable("number", f"bbox [{said}] is not four numbers of pixels")
        x, y, width, height = edges
        box = Box(x, y, x + width, y + height)
    if box.width <= 0 or box.height <= 0:
        raise Unusable("reversed", f"the box is {box.width:g} pixels wide and {box.height:g} high")
    return box


def _region(
    found: Findings, entry: dict[str, object], size: tuple[int, int] | None
) -> tuple[tuple[Polygon, ...], Rle | None]:
    """The polygons or the run lengths; what is unusable of them is named, and the box stays."""
    value = entry.get("segmentation")
    if value is None or value == [] or value == {}:
        return (), None

    def left_out(why: str) -> None:
        found.extra(UNUSABLE)
        found.problem("outline", f"{called(entry)}: {why}; that outline was left out: draw it anew")

    if isinstance(value, dict):
        try:
            region = rle.from_coco(value)
        except ValueError as error:
            left_out(str(error))
            return (), None
        if size is not None and (region.width, region.height) != size:
            said = f"{region.width}×{region.height}, the image {size[0]}×{size[1]}"
            left_out(f"its run lengths are for {said}")
            return (), None
        return (), region
    if not isinstance(value, list):
        left_out(f"segmentation is {quoted(value)}, no list of polygons")
        return (), None
    polygons = []
    for each in value:
        polygon = json_text.points(each)
        if polygon is None:
            left_out(f"{quoted(each)} is not three points or more, x and y in turn")
        else:
            polygons.append(polygon)
    return tuple(polygons), None


def _crowd(found: Findings, entry: dict[str, object]) -> bool:
    value = entry.get(CROWD, 0)
    if value not in (0, 1, None):
        message = f"{called(entry)}: iscrowd is {quoted(value)}, not 0 or 1; it was read as 0: write 0 or 1"
        found.problem("crowd", message)
    return value == 1


def _attributes(found: Findings, entry: dict[str, object]) -> dict[str, object]:
    value = entry.get("attributes")
    if not isinstance(value, dict):
        if value:
            found.extra("attributes")
        return {}
    kept = {}
    for key, each in value.items():
        if json_text.is_plain(key) and json_text.is_plain(each):
            kept[key] = each
        else:
            found.extra("attributes")
    return kept
