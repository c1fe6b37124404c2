"""What is to be drawn and can be pointed at: the instances of both layers that the present view shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.canvas.viewport import Layer, Pane
from gui.look import palette, tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from engine.annotation import Annotation, Box, Instance
    from gui.viewing import Viewing

Key = tuple[Layer, int]
"""Which instance: its layer and its position there."""

REACH = 4
"""How far from an outline, in screen pixels, it can still be pointed at."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One instance on the canvas, in the colour of its layer (or class)."""

    layer: Layer
    index: int
    instance: Instance
    colour: str

    @property
    def key(self) -> Key:
        return self.layer, self.index

    @property
    def box(self) -> Box:
        return self.instance.box


def shapes(truth: Annotation | None, prediction: Annotation | None, viewing: Viewing) -> tuple[Shape, ...]:
    """All instances of both layers that the confidence lets through, truth first."""
    found: list[Shape] = []
    layers: tuple[tuple[Layer, Annotation | None], ...] = (("truth", truth), ("prediction", prediction))
    for layer, annotation in layers:
        for index, instance in enumerate(annotation.instances if annotation else ()):
            if layer == "truth" or instance.score is None or instance.score >= viewing.confidence:
                plain = getattr(tokens.CANVAS_VERDICTS, layer)
                colour = palette.colour(instance.label) if viewing.colour_by_class else plain
                found.append(Shape(layer, index, instance, colour))
    return tuple(found)


def under(shown: tuple[Shape, ...], pane: Pane, point: QPointF) -> tuple[Shape, ...]:
    """The shapes of a pane at a point of the canvas, the smallest first, the one drawn last first on ties."""
    spot, reach = pane.to_picture(point), REACH / pane.viewport.scale
    x, y = spot.x(), spot.y()
    hit = [
        shape
        for shape in reversed(shown)
        if shape.layer in pane.layers
        and shape.box.xmin - reach <= x <= shape.box.xmax + reach
        and shape.box.ymin - reach <= y <= shape.box.ymax + reach
    ]
    return tuple(sorted(hit, key=lambda shape: shape.box.area))
