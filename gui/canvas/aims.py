"""What a drawing tool is about to paint: the mask value, and whose pixels they become."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.annotation import VOID
from gui.canvas.shapes import number
from gui.changing.edits import Edit
from gui.wording import quoted, tr

if TYPE_CHECKING:
    from engine.annotation import Annotation
    from engine.regions import Region
    from gui.canvas.choices import Choices
    from gui.canvas.scene import Scene
    from gui.document import Document


@dataclass(frozen=True, slots=True)
class Aim:
    """`value` of the mask, the instance of the truth that owns the pixels (its key, for it may have another place by
    the time of painting; or None), whether void is painted over, and what undo calls it."""

    value: int
    owner: int | None
    over_void: bool
    text: str


def painting(scene: Scene, choices: Choices) -> Aim | None:
    """The chosen class, for the selected object where that is of the same class. None where nothing can be painted:
    the scene has said why."""
    document = scene.document
    if not able(scene):
        return None
    if choices.now.label is None:
        return Aim(VOID, None, True, tr("Paint void"))
    label = label_of(document, choices)
    value = value_of(document, label)
    if value is None:
        _refuse_class(scene, label)
        return None
    return Aim(value, _owner(document, value), choices.now.over_void, tr("Paint {name}").format(name=label))


def erasing(scene: Scene, choices: Choices) -> Aim | None:
    """Background. None where nothing can be erased: the scene has said why."""
    if not able(scene):
        return None
    return Aim(0, None, choices.now.over_void, tr("Erase"))


def carry_out(scene: Scene, region: Region, aim: Aim) -> None:
    """Paint the pixels of a region: one step of undo. Nobody's pixels of a class that touch one object of it are that
    object's, unless it is hidden: they would be out of sight with it."""
    from engine import regions

    document = scene.document
    truth, record = document.truth, document.record
    if truth is None or record is None:
        return
    owner = _place(truth, aim)
    if owner is None and aim.value not in (0, VOID):
        hidden = {key for name, layer, key in scene.viewing.unseen if (name, layer) == (record.name, "truth")}
        candidates = [
            value_of(document, each.label) == aim.value and number("truth", place, each) not in hidden
            for place, each in enumerate(truth.instances)
        ]
        owner = regions.touching(truth, region, candidates)
    after = regions.paint(truth, region, aim.value, owner, aim.over_void)
    document.push(Edit(record.name, truth, after, aim.text))


def near(scene: Scene, region: Region, aim: Aim) -> Aim:
    """The aim for pixels that were found, not drawn: the selected object owns them where most lie in its box."""
    truth = scene.document.truth
    owner = None if truth is None else _place(truth, aim)
    if owner is None or truth is None:
        return aim
    box = truth.instances[owner].box.clipped(truth.width, truth.height)
    inside = region.within((round(box.xmin), round(box.ymin), round(box.xmax), round(box.ymax)))
    return aim if 2 * int(inside.sum()) >= int(region.pixels.sum()) else replace(aim, owner=None)


def _place(truth: Annotation, aim: Aim) -> int | None:
    """Where the owner stands by now."""
    keys = [one.origin for one in truth.instances]
    return None if aim.owner is None or aim.owner not in keys else keys.index(aim.owner)


def label_of(document: Document, choices: Choices) -> str:
    """The class that is painted: the chosen one, else that of the selected object, else the last one that was given,
    else the first of the folder's masks."""
    known = mask_classes(document)
    truth, index = document.truth, document.selected
    selected = truth.instances[index].label if truth is not None and index is not None else ""
    if choices.now.label:
        return choices.now.label
    there = (label for label in (selected, document.last_label) if label and value_of(document, label) is not None)
    return next(there, "") or selected or (known[0] if known else "")


def value_of(document: Document, label: str) -> int | None:
    """The mask value of a class; None where the folder's masks have none for it. A Pets mask knows one class: pet."""
    known = mask_classes(document)
    if document.dataset is not None and document.dataset.format == "pets" and label:
        return 1
    return known.index(label) + 1 if label in known else None


def mask_classes(document: Document) -> tuple[str, ...]:
    """What mask values mean: value v is the class at v - 1. A folder without masks yet has those it would get."""
    if document.mask_classes or document.dataset is None:
        return document.mask_classes
    from engine.datasets import mask_saving  # numpy comes with it: not before something is painted

    return mask_saving.classes(document.dataset)


def able(scene: Scene) -> bool:
    """Whether the picture's mask can be painted, or one can be made; the scene says why not."""
    document = scene.document
    if document.truth is None or document.dataset is None or document.record is None or not document.editable:
        document.edit((), tr("Paint"))  # refused, and the document says why
        return False
    if document.truth.mask is None:
        from engine.datasets import mask_saving

        if mask_saving.place(document.dataset, document.record) is None:
            said = tr("This folder has no place for masks: its label files are boxes. Nothing was changed.")
            scene.refused.emit(said + " " + tr("Convert it to VOC to paint masks."))
            return False
    if not scene.viewing.show_masks:
        scene.viewing.show_masks = True  # what is painted is to be seen
    if scene.viewing.view == "prediction":
        scene.viewing.view = "both"
    return True


def _owner(document: Document, value: int) -> int | None:
    """The key of the selected object, where its own pixels have that value: in a Pets mask every pet's are the same."""
    index, truth = document.selected, document.truth
    one = None if index is None or truth is None else truth.instances[index]
    return one.origin if one is not None and value_of(document, one.label) == value else None


def _refuse_class(scene: Scene, label: str) -> None:
    known = mask_classes(scene.document)
    some = ", ".join(known[:4]) + (", …" if len(known) > 4 else "")
    said = tr("{name} has no number in this folder's masks ({some}). Nothing was painted.")
    cure = tr("Choose another class, or add it as a line to class_names.txt in the folder.")
    scene.refused.emit(f"{said.format(name=quoted(label) if label else tr('This class'), some=some)} {cure}")
