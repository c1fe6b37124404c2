"""What the figures of a report mean, in words that travel with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.metrics.bootstrap import DRAWS, LEVEL
from engine.metrics.labels import BINS

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRIMAPS = "pet is 1, background is 2, the border (3) is void: neither learnt from nor scored"


def definition(heads: Sequence[str], mask_classes: Sequence[str], folder_format: str) -> dict[str, object]:
    """The report's `definition` for what `heads` say about a folder of `folder_format`."""
    words: dict[str, object] = {
        "iou": "area of the intersection over area of the union; boxes are continuous pixels, width×height, no +1",
        "interval": f"percentile bootstrap over pictures, {LEVEL:.0%}, {DRAWS} draws, seed 0",
    }
    if "class" in heads:
        words["accuracy"] = "pictures whose class is right, of the pictures with a class"
        words["ece"] = f"expected calibration error, {BINS} equal bins of the score"
    if "box" in heads:
        words["box_target"] = (
            "one object a picture: the largest that is not difficult, the first in the file on ties; its class is the "
            "picture's where the folder gives none"
        )
        words["mean_iou"] = "mean over the pictures with such an object; no predicted box counts as 0"
        words["iou_at"] = "pictures whose IoU is at least the threshold"
        words["localization_accuracy"] = "pictures with the right class and an IoU of at least 0.50"
    if "mask" in heads:
        words["mIoU"] = (
            "pixels of all pictures are counted together; mean over the classes that occur in truth or prediction, "
            "background included; mean_image_mIoU is the mean of each picture's own"
        )
        words["mask_classes"] = ["background", *mask_classes]
        words["void"] = "true pixels of value 255 are not counted"
        if folder_format == "pets":
            words["trimap"] = _TRIMAPS
    return words
