"""Results as a terminal's reader sees them. The promise is the JSON; this is a courtesy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.reporting.report import Report, figures
from engine.terminal import printable
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.checks.finding import Findings


def report_text(report: Report) -> str:
    """The main figures beside their baselines, and what to beware of."""
    lines = [f"{counted(report.images, 'picture')}, split {report.split} ({report.split_hash}), recipe {report.recipe}"]
    before = {figure.key: figure.value for figure in figures(report.before)} if report.before else {}
    for figure in figures(report):
        spread = f"  ({figure.low:.3f} to {figure.high:.3f})" if figure.low is not None else ""
        other = f"  {figure.baseline_name} {figure.baseline:.3f}" if figure.baseline is not None else ""
        was = f"  before {before[figure.key]:.3f}" if figure.key in before else ""
        lines.append(f"  {figure.name:<16}{figure.value:.3f}{spread}{other}{was}")
    label: Mapping[str, Any] = report.label or {}
    if label.get("unknown"):
        unknown = counted(label["unknown"], "picture is", "pictures are")
        lines.append(f"  {unknown} of classes it never learnt")
    if report.detections:
        lines += _objects(report.detections)
    for key, words in (("leak", "LEAK: it has learnt from"), ("corrected", "truth changed since the last report of")):
        part: Mapping[str, Any] = getattr(report, key)
        if part.get("images"):
            some = ", ".join(part["names"][:5])
            lines.append(f"  {words} {part['images']} of these pictures: {some}")
    if report.skipped:
        lines.append(f"  {len(report.skipped)} skipped:")
        lines += [f"    {row['message']}" for row in report.skipped[:5]]
    return "\n".join(printable(line) for line in lines)


def _objects(part: Mapping[str, Any]) -> list[str]:
    """COCO's figures under VOC's, and what can't be found."""
    names = [name for name in ("AP", "AP50", "AP75", "AR100") if name in part]
    lines = ["  COCO            " + "  ".join(f"{name} {part[name]:.3f}" for name in names)] if names else []
    if part.get("masks", {}).get("AP") is not None:
        lines.append(f"  Masks, COCO AP  {part['masks']['AP']:.3f}  AP50 {part['masks']['AP50']:.3f}")
    if part.get("unknown"):
        lines.append(f"  {counted(part['unknown'], 'object is', 'objects are')} of classes it never learnt")
    return lines


def statistics_text(found: Mapping[str, Any]) -> str:
    """What `stats` found, the most frequent classes first."""
    splits = ", ".join(f"{name} {count:,}" for name, count in found["splits"].items())
    lines = [
        f"{found['format']} folder: {counted(found['images'], 'picture')}, {found['annotated']:,} annotated",
        *([f"lists: {splits}"] if splits else []),
        f"boxes: {found['boxes']['count']:,}   masks: {found['masks']['count']:,}   problems: {found['problems']:,}",
    ]
    classes = sorted(found["classes"].items(), key=lambda pair: -pair[1])
    lines += [f"  {count:>7,}  {name}" for name, count in classes[:30]]
    if len(classes) > 30:
        lines.append(f"  and {counted(len(classes) - 30, 'more class', 'more classes')}")
    return "\n".join(printable(line) for line in lines)


def findings_text(found: Findings) -> str:
    """One finding a line, errors first, and how many there are."""
    errors, total = found.errors, len(found.findings)
    rows = sorted(found.findings, key=lambda finding: finding.severity)  # "error" comes before "warning"
    lines = [f"{finding.severity}: {finding}" for finding in rows]
    lines.append(
        f"{counted(found.images, 'picture')}: {counted(errors, 'error')}, {counted(total - errors, 'warning')}"
    )
    return "\n".join(printable(line) for line in lines)


def recipes_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """One recipe a line."""
    lines = [
        f"{row['name']:<34}{'+'.join(row['heads']):<24}{row['backbone']:<28}{row['input']:>4} px  "
        f"{row['parameters']:>10,} parameters  from {row['from'] or 'scratch'}"
        for row in rows
    ]
    return "\n".join(lines)
