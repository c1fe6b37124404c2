"""What is to be drawn and can be pointed at: the instances of both layers that the present view shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gui.canvas.viewport import Layer, Pane
from gui.look import palette, tokens, verdicts
from gui.wording import tr, written

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from engine.annotation import Annotation, Box, Instance
    from gui.review.pairs import Comparison
    from gui.viewing import Viewing

Key = tuple[Layer, int]
"""Which instance: its layer and its position there."""

_COLOURS = {verdict: verdicts.colour(verdict) for verdict in verdicts.WORDS}
_ORDER = {name: place for place, name in enumerate(verdicts.ERRORS, 1)}
REACH = 4
"""How far from an outline, in screen pixels, it can still be pointed at."""


class Shape(NamedTuple):
    """One instance on the canvas, in the colour of its layer (or class), in the Difference view in that of its verdict.

    `verdict` is empty in the other views; `said` are the words of its chip there, where they are not its own. One that
    is `quiet` is only drawn while its partner is pointed at. A tuple, for a slider makes hundreds of them anew at each
    move."""

    layer: Layer
    index: int  # pyright: ignore[reportIncompatibleMethodOverride] nobody looks for a value in it
    instance: Instance
    colour: str
    verdict: str = ""
    said: str = ""
    quiet: bool = False

    @property
    def key(self) -> Key:
        return self.layer, self.index

    @property
    def box(self) -> Box:
        return self.instance.box

    @property
    def mark(self) -> str:
        """Whose drawing its chip carries: that of the verdict, else of the layer."""
        return self.verdict or self.layer


def shapes(
    truth: Annotation | None, prediction: Annotation | None, viewing: Viewing, record: str = ""
) -> tuple[Shape, ...]:
    """All instances of both layers of `record` that the confidence lets through and nobody has hidden, truth first."""
    found: list[Shape] = []
    layers: tuple[tuple[Layer, Annotation | None], ...] = (("truth", truth), ("prediction", prediction))
    hidden, unseen, least = viewing.hidden_classes, viewing.unseen, viewing.confidence
    for layer, annotation in layers:
        plain = getattr(tokens.CANVAS_VERDICTS, layer)
        for index, instance in enumerate(annotation.instances if annotation else ()):
            if layer == "prediction" and instance.score is not None and instance.score < least:
                continue
            if instance.label in hidden or (unseen and (record, layer, number(layer, index, instance)) in unseen):
                continue
            colour = palette.colour(instance.label) if viewing.colour_by_class else plain
            found.append(Shape(layer, index, instance, colour))
    return tuple(found)


def number(layer: Layer, index: int, instance: Instance) -> int:
    """What stays with an object: the key of a truth, the position of a prediction. See `gui.viewing.Mark`."""
    return index if layer == "prediction" or instance.origin is None else instance.origin


def differing(found: tuple[Shape, ...], comparison: Comparison, prediction: Annotation | None) -> tuple[Shape, ...]:
    """`found` as the Difference view has it: colours are verdicts, a pair that agrees is drawn once, errors come last.
    Where there is nothing to compare with they stay as they are."""
    if not comparison.standings or prediction is None:
        return found
    truths = {shape.index for shape in found if shape.layer == "truth"}
    drawn: list[Shape] = []
    for layer, index, instance, *_ in found:
        verdict, partners = comparison.standings[layer, index]
        said, quiet = "", False
        if layer == "prediction":
            quiet = verdict != "placed" and any(place in truths for place, _ in partners)
        elif verdict == "mislabelled":
            other = prediction.instances[partners[0][0]].label
            said = tr("{name} taken for {other}").format(name=instance.label, other=other)
        elif verdict == "placed":
            said = f"{instance.label} IoU {written(partners[0][1], 2)}"
        drawn.append(Shape(layer, index, instance, _COLOURS[verdict], verdict, said, quiet))
    return tuple(sorted(drawn, key=_drawn_at))


def _drawn_at(shape: Shape) -> int:
    return _ORDER.get(shape.verdict, 0)


def under(shown: tuple[Shape, ...], pane: Pane, point: QPointF) -> tuple[Shape, ...]:
    """The shapes of a pane at a point of the canvas, the smallest first, the one drawn last first on ties."""
    spot, reach = pane.to_picture(point), REACH / pane.viewport.scale
    x, y = spot.x(), spot.y()
    hit = [
        shape
        for shape in reversed(shown)
        if not shape.quiet
        and shape.layer in pane.layers
        and shape.box.xmin - reach <= x <= shape.box.xmax + reach
        and shape.box.ymin - reach <= y <= shape.box.ymax + reach
    ]
    return tuple(sorted(hit, key=lambda shape: shape.box.area))
