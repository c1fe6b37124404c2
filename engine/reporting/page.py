"""A report as one HTML page that carries all it shows: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from engine.reporting import plots
from engine.reporting.report import Figure, Report, figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORST = 20
"""So many of the worst pictures are named."""

_STYLE = """
body{margin:0;background:#F4F5F7;color:#1B1F24;font:14px/1.5 system-ui,sans-serif}
main{max-width:980px;margin:0 auto;padding:24px}
h1{font-size:20px;font-weight:600;margin:0 0 4px} h2{font-size:15px;font-weight:600;margin:0 0 8px}
section{background:#FFFFFF;border:1px solid #D3D8DF;border-radius:8px;padding:16px;margin:16px 0;overflow-x:auto}
.hint{color:#5F6875} .plots{display:flex;flex-wrap:wrap;gap:16px} svg{max-width:100%;height:auto}
.figures{display:flex;flex-wrap:wrap;gap:16px} .figures section{flex:1 1 200px;margin:0}
.big{font-size:28px;font-weight:600;font-variant-numeric:tabular-nums}
.leak{border-color:#B3261E;color:#B3261E} .leak h2{color:#B3261E}
table{border-collapse:collapse;font-variant-numeric:tabular-nums} th{font-weight:600;text-align:left;color:#4B5563}
td,th{padding:3px 16px 3px 0;border-bottom:1px solid #ECEEF1;vertical-align:top} td.n{text-align:right}
"""


def page(report: Report, curve: Sequence[Mapping[str, float]] = ()) -> str:
    """The report, and the `curve` of its run (rows of curve.csv), as HTML. Every name in it is escaped."""
    parts = [
        _head(report),
        _leak(report),
        _figures(report),
        _learning(curve),
        _labels(report),
        _boxes(report),
        _masks(report),
        _objects(report),
        _worst(report),
        _skipped(report),
        _definition(report),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Report: {escape(report.recipe)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _head(report: Report) -> str:
    words = f"{report.images:,} pictures of {report.folder}, split {report.split}, hash {report.split_hash}"
    lines = f'<h1>{escape(report.recipe)}</h1><div class="hint">{escape(words)}<br>{escape(report.checkpoint)}</div>'
    changed = report.corrected.get("images")
    if changed:
        lines += f"<div>The truth of {changed} of these pictures was changed since the report before.</div>"
    return lines


def _leak(report: Report) -> str:
    leak: Mapping[str, Any] = report.leak
    if not leak.get("images"):
        return ""
    names = ", ".join(map(escape, leak["names"][:50]))
    words = (
        f"{leak['images']} of {report.images:,} pictures are copies of pictures it has learnt from "
        f"({leak['exact']} the same file, {leak['near']} nearly): the figures are better than they should be."
    )
    return f'<section class="leak"><h2>Leak</h2>{words}<br>{names}</section>'


def _figures(report: Report) -> str:
    before = {figure.key: figure for figure in figures(report.before)} if report.before else {}
    cards = [_card(figure, before.get(figure.key)) for figure in figures(report)]
    return f'<section style="border:0;background:none;padding:0"><div class="figures">{"".join(cards)}</div></section>'


def _card(figure: Figure, before: Figure | None) -> str:
    lines = [f'<h2>{escape(figure.name)}</h2><div class="big">{figure.value:.3f}</div>']
    if figure.low is not None:
        lines.append(f'<div class="hint">95 % of draws: {figure.low:.3f} to {figure.high:.3f}</div>')
    if figure.baseline is not None:
        lines.append(f"<div>{escape(figure.baseline_name)}: {figure.baseline:.3f}</div>")
    if before is not None:
        lines.append(f"<div>before: {before.value:.3f} ({figure.value - before.value:+.3f})</div>")
    return f"<section>{''.join(lines)}</section>"


def _learning(curve: Sequence[Mapping[str, float]]) -> str:
    if not curve:
        return ""
    losses = [_line(curve, "train_loss", plots.GREY, True), _line(curve, "val_loss", plots.ACCENT)]
    rates = [
        _line(curve, "val_accuracy", plots.TRUTH),
        _line(curve, "val_box_iou", plots.AMBER),
        _line(curve, "val_miou", plots.GREEN),
        _line(curve, "val_ap", plots.ACCENT),
    ]
    drawn = plots.curves(losses, "epoch") + plots.curves(rates, "epoch")
    return f'<section><h2>Learning</h2><div class="plots">{drawn}</div></section>' if drawn else ""


def _line(curve: Sequence[Mapping[str, float]], column: str, colour: str, dashed: bool = False) -> plots.Line:
    rows = enumerate(curve, start=1)
    points = [(row.get("epoch", number), row[column]) for number, row in rows if row.get(column) is not None]
    return plots.Line(column.replace("_", " "), points, colour, dashed)


def _labels(report: Report) -> str:
    part: Mapping[str, Any] | None = report.label
    if part is None:
        return ""
    recall = {name: row["recall"] for name, row in part["classes"].items()}
    notes = {name: f"{row['images']:,}" for name, row in part["classes"].items()}
    words = f"{part['images']:,} pictures. Expected calibration error {part['ece']:.3f}. Bars: found of each class."
    if part.get("unknown"):
        words += f" {part['unknown']:,} pictures are of classes it never learnt."
    drawn = plots.bars(recall, notes) + plots.confusion(part["confusion"], part["names"])
    return f'<section><h2>Classes</h2><p class="hint">{words}</p><div class="plots">{drawn}</div></section>'


def _boxes(report: Report) -> str:
    part: Mapping[str, Any] | None = report.box
    if part is None:
        return ""
    ious = [float(str(row["iou"])) for row in report.pictures if "iou" in row]
    points = [(float(threshold), value) for threshold, value in part["iou_at"].items()]
    located = part.get("localization_accuracy")
    words = f"{part['images']:,} pictures with a box."
    if located is not None:
        words += f" Localization accuracy (class right, IoU at least 0.50): {located:.3f}."
    drawn = plots.histogram(ious, "IoU", 0.5)
    drawn += plots.curves([plots.Line("pictures that reach the IoU", points, plots.ACCENT)], "IoU threshold")
    drawn += plots.bars(
        {name: row["mean_iou"] for name, row in part["classes"].items()},
        {name: f"{row['images']:,}" for name, row in part["classes"].items()},
    )
    return f'<section><h2>Boxes</h2><p class="hint">{words}</p><div class="plots">{drawn}</div></section>'


def _masks(report: Report) -> str:
    part: Mapping[str, Any] | None = report.mask
    if part is None:
        return ""
    words = (
        f"{part['images']:,} pictures with a mask. Pixel accuracy {part['pixel_accuracy']:.3f}; "
        f"mean of each picture's own mIoU {part['mean_image_mIoU']:.3f}. Bars: IoU, then Dice."
    )
    notes = {name: f"{value:.3f}" for name, value in part["dice"].items()}
    drawn = plots.bars(part["classes"], notes)
    return f'<section><h2>Masks</h2><p class="hint">{words}</p>{drawn}</section>'


def _objects(report: Report) -> str:
    part: Mapping[str, Any] | None = report.detections
    if part is None:
        return ""
    words = f"{part['objects']:,} objects in {part['images']:,} pictures."
    if part.get("AP") is not None:
        words += f" COCO AP {part['AP']:.3f}, at an IoU of 0.50 {part['AP50']:.3f}."
    if part.get("masks", {}).get("AP") is not None:
        words += f" COCO AP of their masks {part['masks']['AP']:.3f}, in {part['masks']['images']:,} pictures."
    if part.get("unknown"):
        words += f" {part['unknown']:,} objects are of classes it never learnt."
    words += " Bars: average precision of each class, and its objects."
    drawn = plots.bars(part["classes"], {name: f"{count:,}" for name, count in part["counts"].items()})
    return f'<section><h2>Objects</h2><p class="hint">{words}</p>{drawn}</section>'


def worst(report: Report, limit: int = WORST) -> list[Mapping[str, Any]]:
    """The rows of the pictures to look at first: the class wrong, then the lowest IoU of box or mask, or share of
    objects that are there, found, or both that are matched."""

    def badness(row: Mapping[str, Any]) -> tuple[bool, float]:
        measured = [row[key] for key in ("iou", "mask_iou") if row.get(key) is not None]
        if "objects" in row:
            either = row["objects"] + row["found"] - row["matched"]
            measured.append(row["matched"] / either if either else 1.0)
        return row.get("right", True), min(measured, default=1.0)

    return sorted(report.pictures, key=badness)[:limit]


def _worst(report: Report) -> str:
    rows = "".join(
        f"<tr><td>{escape(str(row['name']))}</td><td>{escape(str(row.get('label', '')))}</td>"
        f"<td>{escape(str(row.get('predicted', '')))}</td>"
        f'<td class="n">{_number(row.get("iou"))}</td><td class="n">{_number(row.get("mask_iou"))}</td>'
        f"<td>{_matched(row)}</td></tr>"
        for row in worst(report)
    )
    head = "<tr><th>picture</th><th>truth</th><th>predicted</th><th>box IoU</th><th>mask mIoU</th>"
    head += "<th>objects</th></tr>"
    return f"<section><h2>Worst pictures</h2><table>{head}{rows}</table></section>"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _matched(row: Mapping[str, Any]) -> str:
    return f"{row['matched']} of {row['objects']}, {row['found']} found" if "objects" in row else ""


def _skipped(report: Report) -> str:
    if not report.skipped:
        return ""
    rows = "".join(f"<li>{escape(str(row['message']))}</li>" for row in report.skipped[:100])
    return f"<section><h2>{len(report.skipped):,} skipped</h2><ul>{rows}</ul></section>"


def _definition(report: Report) -> str:
    rows: list[str] = []
    for name, value in report.definition.items():
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        rows.append(f"<tr><th>{escape(name)}</th><td>{escape(words)}</td></tr>")
    rows.append(f"<tr><th>baselines learnt from</th><td>{escape(str(report.baselines.get('from', '')))}</td></tr>")
    return f"<section><h2>What the figures mean</h2><table>{''.join(rows)}</table></section>"
