"""Two reports beside each other: how far the figures differ on the pictures both saw, and which pictures got worse.

Pictures are compared one by one, so that the interval is that of the difference itself (the paired bootstrap of
`engine.reporting.paired`), which is far narrower than two intervals laid side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.metrics import bootstrap
from engine.reporting import paired, ranked, stamps
from engine.reporting.verdicts import share_matched

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.reporting.report import Report
    from engine.steps import Step

Plain = dict[str, Any]
Row = Mapping[str, Any]

GOOD = 0.5
"""A box or a mask is good from this IoU on, the objects of a picture where this part of all that are there or found is
matched; where a picture crosses it, it is fixed or has regressed."""

_KINDS = (("label.accuracy", "right"), ("box.mean_iou", "iou"), ("mask.mean_image_mIoU", "mask_iou"))
_COUNTED = (
    ("mask", "mIoU", "pixels", paired.pixels),
    ("detections", "mAP", "ranks", ranked.of_rows),
    ("detections", "f1", "classes", paired.objects),
)
_POOLED = (
    "mask.mIoU",
    "mask.pixel_accuracy",
    "mask.boundary_IoU",
    "label.macro_f1",
    "label.top5",
    "label.ece",
    "detections.AP50",
    "detections.AP",
    "detections.mAP",
)
_BY_CLASS = (("label", "recall", "right"), ("box", "mean_iou", "iou"))
_PARTS = {"label": "the class of a picture", "box": "one box a picture", "mask": "masks", "detections": "all objects"}


@dataclass(frozen=True, eq=False)
class Pair:
    """One picture in both reports, with the same truth in both."""

    name: str
    a: Row
    b: Row

    def values(self, key: str) -> tuple[float, float] | None:
        """That figure of the picture in A and in B; None where either has none."""
        first, second = self.a.get(key), self.b.get(key)
        if not isinstance(first, int | float) or not isinstance(second, int | float):
            return None
        return float(first), float(second)


def compare(a: Report, b: Report) -> Generator[Step, None, Plain]:
    """What changed from `a` to `b`, on the pictures that both hold with the same truth.

    {"images": how many those are, "differences": {figure: {"a", "b", "difference", "interval" (95 %, None for figures
    that need all scores or edges together), "images", "classes": {name: the same} where it is by class}}, "regressed":
    names of the pictures that were good in A and are not in B, "fixed": the other way round,
    "left_out": {"only_a", "only_b", "truth_changed"}, "notes": what makes the two hard to compare, in sentences}.
    Of networks with different heads what both measured is compared, and a note says what only one has.
    Good is a right class, a box or a mask with an IoU of at least `GOOD`, half of the objects matched. A picture that
    lost one and won another has regressed. Steps: kind "draws". Raises EngineError where the two have no picture in
    common.
    """
    first, second = ({str(row["name"]): row for row in report.pictures} for report in (a, b))
    shared = [name for name in first if name in second]
    pairs = [Pair(name, first[name], second[name]) for name in shared if _same_truth(first[name], second[name])]
    if not pairs:
        what = "with the same truth " if shared else ""
        raise EngineError(f"the two reports have no picture {what}in common; compare reports of the same test part")
    whole = len(pairs) == len(first) == len(second)
    differences = {name: _difference(pairs, key) for name, key in _KINDS}
    differences |= {name: _pooled(a, b, name) for name in _POOLED if whole}
    for part, figure, key, count in _COUNTED:
        found = yield from _counted(a, b, pairs, (part, key), count)
        differences |= {} if found is None else {f"{part}.{figure}": found}
    for part, figure, key in _BY_CLASS:
        overall = differences["label.accuracy" if part == "label" else f"{part}.{figure}"]
        if overall is not None:
            overall["classes"] = _by_class(pairs, key)
    verdicts = {pair.name: _verdict(pair) for pair in pairs}
    left_out = {
        "only_a": len(first) - len(shared),
        "only_b": len(second) - len(shared),
        "truth_changed": len(shared) - len(pairs),
    }
    return {
        "images": len(pairs),
        "differences": {name: found for name, found in differences.items() if found is not None},
        "regressed": [name for name, verdict in verdicts.items() if verdict < 0],
        "fixed": [name for name, verdict in verdicts.items() if verdict > 0],
        "left_out": left_out,
        "notes": _notes(a, b, left_out),
    }


def _same_truth(a: Row, b: Row) -> bool:
    return stamps.same(str(a.get("truth", "")), str(b.get("truth", "")))


def _difference(pairs: Sequence[Pair], key: str) -> Plain | None:
    values = [value for value in (pair.values(key) for pair in pairs) if value is not None]
    if not values:
        return None
    a, b = np.array(values, np.float64).T
    spread = bootstrap.mean_interval(b - a)
    return {
        "a": float(a.mean()),
        "b": float(b.mean()),
        "difference": float((b - a).mean()),
        "interval": None if spread is None else [round(edge, 4) for edge in spread],
        "images": len(values),
    }


def _by_class(pairs: Sequence[Pair], key: str) -> dict[str, Plain]:
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        name = pair.a.get("label", pair.b.get("label"))
        if isinstance(name, str):
            groups.setdefault(name, []).append(pair)
    found = {name: _difference(group, key) for name, group in sorted(groups.items())}
    return {name: value for name, value in found.items() if value is not None}


def _counted(
    a: Report, b: Report, pairs: Sequence[Pair], where: tuple[str, str], count: Callable[..., paired.Counted]
) -> Generator[Step, None, Plain | None]:
    """A figure that is counted over the pictures that both have, and of each class; None where either says none."""
    part, key = where
    names = [((getattr(report, part) or {}).get("confusion") or {}).get("names", ()) for report in (a, b)]
    both = [pair for pair in pairs if key in pair.a and key in pair.b]
    if not both or not all(names):
        return None
    order = {name: column for column, name in enumerate(dict.fromkeys((*names[0], *names[1])))}
    first = count([pair.a for pair in both], names[0], order)
    second = count([pair.b for pair in both], names[1], order)
    return (yield from paired.difference(first, second, list(order)))


def _pooled(a: Report, b: Report, name: str) -> Plain | None:
    """A figure that is no mean over pictures; only told where both reports are of the same pictures."""
    part, _, key = name.partition(".")
    first, second = ((getattr(report, part, None) or {}).get(key) for report in (a, b))
    if not isinstance(first, int | float) or not isinstance(second, int | float):
        return None
    return {"a": first, "b": second, "difference": second - first, "interval": None, "images": a.images}


def _verdict(pair: Pair) -> int:
    """-1 where something good was lost, 1 where something was won and nothing lost, else 0."""
    least = {"right": 1.0, "iou": GOOD, "mask_iou": GOOD}
    both = [(values, limit) for key, limit in least.items() if (values := pair.values(key)) is not None]
    if "objects" in pair.a and "objects" in pair.b:
        both.append(((share_matched(pair.a), share_matched(pair.b)), GOOD))
    moves = [int(after >= limit) - int(before >= limit) for (before, after), limit in both]
    return -1 if -1 in moves else int(1 in moves)


def _notes(a: Report, b: Report, left_out: Mapping[str, int]) -> list[str]:
    notes = []
    if a.split_hash != b.split_hash:
        alone = f"{left_out['only_a']:,} only in A and {left_out['only_b']:,} only in B are left out"
        notes.append(f"The reports are of different splits: only the pictures in both are compared, {alone}.")
    if left_out["truth_changed"]:
        notes.append(f"Pictures whose labels were others in A than in B are left out: {left_out['truth_changed']:,}.")
    shared = set(a.definition) & set(b.definition)
    differ = sorted(key for key in shared if a.definition[key] != b.definition[key])
    if differ:
        notes.append(f"They define {', '.join(differ)} differently: figures of these cannot be compared.")
    only = [words for words in (_only("A", a, b), _only("B", b, a)) if words]
    if only:
        notes.append(f"The networks say different things: {', '.join(only)}. Only what both say is compared.")
    for name, report in (("A", a), ("B", b)):
        if report.leak.get("images"):
            notes.append(f"{name} has learnt from {report.leak['images']} of the pictures it was measured on.")
    return notes


def _only(name: str, one: Report, other: Report) -> str:
    """What only `one`, which is called `name`, has measured; "" where the other has, too."""
    parts = [words for part, words in _PARTS.items() if getattr(one, part) and not getattr(other, part)]
    return f"only {name} measures {' and '.join(parts)}" if parts else ""
