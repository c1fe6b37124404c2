"""What the figures of a report mean, in words that travel with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.metrics.bootstrap import DRAWS, LEVEL
from engine.metrics.boundaries import SHARE
from engine.metrics.labels import BINS
from engine.reporting.verdicts import REACHED, SURE
from engine.suppression import LEAST, MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRIMAPS = "pet is 1, background is 2, the border (3) is void: neither learnt from nor scored"


def definition(heads: Sequence[str], mask_classes: Sequence[str], folder_format: str) -> dict[str, object]:
    """The report's `definition` for what `heads` say about a folder of `folder_format`."""
    words: dict[str, object] = {
        "iou": "area of the intersection over area of the union; boxes are continuous pixels, width×height, no +1",
        "interval": f"percentile bootstrap over pictures, {LEVEL:.0%}, {DRAWS} draws, seed 0",
        "intervals": "of the figures of a part by their names and of its classes (class_intervals), where two pictures "
        "or more have one, all from the same draws; none of ece, which drawing pictures twice makes larger",
    }
    if "class" in heads:
        words["accuracy"] = "pictures whose class is right, of the pictures with a class"
        words["ece"] = f"expected calibration error, {BINS} equal bins of the score"
        words["temperature"] = "what divides the logits of the classes before their softmax, chosen on validation alone"
        words["f1"] = "harmonic mean of a class' precision and recall; macro: the mean over classes true or predicted"
        words["top5"] = "pictures whose class is among the five likeliest; told of more than five classes"
    if "box" in heads:
        words["box_target"] = (
            "one object a picture: the largest that is not difficult, the first in the file on ties; its class is the "
            "picture's where the folder gives none"
        )
        words["mean_iou"] = "mean over the pictures with such an object; no predicted box counts as 0"
        words["mean_giou"] = (
            "over the same pictures; like DIoU (mean_diou) and CIoU (mean_ciou) it also says how far apart boxes lie; "
            "no predicted box counts as -1"
        )
        words["iou_at"] = "pictures whose IoU is at least the threshold"
        words["localization_accuracy"] = "pictures with the right class and an IoU of at least 0.50"
        if folder_format == "mnist":
            words["tile"] = "the true box of a digit is its 28×28 tile, not its ink"
    if "mask" in heads:
        words |= _masks(mask_classes, folder_format)
    if "detections" in heads:
        words |= _objects()
    return words


def _masks(mask_classes: Sequence[str], folder_format: str) -> dict[str, object]:
    words: dict[str, object] = {
        "mIoU": "pixels of all pictures are counted together; mean over the classes that occur in truth or prediction, "
        "background included; mean_image_mIoU is the mean of each picture's own",
        "mask_classes": ["background", *mask_classes],
        "void": "true pixels of value 255 are not counted",
        "frequency_weighted_IoU": "IoU of the classes, each weighted by its true pixels",
        "boundary_IoU": f"IoU of the pixels within {SHARE:.0%} of the picture's diagonal of each mask's contour (Cheng "
        "et al. 2021), all pictures together, mean over the classes; void is in neither",
    }
    if folder_format == "pets":
        words["trimap"] = _TRIMAPS
        words["trimap_readings"] = "the same masks in all three readings of a trimap, each of which names itself"
    return words


def _objects() -> dict[str, object]:
    return {
        "detections": "all objects of the pictures whose label file says which there are; difficult ones are neither "
        f"hit nor miss; at most {MOST} found in a picture, those of a score of {LEAST} or more, none twice",
        "mAP": "PASCAL VOC from 2010 on: the mean over the classes that occur of the area under the precision-recall "
        "curve, a hit from an IoU of 0.50 on, a second one on the same object false",
        "AP": "COCO: AP, AP50 ... AR100 are its twelve figures; crowds do not occur, sizes are those of boxes",
        "presence": "whether a picture has a class at all, by its surest object: average precision over pictures, not "
        "interpolated; mAP is the mean over the classes",
        "matched": f"objects found with a score of {SURE:.2f} or more, the right class and an IoU of {REACHED:.2f}, "
        "the surest first and each taking the best that is free; a wrong class with that IoU is mislabelled, anything "
        "else found is false, and what nothing reaches is missed",
    }
