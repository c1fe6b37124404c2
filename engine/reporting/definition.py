"""What the figures of a report mean, in words that travel with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.metrics.bootstrap import DRAWS, LEVEL
from engine.metrics.labels import BINS
from engine.reporting.objects import SURE
from engine.suppression import LEAST, MOST

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
        if folder_format == "mnist":
            words["tile"] = "the true box of a digit is its 28×28 tile, not its ink"
    if "mask" in heads:
        words["mIoU"] = (
            "pixels of all pictures are counted together; mean over the classes that occur in truth or prediction, "
            "background included; mean_image_mIoU is the mean of each picture's own"
        )
        words["mask_classes"] = ["background", *mask_classes]
        words["void"] = "true pixels of value 255 are not counted"
        if folder_format == "pets":
            words["trimap"] = _TRIMAPS
    if "detections" in heads:
        words["detections"] = (
            "all objects of the pictures whose label file says which there are; difficult ones are neither hit nor "
            f"miss; at most {MOST} found in a picture, those of a score of {LEAST} or more, none twice"
        )
        words["mAP"] = (
            "PASCAL VOC from 2010 on: the mean over the classes that occur of the area under the precision-recall "
            "curve, a hit from an IoU of 0.50 on, a second one on the same object false"
        )
        words["AP"] = "COCO: AP, AP50 ... AR100 are its twelve figures; crowds do not occur, sizes are those of boxes"
        words["matched"] = f"objects found with a score of {SURE:.2f} or more, the right class and an IoU of 0.50"
    return words
