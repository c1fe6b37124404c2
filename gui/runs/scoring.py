"""What the Evaluate tab says of a report: its figures, its bars and the words around them. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.reporting.report import figures
from gui.widgets.bars import Bar
from gui.widgets.score_card import Score
from gui.wording import counted, later, plural, tr, written

if TYPE_CHECKING:
    from engine.reporting.report import Part, Report

KINDS = (
    ("mask", "classes", "", later("Mask IoU")),
    ("label", "classes", "recall", later("Class accuracy")),
    ("box", "classes", "mean_iou", later("Box IoU")),
    ("detections", "classes", "", later("Average precision")),
)
DEFINED = {
    "iou": "IoU",
    "mean_iou": later("Mean box IoU"),
    "localization_accuracy": later("Localization accuracy"),
    "mIoU": later("Mask mIoU"),
    "mAP": later("Objects, mAP"),
    "trimap": later("Trimap"),
}
MEASURED = {
    "train": later("{checkpoint}, measured on the training part ({pictures})"),
    "validation": later("{checkpoint}, measured on the validation part ({pictures})"),
    "test": later("{checkpoint}, measured on the test part ({pictures})"),
    "all": later("{checkpoint}, measured on all of the folder ({pictures})"),
}


def scores_of(report: Report) -> list[Score]:
    """The cards: class accuracy, box IoU, localization accuracy and mask mIoU, as far as the report has them."""
    before = {figure.key: figure.value for figure in figures(report.before)} if report.before is not None else {}
    found = [
        Score(
            figure.name,
            figure.value,
            before.get(figure.key),
            figure.baseline,
            figure.baseline_name,
            figure.low,
            figure.high,
        )
        for figure in figures(report)
    ]
    localization = _number(report.box, "localization_accuracy")
    if localization is not None:
        place = next((i for i, score in enumerate(found) if score.name.startswith("Mask")), len(found))
        old = report.before.get("box") if report.before is not None else None
        old_value = _number(old, "localization_accuracy") if isinstance(old, Mapping) else None
        low, high = _interval(report.box, "intervals", "localization_accuracy") or (None, None)
        found.insert(place, Score(later("Localization accuracy"), localization, old_value, low=low, high=high))
    return found


def bars_of(report: Report) -> dict[str, list[Bar]]:
    """Title -> bars, for every head whose figure is known class by class."""
    found: dict[str, list[Bar]] = {}
    plain = report.plain()
    for part, key, figure, title in KINDS:
        now, then = _classes(plain, part, key, figure), _classes(report.before or {}, part, key, figure)
        if now:
            found[tr(title)] = [
                Bar(name, value, then.get(name, (None, ""))[0], note) for name, (value, note) in now.items()
            ]
    return found


def measured(report: Report, checkpoint: str) -> str:
    """On what the figures were measured: "run 7 on the test part: 404 pictures · split 3f2a..."."""
    said = tr(MEASURED.get(report.split, later("{checkpoint}, measured on the list {list} ({pictures})")))
    pictures = counted(report.images, "picture")
    words = [said.format(checkpoint=checkpoint, list=report.split, pictures=pictures)]
    words.append(tr("split {hash}").format(hash=report.split_hash))
    corrected = _number(report.corrected, "images")
    if corrected:
        pictures = counted(int(corrected), "picture")
        words.append(tr("{pictures} corrected since the report before").format(pictures=pictures))
    if report.skipped:
        words.append(tr("{pictures} skipped").format(pictures=counted(len(report.skipped), "picture")))
    return " · ".join(words)


def leak_of(report: Report) -> str:
    """The warning where pictures were learnt from as well as measured on; "" where there are none."""
    images = int(_number(report.leak, "images") or 0)
    if not images:
        return ""
    return plural(
        images,
        "Leak: {count} of these {all} pictures was also learnt from (same file or near copy), so the figures are "
        "too good.",
        "Leak: {count} of these {all} pictures were also learnt from (same file or near copy), so the figures are "
        "too good.",
        all=written(report.images),
    )


def defined(report: Report) -> str:
    """The definitions of the figures in a line."""
    words = [f"{tr(name)}: {report.definition[key]}" for key, name in DEFINED.items() if key in report.definition]
    return ". ".join(words)


def _classes(report: Mapping[str, object], part: str, key: str, figure: str) -> dict[str, tuple[float, str]]:
    values = report.get(part)
    rows = values.get(key) if isinstance(values, Mapping) else None
    found: dict[str, tuple[float, str]] = {}
    for name, row in rows.items() if isinstance(rows, Mapping) else ():
        value = row.get(figure) if isinstance(row, Mapping) else row
        images = row.get("images") if isinstance(row, Mapping) else None
        if isinstance(value, int | float):
            notes = [counted(images, "picture")] if isinstance(images, int) else []
            pair = _interval(values, "class_intervals", str(name))
            if pair is not None:
                notes.append(
                    tr("95 % interval: {low} to {high}").format(low=written(pair[0], 2), high=written(pair[1], 2))
                )
            found[str(name)] = (float(value), ", ".join(notes))
    return found


def _interval(part: object, key: str, name: str) -> tuple[float, float] | None:
    """That one of a part's, where a report has it: older ones have none."""
    pairs = part.get(key) if isinstance(part, Mapping) else None
    match pairs.get(name) if isinstance(pairs, Mapping) else None:
        case [int() | float() as low, int() | float() as high]:
            return float(low), float(high)
    return None


def _number(part: Part | None, key: str) -> float | None:
    value = None if part is None else part.get(key)
    return float(value) if isinstance(value, int | float) else None
