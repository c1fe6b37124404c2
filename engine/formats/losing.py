"""What of an Annotation the files of COCO, YOLO and labelme cannot hold, by kind; each format adds its own kinds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.annotation import bounds

if TYPE_CHECKING:
    from engine.annotation import Annotation, Instance

APART = "box beside an outline"

_NEAR = 1e-6  # pixels


def of_picture(annotation: Annotation) -> Counter[str]:
    """What is said of the whole picture."""
    said = {"mask": annotation.mask is not None, "image label": annotation.label is not None}
    return Counter([kind for kind, is_said in (said | {"verified": annotation.verified}).items() if is_said])


def box_is_apart(instance: Instance) -> bool:
    """Whether the box of an instance with polygons is another than the one around them."""
    if not instance.polygons:
        return False
    around = bounds(instance.polygons).as_tuple()
    return any(abs(a - b) > _NEAR for a, b in zip(instance.box.as_tuple(), around, strict=True))
