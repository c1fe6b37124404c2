"""A report as one HTML page that carries all it shows: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.reporting import chapters, worst_drawn
from engine.reporting.inert import listed, table, text
from engine.reporting.report import Figure, Report, figures
from engine.reporting.sheet import section, sheet
from engine.reporting.worst import worst
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMED = 30
"""So many of the worst pictures are named, the first of them drawn."""

_MESSAGES = 100


def page(report: Report, curve: Sequence[Mapping[str, float]] = ()) -> str:
    """The report, and the `curve` of its run (rows of curve.csv), as HTML. Every name in it is escaped. The worst
    pictures are read from where they lie."""
    parts = [
        _head(report),
        _leak(report),
        _figures(report),
        _worst(report),
        chapters.classes(report),
        chapters.calibration(report),
        chapters.boxes(report),
        chapters.masks(report),
        chapters.objects(report),
        chapters.learning(curve),
        _baselines(report),
        _skipped(report),
        _definition(report),
    ]
    return sheet(f"Report: {report.recipe}", parts)


def _head(report: Report) -> str:
    words = f"{counted(report.images, 'picture')} of {report.folder}, split {report.split}, hash {report.split_hash}"
    lines = f'<h1>{text(report.recipe)}</h1><div class="hint">{text(words)}<br>{text(report.checkpoint)}</div>'
    changed = report.corrected.get("images")
    if changed:
        lines += f"<div>The truth of {changed} of these pictures was changed since the report before.</div>"
    return lines


def _leak(report: Report) -> str:
    leak: Mapping[str, Any] = report.leak
    if not leak:
        return ""  # nobody has looked
    if not leak.get("images"):
        return (
            '<div class="hint"><span class="good">✓</span> Leak check: none of these pictures is a copy, the same file '
            "or nearly, of one it has learnt from.</div>"
        )
    copies = "is a copy" if leak["images"] == 1 else "are copies"
    words = (
        f"{leak['images']:,} of {counted(report.images, 'picture')} {copies} of pictures it has learnt from "
        f"({leak['exact']} the same file, {leak['near']} nearly): the figures are better than they should be."
    )
    return section("Leak", f"<p>{words}</p>", f"<div>{listed(leak['names'])}</div>", kind="leak")


def _figures(report: Report) -> str:
    before = {figure.key: figure for figure in figures(report.before)} if report.before else {}
    return f'<div class="figures">{"".join(_card(one, before.get(one.key)) for one in figures(report))}</div>'


def _card(figure: Figure, before: Figure | None) -> str:
    lines = [f'<h2>{text(figure.name)}</h2><div class="big">{figure.value:.3f}</div>']
    if figure.low is not None:
        lines.append(f'<div class="hint">95 % of draws: {figure.low:.3f} to {figure.high:.3f}</div>')
    if figure.baseline is not None:
        lines.append(f"<div>{text(figure.baseline_name)}: {figure.baseline:.3f}</div>")
    if before is not None:
        lines.append(f"<div>before: {before.value:.3f} ({figure.value - before.value:+.3f})</div>")
    return f"<section>{''.join(lines)}</section>"


def _worst(report: Report) -> str:
    rows = {row["name"]: row for row in report.pictures}
    drawn = "".join(worst_drawn.drawn(one, _said(rows.get(one["name"], {}))) for one in _plain(report.worst))
    masks = (
        " Masks: truth filled, prediction hatched, red where they disagree."
        if any("true_masks" in one for one in report.worst)
        else ""
    )
    hint = f'<p class="hint">Truth solid, prediction dashed.{masks}</p>'
    pictures = f'{hint}<div class="worst">{drawn}</div>' if drawn else ""
    lines = [
        (
            row["name"],
            row.get("label"),
            row.get("predicted"),
            row.get("iou"),
            row.get("mask_iou"),
            _matched(row) if "objects" in row else None,
        )
        for row in worst(report.pictures, NAMED)[len(report.worst) :]
    ]
    titles = ("picture", "truth", "predicted", "box IoU", "mask mIoU", "objects")
    after = "<h3>The next</h3>" if drawn and lines else ""
    return section("Worst pictures", pictures, after, table(*_used(titles, lines)))


def _plain(rows: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


def _used(titles: Sequence[str], rows: list[tuple]) -> tuple[list[str], list[list]]:
    """The columns that say anything."""
    used = [c for c in range(len(titles)) if any(row[c] is not None for row in rows)]
    return [titles[c] for c in used], [[row[c] for c in used] for row in rows]


def _said(row: Mapping[str, Any]) -> str:
    """What is wrong with a picture, as HTML."""
    parts = []
    if row.get("predicted") is not None and "right" in row:
        named = f"{text(row['label'])}, seen as {text(row['predicted'])}"
        parts.append(f"{text(row['label'])} ✓" if row["right"] else f'<span class="bad">{named}</span>')
    parts += [
        f"{words} {row[key]:.2f}" for key, words in (("iou", "box IoU"), ("mask_iou", "mask IoU")) if _has(row, key)
    ]
    if "objects" in row:
        parts.append(_matched(row))
    return ", ".join(parts)


def _has(row: Mapping[str, Any], key: str) -> bool:
    return row.get(key) is not None


def _matched(row: Mapping[str, Any]) -> str:
    told = [f"{row[key]} {key}" for key in ("mislabelled", "false", "missed") if row.get(key)]
    return ", ".join([f"{row['matched']} of {row['objects']} found", *told])


def _baselines(report: Report) -> str:
    lines = [
        (
            figure.name,
            figure.value,
            "" if figure.low is None else f"{figure.low:.3f} to {figure.high:.3f}",
            figure.baseline_name or None,
            figure.baseline,
        )
        for figure in figures(report)
    ]
    source = report.baselines.get("from")
    learnt = f'<p class="hint">The baselines were learnt from: {text(source)}.</p>' if source else ""
    titles = ("figure", "network", chapters.DRAWS, "without looking at the picture", "")
    return section("Against the trivial", learnt, table(titles, lines)) if lines else ""


def _skipped(report: Report) -> str:
    if not report.skipped:
        return ""
    rows = "".join(f"<li>{text(row['message'])}</li>" for row in report.skipped[:_MESSAGES])
    more = len(report.skipped) - _MESSAGES
    return section(f"{len(report.skipped):,} skipped", f"<ul>{rows}</ul>", f"and {more:,} more" if more > 0 else "")


def _definition(report: Report) -> str:
    rows: list[tuple[str, str]] = []
    for name, value in report.definition.items():
        rows.append((name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    rows += [(f"speed: {name}", str(value)) for name, value in report.speed.items()]
    rows.append(("split", f"{report.split}, hash {report.split_hash}"))
    return section("What the figures mean", table(("", ""), rows))
