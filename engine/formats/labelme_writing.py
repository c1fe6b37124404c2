"""labelme JSON, written. Source: as `labelme`; keys of a shape that labelme doesn't know survive its own saves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.annotation import FLAGS
from engine.formats import json_text, labelme_masks, losing

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from engine.annotation import Annotation, Instance

FLAG = "flag "
"""How the attribute of an Instance begins that is one of labelme's flags."""

_VERSION = "5.5.0"  # of the format: the newest keys we write are `description` and `mask`


def to_bytes(image_name: str, annotation: Annotation) -> bytes:
    """The file, UTF-8: a rectangle for an instance without a region, else polygons (several share a group) or a mask.

    Flags become labelme's flags; pose, score and attributes are keys that labelme keeps. `image_name` is written as
    `imagePath`; there is no image data.
    """
    groups = _groups(annotation.instances)
    file = {
        "version": _VERSION,
        "flags": {},
        "shapes": [
            shape
            for instance, group in zip(annotation.instances, groups, strict=True)
            for shape in _shapes(instance, group)
        ],
        "imagePath": image_name,
        "imageData": None,
        "imageHeight": annotation.height,
        "imageWidth": annotation.width,
    }
    return (json.dumps(file, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def lost(annotation: Annotation) -> Counter[str]:
    """What of `annotation` a labelme file cannot hold, by kind."""
    kinds = losing.of_picture(annotation)
    for instance in annotation.instances:
        kinds[losing.APART] += losing.box_is_apart(instance)
        if instance.rle is not None and not instance.polygons:
            kinds[losing.APART] += labelme_masks.corners(instance, instance.rle) != instance.box
    return +kinds


def _groups(instances: tuple[Instance, ...]) -> Iterator[object]:
    """The group of each instance: its own, or a new one where it has several outlines and none, or another of its class
    and with outlines has the same."""
    given = {dict(instance.attributes).get("group_id") for instance in instances}
    new = (number for number in range(2 * len(instances) + 1) if str(number) not in given)
    taken = set()
    for instance in instances:
        group = dict(instance.attributes).get("group_id")
        if instance.polygons and ((instance.label, group) in taken or (group is None and len(instance.polygons) > 1)):
            group = str(next(new))
        if instance.polygons and group is not None:
            taken.add((instance.label, group))
        yield None if group is None else json_text.as_value(group)


def _shapes(instance: Instance, group: object) -> Iterator[dict[str, object]]:
    box = instance.box
    corners = [[box.xmin, box.ymin], [box.xmax, box.ymax]]
    common = _common(instance, group)
    mask = labelme_masks.encode(instance, instance.rle) if instance.rle is not None and not instance.polygons else None
    if mask is not None:
        points = [list(map(float, corner)) for corner in mask[0]]
        yield {"label": instance.label, "points": points, **common, "shape_type": "mask", "mask": mask[1]}
    elif not instance.polygons:
        yield {"label": instance.label, "points": corners, **common, "shape_type": "rectangle"}
    for polygon in instance.polygons:
        yield {"label": instance.label, "points": [list(point) for point in polygon], **common, "shape_type": "polygon"}


def _common(instance: Instance, group: object) -> dict[str, object]:
    attributes = dict(instance.attributes)
    flags = {key.removeprefix(FLAG): json_text.as_value(text) for key, text in instance.attributes if _is_flag(key)}
    flags |= {name: True for name in FLAGS if getattr(instance, name)}
    others = {
        key: json_text.as_value(text)
        for key, text in instance.attributes
        if key not in ("group_id", "description") and not _is_flag(key)
    }
    common = {"group_id": group, "description": attributes.get("description", ""), "flags": flags}
    if instance.pose:
        common["pose"] = instance.pose
    if instance.score is not None:
        common["score"] = instance.score
    if others:
        common["attributes"] = others
    return common


def _is_flag(key: str) -> bool:
    return key.startswith(FLAG)
