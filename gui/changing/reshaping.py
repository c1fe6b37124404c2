"""One kind of outline made into another for the selected object; objects merged into one, or one taken apart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from gui.canvas import aims, polygons, shaping
from gui.changing.edits import Edit
from gui.wording import quoted, tr

if TYPE_CHECKING:
    import numpy as np

    from engine.annotation import Annotation, Instance, Polygon
    from engine.regions import Region
    from gui.main_window import MainWindow


class Reshaping:
    """The handlers of the actions; each makes one step of undo, or says why it can't."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def to_polygon(self) -> None:
        """The outline of the object's own pixels, or its box, as a polygon whose points can be moved."""
        chosen = self._chosen()
        if chosen is None or chosen[1].polygons:
            return
        truth, one = chosen[2], chosen[1]
        own = self._own(one, truth)
        if own is None:
            self._put(chosen[0], replace(one, polygons=polygons.outlines(one)), tr("Polygon from the box of {name}"))
        else:
            take = partial(self._take_outline, chosen[0], one, (own.x, own.y))
            self._window.assisting.ask("outline", {"pixels": own.pixels}, take)

    def _take_outline(self, index: int, one: Instance, corner: tuple[int, int], found: tuple[Polygon, ...]) -> None:
        truth = self._window.document.truth
        if truth is None or one not in truth.instances[index : index + 1] or not found:
            return
        outline = tuple(tuple((x + corner[0], y + corner[1]) for x, y in polygon) for polygon in found)
        shaped = shaping.outlined(one, outline, (truth.width, truth.height))
        self._put(index, shaped, tr("Polygon from the pixels of {name}"))

    def to_mask(self) -> None:
        """The pixels in the object's polygon, or in its box, painted and kept as its own."""
        from engine import regions

        chosen = self._chosen()
        if chosen is None or chosen[1].rle is not None or not aims.able(self._window.canvas.scene):
            return
        index, one, truth = chosen
        value = aims.value_of(self._window.document, one.label)
        outline = one.polygons or polygons.outlines(one)
        own = regions.of_polygons(outline, (truth.width, truth.height))
        if value is None:
            said = tr("{name} has no number in this folder's masks. Nothing was changed.")
            self._say(said.format(name=quoted(one.label)))
        elif own is not None:
            shaped = regions.with_region(one, own, (truth.width, truth.height))
            self._push(truth, regions.reshaped(truth, index, shaped, value), tr("Pixels from {name}"), one)

    def to_box(self) -> None:
        """The box around the object's own pixels or polygon, instead of a polygon. What is painted stays."""
        chosen = self._chosen()
        if chosen is None:
            return
        index, one, truth = chosen
        own = self._own(one, truth)
        if one.polygons:
            box = polygons.bounds(one.polygons, truth.width, truth.height)
        elif own is not None:
            box = own.box
        else:
            return
        boxed = replace(one, box=box, polygons=())
        instances = (*truth.instances[:index], boxed, *truth.instances[index + 1 :])
        self._push(truth, truth.with_instances(instances), tr("Box around {name}"), one)

    def merge(self) -> None:
        """The selected objects made one."""
        from engine import regions

        document = self._window.document
        truth, positions = document.truth, sorted(document.selection)
        if truth is None or len(positions) < 2:
            self._say(tr("Select two objects or more to merge them: Shift+click selects another."))
            return
        one = truth.instances[positions[0]]
        value = aims.value_of(document, one.label)
        self._push(truth, regions.merged(truth, positions, value), tr("Merge into {name}"), one)
        document.select(positions[0])

    def split(self) -> None:
        """The selected object taken apart into the parts of its pixels that do not touch."""
        chosen = self._chosen()
        own = None if chosen is None else self._own(chosen[1], chosen[2])
        if chosen is None or own is None:
            self._say(tr("Only an object with an outline can be split into parts. Nothing was changed."))
            return
        take = partial(self._take_parts, chosen[0], chosen[1], (own.x, own.y))
        self._window.assisting.ask("components", {"pixels": own.pixels}, take)

    def _take_parts(
        self, index: int, one: Instance, corner: tuple[int, int], found: tuple[tuple[int, int, np.ndarray], ...]
    ) -> None:
        from engine import regions

        truth = self._window.document.truth
        if truth is None or one not in truth.instances[index : index + 1]:
            return
        if len(found) < 2:
            self._say(tr("{name} is of one piece. Nothing was changed.").format(name=one.label))
            return
        parts = [regions.Region(corner[0] + x, corner[1] + y, pixels) for x, y, pixels in found]
        self._push(truth, regions.divided(truth, index, parts), tr("Split {name}"), one)

    def take_network_mask(self) -> None:
        """What the network's mask says in the selected box, of the object's class, painted as the object's own."""
        from engine.regions import Region

        chosen, document = self._chosen(), self._window.document
        seen = None if document.prediction is None else document.prediction.mask
        if chosen is None or not aims.able(self._window.canvas.scene):
            return
        index, one, truth = chosen
        value = aims.value_of(document, one.label)
        if seen is None or value is None:
            self._say(tr("The network's prediction has no mask of {name} here.").format(name=one.label))
            return
        box = one.box.clipped(truth.width, truth.height)
        x, y = round(box.xmin), round(box.ymin)
        pixels = seen[y : round(box.ymax), x : round(box.xmax)] == value
        region = Region(x, y, pixels).trimmed()
        if region is None:
            self._say(tr("The network sees no {name} in this box. Nothing was painted.").format(name=one.label))
            return
        over = self._window.drawing.choices.now.over_void
        text = tr("Network's mask of {name}").format(name=one.label)
        aims.carry_out(self._window.canvas.scene, region, aims.Aim(value, index, over, text))

    def _chosen(self) -> tuple[int, Instance, Annotation] | None:
        document = self._window.document
        index, truth = document.selected, document.truth
        return None if index is None or truth is None else (index, truth.instances[index], truth)

    @staticmethod
    def _own(one: Instance, truth: Annotation) -> Region | None:
        if not one.polygons and one.rle is None:
            return None
        from engine import regions  # numpy comes with it

        return regions.of_instance(one, (truth.width, truth.height))

    def _put(self, index: int, instance: Instance, text: str) -> None:
        shaping.put(self._window.canvas.scene, index, instance, text.format(name=instance.label))

    def _push(self, truth: Annotation, after: Annotation, text: str, one: Instance) -> None:
        record = self._window.document.record
        if record is not None:
            self._window.document.push(Edit(record.name, truth, after, text.format(name=one.label)))

    def _say(self, text: str) -> None:
        self._window.toasts.say(text)


HANDLERS: dict[str, Any] = {
    "to_polygon": Reshaping.to_polygon,
    "to_mask": Reshaping.to_mask,
    "to_box": Reshaping.to_box,
    "merge": Reshaping.merge,
    "split": Reshaping.split,
    "network_mask": Reshaping.take_network_mask,
}


def connect(window: MainWindow) -> None:
    reshaping = Reshaping(window)
    for name, handler in HANDLERS.items():
        window.acts.on(name, partial(handler, reshaping))
