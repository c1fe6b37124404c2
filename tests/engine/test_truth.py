"""The truth that a checkpoint is scored on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine import truth
from engine.formats import rle
from tests.engine.foreign_for_tests import coco_json, indexed, picture, write

if TYPE_CHECKING:
    from pathlib import Path


def test_a_region_that_cannot_be_of_its_picture_is_none(tmp_path: Path) -> None:
    """Runs of another size, and an outline that leads millions of pixels away: the box is scored all the same."""
    picture(tmp_path / "a.jpg")
    box = [30, 10, 20, 20]
    regions = (
        [[30, 10, 50, 10, 50, 30, 30, 30]],
        [[30, 10, 9e6, 10, 50, 30, 30, 9e6]],
        rle.to_coco(rle.encode(np.ones((5, 4), bool))),
    )
    annotations = [
        {"id": number, "image_id": 1, "category_id": 7, "bbox": box, "segmentation": region}
        for number, region in enumerate(regions, start=1)
    ]
    write(tmp_path / "all.json", coco_json("a.jpg", annotations=annotations))
    index = indexed(tmp_path)
    outcome, _ = truth.of_picture(index, 0, truth.names(index.classes, (), index), ("detections",))
    objects = truth.with_regions(outcome, index, 0).objects
    assert objects is not None and len(objects.labels) == len(regions)
    assert [region is not None for region in objects.regions] == [True, False, False]
