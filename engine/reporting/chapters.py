"""The parts of a report's page that are about one kind of figures each: learning, classes, boxes, masks, objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.reporting import diagrams, plots
from engine.reporting.drawing import ACCENT, AMBER, GREEN, GREY, TRUTH
from engine.reporting.inert import table
from engine.reporting.sheet import section
from engine.wording import counted

if TYPE_CHECKING:
    from engine.reporting.report import Report

Part = Mapping[str, Any]
Curve = Sequence[Mapping[str, float]]

DRAWS = "95 % of draws"
"""Over intervals."""
_SMALL = 40  # classes that get a curve of their own


def learning(curve: Curve) -> str:
    """The losses and scores of a run, epoch by epoch; empty without a run."""
    losses = [_line(curve, "train_loss", GREY, True), _line(curve, "val_loss", ACCENT)]
    rates = [
        _line(curve, "val_accuracy", TRUTH),
        _line(curve, "val_box_iou", AMBER),
        _line(curve, "val_miou", GREEN),
        _line(curve, "val_ap", ACCENT),
    ]
    drawn = plots.curves(losses, "epoch") + plots.curves(rates, "epoch")
    words = _hint("Dashed: what was learnt from. Solid: validation, which chose the epoch.")
    return section("Learning", words, _plots(drawn)) if drawn else ""


def classes(report: Report) -> str:
    """Whether the class of a picture is right."""
    part: Part | None = report.label
    if part is None:
        return ""
    words = f"{counted(part['images'], 'picture')} with a class."
    words += f" Among the five likeliest: {_figure(part, 'top5')}." if "top5" in part else ""
    words += f" Macro F1 {_figure(part, 'macro_f1')}." if "macro_f1" in part else ""
    if part.get("unknown"):
        words += f" {counted(part['unknown'], 'picture is', 'pictures are')} of classes it never learnt."
    recall = {name: row["recall"] for name, row in part["classes"].items()}
    drawn = plots.bars(recall, "recall", {name: f"{row['images']:,}" for name, row in part["classes"].items()})
    rows = [
        (name, row["images"], row["recall"], _of_class(part, name), row["precision"], row.get("f1"))
        for name, row in part["classes"].items()
    ]
    figures = table(("class", "pictures", "recall", DRAWS, "precision", "F1"), rows)
    matrix = diagrams.confusion(part["confusion"], part["names"])
    return section(
        "Classes",
        _hint(words),
        _plots(drawn + matrix),
        _taken(part["confusion"], part["names"], "pictures"),
        f"<h3>Each class</h3>{figures}",
    )


def calibration(report: Report) -> str:
    """How far the score of a class can be believed."""
    part: Part | None = report.label
    if part is None or not part.get("calibration"):
        return ""
    words = (
        f"Expected calibration error {part['ece']:.3f}: so far, on average, is the score from how often it is right. "
        "Below the dashed line it is too sure, above it not sure enough; larger dots are more pictures."
    )
    return section("Can its scores be believed?", _hint(words), _plots(diagrams.reliability(part["calibration"])))


def boxes(report: Report) -> str:
    """How well the one box of a picture lies."""
    part: Part | None = report.box
    if part is None:
        return ""
    ious = [float(str(row["iou"])) for row in report.pictures if "iou" in row]
    points = [(float(threshold), value) for threshold, value in part["iou_at"].items()]
    words = f"{counted(part['images'], 'picture')} with a box."
    if part.get("localization_accuracy") is not None:
        located = _figure(part, "localization_accuracy")
        words += f" Localization accuracy (class right, IoU at least 0.50): {located}."
    kinds = [f"{name} {part[key]:.3f}" for name, key in _KINDS if key in part]
    words += f" Means: {', '.join(kinds)}." if kinds else ""
    drawn = plots.histogram(ious, "IoU", 0.5)
    drawn += plots.curves([plots.Line("pictures that reach the IoU", points, ACCENT)], "IoU threshold")
    drawn += plots.bars(
        {name: row["mean_iou"] for name, row in part["classes"].items()},
        "mean IoU",
        {name: f"{row['images']:,}" for name, row in part["classes"].items()},
    )
    rows = [(name, row["images"], row["mean_iou"], _of_class(part, name)) for name, row in part["classes"].items()]
    figures = table(("class", "pictures", "mean IoU", DRAWS), rows)
    return section("Boxes", _hint(words), _plots(drawn), f"<h3>Each class</h3>{figures}" if rows else "")


_KINDS = (("GIoU", "mean_giou"), ("DIoU", "mean_diou"), ("CIoU", "mean_ciou"))


def masks(report: Report) -> str:
    """How well the pixels of masks agree."""
    part: Part | None = report.mask
    if part is None:
        return ""
    words = (
        f"{counted(part['images'], 'picture')} with a mask. Pixel accuracy {_figure(part, 'pixel_accuracy')}; "
        f"mean of each picture's own mIoU {_figure(part, 'mean_image_mIoU')}."
    )
    edges: Part = part.get("boundary_classes", {})
    rows = [
        (name, value, _of_class(part, name), part["dice"].get(name), edges.get(name))
        for name, value in part["classes"].items()
    ]
    drawn = plots.bars(part["classes"], "IoU")
    told: Part = part.get("confusion", {})
    if told:
        drawn += diagrams.confusion(told["counts"], told["names"], shares=True)
    figures = table(("class", "IoU", DRAWS, "Dice", "boundary IoU"), rows)
    over = [(name, part[key], _spread(part, key)) for name, key in _OVER_ALL if part.get(key) is not None]
    readings: Part = part.get("trimap_readings", {})
    read = [(one["definition"], one["mIoU"], one["pixel_accuracy"]) for one in readings.values()]
    trimaps = "<h3>The three readings of a trimap</h3>" + table(("reading", "mIoU", "pixel accuracy"), read)
    return section(
        "Masks",
        _hint(words + " In the confusion matrix: per cent of a true class' pixels."),
        _plots(drawn),
        f"<h3>Each class</h3>{figures}",
        f"<h3>Over all classes</h3>{table(('figure', '', DRAWS), over)}",
        trimaps if read else "",
    )


_OVER_ALL = (
    ("mIoU", "mIoU"),
    ("frequency-weighted IoU", "frequency_weighted_IoU"),
    ("boundary IoU", "boundary_IoU"),
)


def objects(report: Report) -> str:
    """How well all objects are found."""
    part: Part | None = report.detections
    if part is None:
        return ""
    words = f"{counted(part['objects'], 'object')} in {counted(part['images'], 'picture')}."
    if part.get("AP") is not None:
        words += f" COCO AP {_figure(part, 'AP')}, at an IoU of 0.50 {_figure(part, 'AP50')}."
    if part.get("masks", {}).get("AP") is not None:
        drawn = counted(part["masks"]["images"], "picture")
        words += f" COCO AP of their masks {part['masks']['AP']:.3f}, in {drawn}."
    if part.get("presence"):
        told = _figure({**part, "presence": part["presence"]["mAP"]}, "presence")
        words += f" Saying which classes are in a picture at all: mAP {told}."
    if part.get("unknown"):
        words += f" {counted(part['unknown'], 'object is', 'objects are')} of classes it never learnt."
    counts = {name: f"{count:,}" for name, count in part["counts"].items()}
    drawn = plots.bars(part["classes"], "average precision", counts)
    rows = [(name, part["counts"].get(name), value, _of_class(part, name)) for name, value in part["classes"].items()]
    figures = f"<h3>Each class</h3>{table(('class', 'objects', 'average precision', DRAWS), rows)}"
    twelve = [(name, part[name], _spread(part, name)) for name in _TWELVE if name in part]
    coco = f"<h3>COCO's figures</h3>{table(('figure', '', DRAWS), twelve)}"
    plotted = _plots(_precision(part) + drawn)
    return section("Objects", _hint(words), plotted, figures, _small(part), _found(part), coco)


_TWELVE = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl")


def _precision(part: Part) -> str:
    return diagrams.precision_recall(part["curve"]) if "curve" in part else ""


def _small(part: Part) -> str:
    """Each class' own curve, those with most objects first."""
    curves: Part = part.get("curves", {})
    some = sorted(curves, key=lambda name: -part["counts"].get(name, 0))[:_SMALL]
    drawn = "".join(diagrams.small(name, curves[name], part["classes"][name]) for name in some)
    more = (
        f"<p class='hint'>and {counted(len(curves) - _SMALL, 'more class', 'more classes')}</p>"
        if len(curves) > _SMALL
        else ""
    )
    return f"<h3>Precision against recall, each class</h3>{_plots(drawn)}{more}" if len(curves) > 1 else ""


def _found(part: Part) -> str:
    told: Part = part.get("confusion", {})
    if not told:
        return ""
    words = _hint("Pairs with an IoU of 0.50 and a score of 0.50 or more. Last row: false. Last column: missed.")
    drawn = diagrams.confusion(told["counts"], told["names"])
    return f"<h3>What was taken for what</h3>{words}{_plots(drawn)}" + _taken(told["counts"], told["names"], "objects")


def _taken(counts: diagrams.Counts, names: Sequence[str], what: str) -> str:
    rows = diagrams.taken(counts, names)
    return "<h3>Most frequent mistakes</h3>" + table(("truth", "taken for", what), rows) if rows else ""


def _line(curve: Curve, column: str, colour: str, dashed: bool = False) -> plots.Line:
    rows = enumerate(curve, start=1)
    points = [(row.get("epoch", number), row[column]) for number, row in rows if row.get(column) is not None]
    return plots.Line(column.replace("_", " "), points, colour, dashed)


def _figure(part: Part, key: str) -> str:
    """A figure, and how far other pictures could have changed it."""
    spread = _spread(part, key)
    return f"{part[key]:.3f} ({spread})" if spread else f"{part[key]:.3f}"


def _spread(part: Part, key: str, where: str = "intervals") -> str:
    pair = part.get(where, {}).get(key)
    return f"{pair[0]:.3f} to {pair[1]:.3f}" if pair else ""


def _of_class(part: Part, name: str) -> str:
    return _spread(part, name, "class_intervals")


def _plots(drawn: str) -> str:
    return f'<div class="plots wide">{drawn}</div>' if drawn else ""


def _hint(words: str) -> str:
    return f'<p class="hint">{words}</p>'
