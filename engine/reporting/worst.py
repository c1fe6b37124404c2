"""The pictures of a report to look at first, and what is true and found in them. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.reporting.verdicts import SURE

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
            either = row["objects"] + row["found"] - row["matched"]
            measured.append(row["matched"] / either if either else 1.0)
        return row.get("right", True), min(measured, default=1.0)

    return sorted(rows, key=badness)[:limit]


def shown(
    outcomes: Sequence[Outcome], rows: Sequence[Row], pictures: Mapping[str, Path], classes: tuple[str, ...]
) -> tuple[Plain, ...]:
    """Of the worst of `outcomes`, whose `rows` are those of the report: {"name", "image" (the path of the picture, from
    `pictures`), "width", "height", "truth": [{"label", "box", "difficult"}], "found": [{"label", "box", "score"}]}.
    Boxes are xmin, ymin, xmax, ymax in pixels. Of the objects found, those that are sure."""
    there = {outcome.name: outcome for outcome in outcomes}
    return tuple(
        {
            "name": name,
            "image": str(pictures[name]),
            "width": there[name].size[0],
            "height": there[name].size[1],
            "truth": _true(there[name], classes)[:_OBJECTS],
            "found": _found(there[name], classes)[:_OBJECTS],
        }
        for name in (str(row["name"]) for row in worst(rows, SHOWN))
    )


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
