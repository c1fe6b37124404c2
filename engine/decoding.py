"""From what a network says to annotations in a picture's own pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.annotation import Annotation, Instance
from engine.preprocessing import box_to_source, mask_to_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoint import Checkpoint
    from engine.networks.outputs import Outputs

Size = tuple[int, int]


def annotate(outputs: Outputs, sizes: Sequence[Size], about: Checkpoint, source: str) -> list[Annotation]:
    """What the heads say, as annotations of pictures of these sizes (width, height)."""
    scores = None if outputs.classes is None else (outputs.classes.float() / about.temperature).softmax(1).cpu().numpy()
    boxes = None if outputs.box is None else outputs.box.float().cpu().numpy()
    masks = None if outputs.mask is None else outputs.mask.float().cpu().numpy()
    found = []
    for number, (width, height) in enumerate(sizes):
        label, score = None, None
        if scores is not None:
            best = int(scores[number].argmax())
            label, score = about.classes[best], float(scores[number][best])
        instances: tuple[Instance, ...] = ()
        if boxes is not None:
            left, top, right, bottom = (float(value) for value in boxes[number])
            box = box_to_source((left, top, right, bottom), width, height)
            instances = (Instance(label or "object", box, score=1.0 if score is None else score),)
        mask = None if masks is None else mask_to_source(masks[number], width, height)
        found.append(Annotation(width, height, instances, mask, label, score, source=source))
    return found
