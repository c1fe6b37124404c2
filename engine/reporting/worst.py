"""The pictures of a report to look at first, and what is true and found in them. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.reporting import mask_shapes
from engine.reporting.verdicts import SURE, share_matched

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.reporting.scores import Outcome

Row = Mapping[str, Any]
Plain = dict[str, object]

SHOWN = 12
"""So many are drawn on the page."""

_OBJECTS = 100  # of one picture, those that are true and those that were found


def worst(rows: Sequence[Row], limit: int) -> list[Row]:
    """The rows of a report's pictures that are to be looked at first: the class wrong, then the lowest IoU of box or
    mask, or share of objects that are there, found, or both that are matched."""

    def badness(row: Row) -> tuple[bool, float]:
        measured = [row[key] for key in ("iou", "mask_iou") if row.get(key) is not None]
        if "objects" in row:
            measured.append(share_matched(row))
        return row.get("right", True), min(measured, default=1.0)

    return sorted(rows, key=badness)[:limit]


def shown(
    outcomes: Sequence[Outcome],
    rows: Sequence[Row],
    pictures: Mapping[str, Path],
    names: tuple[tuple[str, ...], tuple[str, ...]],
) -> tuple[Plain, ...]:
    """Of the worst of `outcomes`, whose `rows` are those of the report: {"name", "image" (the path of the picture, from
    `pictures`), "width", "height", "truth": [{"label", "box", "difficult"}], "found": [{"label", "box", "score"}]}, and
    where there are masks "true_masks", "found_masks" and "wrong_masks", as `mask_shapes.outlines` has them. Boxes are
    xmin, ymin, xmax, ymax in pixels. Of the objects found, those that are sure. `names` are those of classes and of
    mask values."""
    there = {outcome.name: outcome for outcome in outcomes}
    return tuple(
        {
            "name": name,
            "image": str(pictures[name]),
            "width": there[name].size[0],
            "height": there[name].size[1],
            "truth": _true(there[name], names[0])[:_OBJECTS],
            "found": _found(there[name], names[0])[:_OBJECTS],
            **_masks(there[name], *names),
        }
        for name in (str(row["name"]) for row in worst(rows, SHOWN))
    )


def _masks(outcome: Outcome, classes: tuple[str, ...], mask_classes: tuple[str, ...]) -> Plain:
    if outcome.masks is not None:
        truth, found, wrong = mask_shapes.outlines(outcome.masks, mask_classes)
    elif outcome.objects is not None:
        one = outcome.objects
        true = zip(one.labels, one.regions, strict=False)  # nobody may have looked for regions
        said = zip(one.found_labels, one.found_regions, one.scores, strict=False)
        truth = mask_shapes.of_regions((classes[label], region) for label, region in true)
        found = mask_shapes.of_regions((classes[label], region) for label, region, score in said if score >= SURE)
        wrong = []
    else:
        return {}
    return {"true_masks": truth, "found_masks": found, "wrong_masks": wrong} if truth or found else {}


def _true(outcome: Outcome, classes: tuple[str, ...]) -> list[Plain]:
    if outcome.objects is not None:
        columns = outcome.objects.labels, outcome.objects.boxes, outcome.objects.difficult
        return [
            {"label": classes[label], "box": _corners(box), "difficult": bool(hard)}
            for label, box, hard in zip(*columns, strict=True)
        ]
    if outcome.box is None:
        return []
    return [{"label": _name(outcome.label, classes), "box": _corners(outcome.box), "difficult": False}]


def _found(outcome: Outcome, classes: tuple[str, ...]) -> list[Plain]:
    if outcome.objects is not None:
        columns = outcome.objects.found_labels, outcome.objects.found_boxes, outcome.objects.scores
        return [
            {"label": classes[label], "box": _corners(box), "score": round(float(score), 4)}
            for label, box, score in zip(*columns, strict=True)
            if score >= SURE
        ]
    if outcome.predicted_box is None:
        return []
    label, box = _name(outcome.predicted, classes), _corners(outcome.predicted_box)
    return [{"label": label, "box": box, "score": round(outcome.score, 4)}]


def _name(label: int, classes: tuple[str, ...]) -> str:
    return classes[label] if label >= 0 else ""


def _corners(box: Sequence[float]) -> list[float]:
    return [round(float(side), 2) for side in box]
