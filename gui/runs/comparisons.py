"""What the Compare page says of two runs: which two, and how their figures differ. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gui.widgets.differences import Difference
from gui.wording import later, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.kept_runs import KeptRun

NAMES = {
    "label.accuracy": later("Class accuracy"),
    "label.macro_f1": later("Class F1, mean of classes"),
    "label.top5": later("Class among the first five"),
    "box.mean_iou": later("Mean box IoU"),
    "mask.mean_image_mIoU": later("Mask mIoU by picture"),
    "mask.mIoU": later("Mask mIoU"),
    "mask.pixel_accuracy": later("Pixel accuracy"),
    "mask.boundary_IoU": later("Mask boundary IoU"),
    "detections.f1": later("Objects, F1"),
    "detections.mAP": later("Objects, mAP"),
    "detections.AP": later("Objects, COCO AP"),
    "detections.AP50": later("Objects, COCO AP50"),
}
LOWER_IS_BETTER = frozenset(("label.ece",))
"""Left out: beside the others a gain would be read as a loss."""


def pair_of(runs: Sequence[KeptRun], checkpoint: str) -> tuple[KeptRun, KeptRun] | None:
    """A and B to begin with: B is the run in use, else the newest; A the newest one before it that was measured on the
    same pictures in the same figures, else any other. None where there are no two with a report. `runs` are newest
    first."""
    able = [run for run in runs if run.split_hash]
    if len(able) < 2:
        return None
    second = next((run for run in able if run.checkpoint == checkpoint), able[0])
    return _partner(able, second), second


def _partner(able: Sequence[KeptRun], second: KeptRun) -> KeptRun:
    others = [run for run in able if run is not second]
    same_pictures = [run for run in others if run.split_hash == second.split_hash]
    alike = [run for run in same_pictures if _keys(run) == _keys(second)]
    before = [run for run in alike if run.number < second.number]
    return (before or alike or same_pictures or others)[0]


def _keys(run: KeptRun) -> set[str]:
    return {figure.key for figure in run.figures}


def differences_of(comparison: Mapping[str, Any]) -> list[Difference]:
    """The rows of a comparison as `engine.reporting.comparing` makes it, each figure before its classes."""
    return [
        row for key, one in comparison["differences"].items() if key not in LOWER_IS_BETTER for row in _rows(key, one)
    ]


def _rows(key: str, one: Mapping[str, Any]) -> Iterator[Difference]:
    yield _row(tr(NAMES.get(key, key)), one, False)
    classes = one.get("classes")
    for name, each in classes.items() if isinstance(classes, Mapping) else ():
        yield _row(str(name), each, True)


def _row(name: str, one: Mapping[str, Any], indent: bool) -> Difference:
    low, high = one.get("interval") or (None, None)
    images = one.get("images")
    return Difference(
        name, float(one["a"]), float(one["b"]), low, high, indent, images if isinstance(images, int) else 0
    )
