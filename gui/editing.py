"""What the keys and buttons do to an annotation: each makes one `Edit` for the document's undo stack."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.annotation import Annotation, Instance
from gui.document import Edit

if TYPE_CHECKING:
    from gui.document import Document


def relabel(document: Document, index: int, label: str) -> None:
    """Give the truth instance `index` another class; nothing happens where it has it already."""
    truth = document.truth
    if truth is None or truth.instances[index].label == label:
        return
    changed = replace(truth.instances[index], label=label)
    _push(document, truth, _with(truth, index, changed), f"label {label}")


def delete(document: Document, index: int) -> None:
    truth = document.truth
    if truth is not None:
        kept = truth.instances[:index] + truth.instances[index + 1 :]
        _push(document, truth, truth.with_instances(kept), f"delete {truth.instances[index].label}")
        document.select(None)


def accept(document: Document, guess: int, partner: int | None) -> None:
    """Make the predicted object `guess` truth: in place of its partner, whose flags and place in the file stay, or as
    a new object."""
    truth, prediction = document.truth, document.prediction
    if truth is None or prediction is None:
        return
    seen = prediction.instances[guess]
    if partner is None:
        changed = truth.with_instances((*truth.instances, Instance(seen.label, seen.box, seen.polygons)))
        partner = len(truth.instances)
    else:
        old = truth.instances[partner]
        changed = _with(truth, partner, replace(old, label=seen.label, box=seen.box, polygons=seen.polygons))
    _push(document, truth, changed, f"accept {seen.label}")
    document.select(partner)


def verify(document: Document) -> None:
    truth = document.truth
    if truth is not None and not truth.verified:
        _push(document, truth, replace(truth, verified=True), "verified")


def _with(truth: Annotation, index: int, changed: Instance) -> Annotation:
    return truth.with_instances((*truth.instances[:index], changed, *truth.instances[index + 1 :]))


def _push(document: Document, before: Annotation, after: Annotation, text: str) -> None:
    if document.record is not None:
        document.push(Edit(document.record.name, before, after, text))
