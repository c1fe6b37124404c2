"""Instances with an outline of their own: how a change of it reaches the class mask, and what saving keeps of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.annotation import Box, Instance
from gui.canvas import aims, handles, polygons
from gui.changing.edits import Edit
from gui.wording import counted, quoted, tr

UNNAMED = "object"

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.annotation import Annotation, Polygon
    from gui.canvas.scene import Scene
    from gui.document import Document


def outlined(instance: Instance, outline: tuple[Polygon, ...], size: tuple[int, int]) -> Instance:
    """The instance with these polygons, and the box around them."""
    return replace(instance, polygons=outline, rle=None, box=polygons.bounds(outline, *size))


def put(scene: Scene, index: int, instance: Instance, text: str, merge: str = "") -> None:
    """Give the truth instance at `index` another outline, in one step of undo; its pixels in the class mask follow."""
    put_all(scene, {index: instance}, text, merge)


def put_all(scene: Scene, instances: Mapping[int, Instance], text: str, merge: str = "") -> None:
    """The same for several, by their positions."""
    document = scene.document
    truth, record = document.truth, document.record
    if truth is None or record is None:
        return
    after = truth
    for index, instance in instances.items():
        if instance.polygons:
            after = _placed(document, after, index, instance)
        else:
            after = after.with_instances((*after.instances[:index], instance, *after.instances[index + 1 :]))
    document.push(Edit(record.name, truth, after, text, merge))


def moved(truth: Annotation, positions: Collection[int], dx: float, dy: float) -> dict[int, Instance]:
    """These instances moved by whole pixels, all by the same, as far as the first of them reaches the picture's
    edge."""
    for at in positions:
        box = truth.instances[at].box
        there = handles.shifted(box, dx, dy, truth.width, truth.height)
        dx, dy = there.xmin - box.xmin, there.ymin - box.ymin
    return {at: handles.placed(truth.instances[at], truth.instances[at].box.moved(dx, dy)) for at in positions}


def what(truth: Annotation, positions: Collection[int]) -> str:
    """What undo calls these instances."""
    count = len(positions)
    return truth.instances[next(iter(positions))].label if count == 1 else counted(count, "object")


def add(scene: Scene, instance: Instance, text: str) -> int | None:
    """Add an object with an outline, in one step of undo, select it and say its position."""
    document = scene.document
    truth, record = document.truth, document.record
    if truth is None or record is None or not document.editable:
        document.edit((), text)  # refused, and the document says why
        return None
    new = replace(instance, origin=None)
    after = _placed(document, truth, len(truth.instances), new)
    document.push(Edit(record.name, truth, after, text))
    if document.truth is truth:
        return None  # refused: it would have painted over a locked object
    document.select(len(after.instances) - 1)
    return document.selected


def relabelled(document: Document, truth: Annotation, positions: Collection[int], label: str) -> Annotation:
    """`truth` with another class for these instances; their own pixels in the class mask follow."""
    owned = [at for at in positions if _has_region(truth.instances[at])]
    value = aims.value_of(document, label) if owned and truth.mask is not None else None
    if value is not None:
        from engine import regions  # numpy comes with it

        truth = regions.relabelled(truth, owned, label, value)
    named = (replace(one, label=label) if at in positions else one for at, one in enumerate(truth.instances))
    return truth.with_instances(tuple(named))


def without(truth: Annotation, positions: Collection[int]) -> Annotation:
    """`truth` without these instances; their own pixels in the class mask become background."""
    if truth.mask is not None and any(_has_region(truth.instances[at]) for at in positions):
        from engine import regions

        return regions.removed(truth, tuple(positions))
    return truth.with_instances(tuple(one for at, one in enumerate(truth.instances) if at not in positions))


def _has_region(instance: Instance) -> bool:
    return bool(instance.polygons) or instance.rle is not None


def drawn(scene: Scene, points: tuple[tuple[float, float], ...], label: str) -> bool:
    """Make an object of the points of a polygon; False where they enclose nothing. It is selected, and its class is
    asked for."""
    truth = scene.document.truth
    if truth is None or len(set(points)) < polygons.LEAST:
        return False
    made = outlined(Instance(label, Box(0, 0, 0, 0)), (points,), (truth.width, truth.height))
    if min(made.box.width, made.box.height) < 1:
        return False
    if scene.viewing.view == "prediction":
        scene.viewing.view = "both"  # an object of the truth would be drawn and not seen
    index = add(scene, made, tr("New {name}").format(name=label))
    scene.finished.emit()
    if index is not None:
        scene.drawn.emit(index)
    return True


def label_for(document: Document) -> str:
    """The class of an object that is being drawn, until another is chosen for it."""
    truth = document.truth
    known = truth.instances[-1].label if truth is not None and truth.instances else ""
    return document.last_label or known or next(iter(aims.mask_classes(document)), UNNAMED)


def _placed(document: Document, truth: Annotation, index: int, instance: Instance) -> Annotation:
    instances = (*truth.instances[:index], instance, *truth.instances[index + 1 :])
    value = aims.value_of(document, instance.label)
    if value is None or not paints(document):
        return truth.with_instances(instances)
    from engine import regions  # numpy comes with it

    return regions.reshaped(truth, index, instance, value)


def paints(document: Document) -> bool:
    """Whether pixels of the current picture's objects are kept in a mask."""
    if document.dataset is None or document.record is None or document.truth is None:
        return False
    from engine.datasets import mask_saving

    return document.truth.mask is not None or mask_saving.place(document.dataset, document.record) is not None


def warning(document: Document, label: str) -> str:
    """What of an outline is not kept by saving, as a sentence."""
    if not paints(document):
        said = tr("This folder's label files hold boxes alone: of a polygon its box is saved, its points are lost.")
        return said + " " + tr("Convert the folder to COCO or labelme to keep them.")
    if aims.value_of(document, label) is None:
        said = tr("{name} has no number in this folder's masks: of a polygon its box is saved, its points are lost.")
        return said.format(name=quoted(label))
    return tr("This folder keeps outlines as pixels: a polygon is saved in the mask, with its box in the label file.")
