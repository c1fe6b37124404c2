"""What the keys and buttons do to an annotation: each makes one step of undo."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gui.canvas import handles, shaping
from gui.changing import taking
from gui.document import Edit
from gui.wording import counted, later, tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from engine.annotation import Annotation, Box, Instance
    from gui.changing.taking import Part
    from gui.document import Document

TAKEN: dict[Part, str] = {
    "all": later("accept {name}"),
    "box": later("accept box of {name}"),
    "class": later("accept class of {name}"),
    "mask": later("accept mask of {name}"),
}
"""What undo calls it, by the part that is taken."""

APART = 10
"""Pixels from an object to its copy, so that both are seen."""


def relabel_all(document: Document, positions: Collection[int], label: str) -> None:
    """Give these truth instances another class, in one step."""
    truth = document.truth
    if truth is not None and any(truth.instances[place].label != label for place in positions):
        changed = shaping.relabelled(document, truth, positions, label)
        _push(document, truth, changed, tr("label {what}").format(what=_named(label, len(positions))))


def delete(document: Document, *positions: int) -> None:
    """Delete these truth instances, in one step; nothing is selected then."""
    truth = document.truth
    if truth is not None and positions:
        what = truth.instances[positions[0]].label if len(positions) == 1 else counted(len(positions), "object")
        _push(document, truth, shaping.without(truth, positions), tr("Delete {what}").format(what=what).strip())
        if document.truth is not truth:  # it may have been refused
            document.select(None)


def duplicate(document: Document, positions: Collection[int]) -> None:
    """Add a copy of each of these truth instances beside it, and select the copies."""
    truth = document.truth
    if truth is not None:
        add_all(document, [truth.instances[place] for place in sorted(positions)], tr("Duplicate"), beside=True)


def add_all(document: Document, instances: Iterable[Instance], deed: str, beside: bool = False) -> int:
    """Add these instances as new objects in one step, moved and cut so that they lie in the picture, and select them.
    Those `beside` what they were copied from are moved a little. Returns how many there are."""
    truth = document.truth
    new = [] if truth is None else [_within(one, truth, beside) for one in instances]
    if truth is None or not new:
        return 0
    before = len(truth.instances)
    _push(document, truth, truth.with_instances((*truth.instances, *new)), f"{deed} {_named(new[0].label, len(new))}")
    document.select_many(range(before, len(document.truth.instances) if document.truth else before))
    return len(new)


def accept(document: Document, guess: int, partner: int | None, part: Part = "all") -> None:
    """Make the predicted object `guess`, or a part of it, truth: in place of its partner, whose flags and place in the
    file stay, or as a new object."""
    truth, prediction = document.truth, document.prediction
    if truth is None or prediction is None:
        return
    seen = prediction.instances[guess]
    changed = taking.taken(truth, prediction, guess, partner, part, document.mask_classes)
    what = TAKEN["all" if partner is None else part]
    _push(document, truth, changed, tr(what).format(name=seen.label))
    if document.truth is not truth:  # it may have been refused, or have changed nothing
        document.select(len(truth.instances) if partner is None else partner)


def verify(document: Document, verified: bool = True) -> None:
    truth = document.truth
    if truth is not None and truth.verified != verified:
        _push(document, truth, replace(truth, verified=verified), tr("verified") if verified else tr("not verified"))


def are_difficult(document: Document, positions: Collection[int]) -> bool:
    """Whether there are any of these truth instances, and all are difficult."""
    truth = document.truth
    return truth is not None and bool(positions) and all(truth.instances[place].difficult for place in positions)


def mark_difficult(document: Document, positions: Collection[int]) -> None:
    """Make these truth instances difficult, or easy where all of them are, in one step."""
    truth, difficult = document.truth, not are_difficult(document, positions)
    if truth is None or not positions:
        return
    marked = (replace(one, difficult=difficult) if at in positions else one for at, one in enumerate(truth.instances))
    deed = tr("Mark {what} as difficult") if difficult else tr("Mark {what} as not difficult")
    what = _named(truth.instances[min(positions)].label, len(positions))
    _push(document, truth, truth.with_instances(tuple(marked)), deed.format(what=what))


def _within(one: Instance, truth: Annotation, beside: bool) -> Instance:
    """A new object like `one` that lies in the picture."""
    width, height = truth.width, truth.height
    box = one.box.moved(_room(one.box.xmin, one.box.xmax, width), _room(one.box.ymin, one.box.ymax, height))
    if beside:
        right, down = (
            APART if edge + APART <= most else -APART for edge, most in ((box.xmax, width), (box.ymax, height))
        )
        box = handles.shifted(box, right, down, width, height)
    moved = handles.placed(one, _at_least_a_pixel(box.clipped(width, height), width, height))
    return replace(moved, origin=None, score=None, rle=None)


def _room(low: float, high: float, most: float) -> float:
    """How far a side from `low` to `high` must go to lie in 0..most, as far as it fits there."""
    return min(max(-low, 0.0), max(most - high, 0.0)) if low < 0 else min(max(most - high, -low), 0.0)


def _at_least_a_pixel(box: Box, width: float, height: float) -> Box:
    left, top = min(box.xmin, width - 1), min(box.ymin, height - 1)
    return replace(box, xmin=left, ymin=top, xmax=max(box.xmax, left + 1), ymax=max(box.ymax, top + 1))


def _named(label: str, count: int) -> str:
    return label if count == 1 else counted(count, "object")


def _push(document: Document, before: Annotation, after: Annotation, text: str) -> None:
    if document.record is not None:
        document.push(Edit(document.record.name, before, after, text))
