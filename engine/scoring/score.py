"""One call for all protocols: truth and predictions as files in; out comes a document of scores and their meaning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.errors import EngineError
from engine.formats import rle
from engine.metrics.average_precision import DetectionCounts
from engine.metrics.coco import CocoCounts
from engine.metrics.regions import from_polygons, mask_pairs
from engine.scoring import label_files
from engine.scoring.found_files import read_found
from engine.scoring.masks import score_masks
from engine.scoring.single import score_single
from engine.scoring.things import Columns, Found, Problems, Thing, Truth
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.annotation import Rle

Protocol = Literal["voc2007", "voc2010", "coco", "single", "masks"]

_WITHOUT_IOU = ("coco", "masks")
_POINTS = {"voc2007": "the mean of the best precision at the 11 recalls 0, .1 ... 1", "voc2010": "at every point"}


def score(
    truth: str, predictions: str, protocol: Protocol, iou: float | None = None, boundary: bool = False
) -> Generator[Step, None, dict[str, Any]]:
    """Score the `predictions` against the `truth`, both a file or a folder; see `doors.md`.

    Returns its document for the protocol, and under "problems" what was left out on the way. `iou` is the threshold of
    voc2007, voc2010 and single's localization accuracy, .5 where it is None; `boundary` asks for the boundary IoU of
    masks too. Steps are of kind "progress".

    Raises EngineError where either cannot be used, for a score that is no number, or a threshold with no use for it.
    """
    if iou is not None and protocol in _WITHOUT_IOU:
        raise EngineError(f"--iou {iou:g}: {protocol} has no threshold of its own to set; leave it out")
    if iou is not None and not 0 < iou <= 1:
        raise EngineError(f"--iou {iou:g}: an IoU to reach is above 0 and at most 1; give another")
    if boundary and protocol != "masks":
        raise EngineError(f"--boundary: {protocol} scores boxes or objects, and edges are those of masks; leave it out")
    problems = Problems()
    if protocol == "masks":
        return (yield from score_masks(Path(truth), Path(predictions), problems, boundary))
    known = yield from _truth(Path(truth), problems)
    found = yield from read_found(Path(predictions), known, problems)
    yield Step("Scoring")
    threshold = 0.5 if iou is None else iou
    if protocol == "coco":
        result = _coco(known, found)
    elif protocol == "single":
        result = score_single(known, found, threshold)
    else:
        result = _voc(known, found, protocol, threshold)
    result["definition"] = "; ".join((result["definition"], *known.notes))
    return {**result, "images": len(known.pictures), "problems": list(problems.said)}


def _truth(path: Path, problems: Problems) -> Generator[Step, None, Truth]:
    if not path.exists():
        raise EngineError(f"{path}: there is no such truth; check the name")
    if path.is_file() and path.suffix.lower() != ".json":
        raise EngineError(f"{path}: the truth is a folder or a COCO JSON; name one of these")
    files = {str(path): str(path)}
    found = label_files.LabelFiles(path.parent, "coco", files, {}) if path.is_file() else label_files.find(path)
    return (yield from label_files.read_truth(found, problems))


def _voc(truth: Truth, found: Found, protocol: Literal["voc2007", "voc2010"], iou: float) -> dict[str, Any]:
    columns = Columns.of(truth, found)
    counts = DetectionCounts.of(columns.truths, columns.detections, len(columns.classes), len(truth.pictures), iou)
    values = counts.average_precision(protocol)
    named = {name: float(value) for name, value in zip(columns.classes, values, strict=True) if not np.isnan(value)}
    definition = (
        f"PASCAL VOC {protocol[3:]} average precision ({_POINTS[protocol]}), IoU of inclusive pixels {iou:g} or more; "
        "difficult objects neither hit nor miss; mAP over the classes that have objects to find"
    )
    return {"mAP": counts.mean_average_precision(protocol), "classes": named, "iou": iou, "definition": definition}


def _coco(truth: Truth, found: Found) -> dict[str, Any]:
    truths = truth.things
    if found.regions:
        truths = tuple(_with_pixels(truth, thing, "truth") for thing in truth.things)
        found = replace(found, things=tuple(_with_pixels(truth, thing, "predicted") for thing in found.things))
    columns = Columns.of(replace(truth, things=truths), found)
    counted = replace(columns.truths, ignore=columns.truths.crowd)
    pairs = None
    if found.regions:
        regions = ([_region(thing) for thing in truths], [_region(thing) for thing in found.things])
        try:
            pairs = mask_pairs(counted, columns.detections, len(columns.classes), regions)
        except ValueError as error:
            raise EngineError(f"{error}; predict masks of the size of their pictures") from error
    counts = CocoCounts.of(counted, columns.detections, len(columns.classes), len(truth.pictures), pairs)
    what = "masks" if found.regions else "boxes"
    definition = (
        f"COCO's twelve numbers for {what}, as COCOeval has them: IoU .50 to .95, sizes by area, at most 1, 10 and 100 "
        "detections a picture and class, crowds ignored, VOC's difficult objects not; -1 where there is no object of "
        "that size"
    )
    return {**counts.twelve(), "definition": definition}


def _with_pixels(truth: Truth, thing: Thing, kind: str) -> Thing:
    """The object with its region as run lengths."""
    name, size = truth.pictures[thing.picture], truth.sizes[thing.picture]
    if thing.rle is None:
        if not thing.polygons:
            raise EngineError(
                f"{name}: a {kind} {thing.label[:60]} has no region; the predictions are masks: give all one"
            )
        if size is None:
            raise EngineError(f"{name}: the truth does not say how large the picture is; write its width and height")
        try:
            thing = replace(thing, rle=from_polygons(thing.polygons, size))
        except ValueError as error:
            raise EngineError(f"{name}: a {kind} {thing.label[:60]}: {error}; correct it") from error
    return thing if thing.area is not None else replace(thing, area=float(rle.area(_region(thing))))


def _region(thing: Thing) -> Rle:
    if thing.rle is None:
        raise ValueError("an object without a region")
    return thing.rle
