"""Pictures whose labels are probably wrong: networks that never saw a picture contradict what a person said of it.

The folder is dealt into folds; for each, fresh heads on the checkpoint's backbone learn from the other folds and judge
this one (out-of-sample predictions, as confident learning has them: Northcutt et al. 2021). The heads of the checkpoint
itself are not asked: they have learnt the wrong labels too.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine import checkpoint as checkpoints
from engine import device as devices
from engine.datasets.index import index as read_index
from engine.errors import EngineError
from engine.metrics.boxes import paired_iou
from engine.networks import making
from engine.review.ranked import Ranked, Reason
from engine.steps import Step
from engine.training.chance import Chance
from engine.training.epochs import Clock, Pass, learn_epoch
from engine.training.gathering import How, gather
from engine.training.learner import Learner, Manner
from engine.training.phases import Phase
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.checkpoint import Checkpoint
    from engine.datasets.index import Index
    from engine.training.gathering import Gathered

FOLDS = 5
HEADS = ("class", "box")
"""What is judged. A mask is left to the ranking "worst": its border is a matter of opinion, its middle never wrong."""

_BATCH = 16
_NEAR = 1e-6


def mislabelled(
    checkpoint: str, folder: str, device: str = "auto", threads: int | None = None
) -> Generator[Step, None, list[Ranked]]:
    """One for each picture of `folder` that has a class or a box to be judged; 0 where nobody contradicts its labels.

    Swapped: how much surer the networks are of another class than of the one given. Badly placed: how far the IoU of
    the given box with the one they see falls short of what is usual in this folder. The higher of the two ranks. Steps
    are those of the index and of training. Raises EngineError for a checkpoint whose recipe has neither head, and
    where there are too few labelled pictures.
    """
    about = checkpoints.load(Path(checkpoint))
    recipe = about.recipe.with_heads(HEADS)
    if not recipe.heads or recipe.detector is not None:
        raise EngineError(
            f"{checkpoint}: a {about.recipe.name} can't say whose labels are wrong; take the checkpoint of a recipe "
            "with a class or a box for the picture, such as multi-mobilenet_v2 or localizer-mobilenet_v2"
        )
    chosen = devices.choose(device)
    devices.use_threads(threads)
    index = yield from read_index(folder)
    names = [record.name for i, record in enumerate(index.dataset.records) if _labelled(index, i, recipe.heads)]
    if len(names) < 2 * FOLDS:
        raise EngineError(
            f"{folder}: {counted(len(names), 'picture is', 'pictures are')} labelled; at least {2 * FOLDS} are needed "
            "to compare them"
        )
    how = How(recipe, about.preprocessing, True, chosen, augmentation="flip")
    gathered = yield from gather(index, names, None, _fresh(about, index, chosen, 0).network.eval(), how)
    kept = [name for name in names if name not in dict(gathered.skipped)]
    logits = np.full((len(kept), len(index.classes)), np.nan)
    boxes = np.full((len(kept), 4), np.nan)
    fold = np.array([int(hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest(), 16) for name in kept])
    order = np.argsort(fold, kind="stable")
    for number in range(FOLDS):
        out = np.sort(order[number::FOLDS])
        learner = _fresh(about, index, chosen, number)
        yield from _learn(learner, gathered, np.setdiff1d(order, out), kept, number)
        _judge(learner, gathered, out, logits, boxes)
    devices.free_memory(chosen)
    return _ranked(kept, index, gathered, logits, boxes)


def _labelled(index: Index, i: int, heads: tuple[str, ...]) -> bool:
    label, box = index.target(i)
    return ("class" in heads and label >= 0) or ("box" in heads and box is not None)


def _fresh(about: Checkpoint, index: Index, device: torch.device, seed: int) -> Learner:
    """The checkpoint's backbone with heads that know nothing, for the folder's own classes."""
    torch.manual_seed(seed)
    recipe = about.recipe.with_heads(HEADS)
    network = making.make(recipe, len(index.classes), 0)
    network.backbone.load_state_dict(about.network().backbone.state_dict())
    return Learner(network, Manner(recipe.training, frozen=True, known=True), device)


def _learn(
    learner: Learner, gathered: Gathered, places: np.ndarray, names: list[str], fold: int
) -> Generator[Step, None, None]:
    epochs = learner.manner.hyperparameters.epochs
    seen, phase, clock = Pass(gathered.train, names, places), Phase(1, epochs, True), Clock(time.monotonic(), 0)
    for epoch in range(1, epochs + 1):
        for _ in learn_epoch(learner, seen, Chance(fold, epoch), phase, epochs, clock):
            yield Step("Asking networks that never saw it", fold * epochs + epoch - 1, FOLDS * epochs, "rank")


@torch.inference_mode()
def _judge(learner: Learner, gathered: Gathered, places: np.ndarray, logits: np.ndarray, boxes: np.ndarray) -> None:
    """Write what the network says of the pictures at `places` into their rows."""
    network = learner.network.eval()
    for first in range(0, len(places), _BATCH):
        part = places[first : first + _BATCH]
        outputs, _ = gathered.train.outputs(network, part.tolist(), None, learner.device)
        if outputs.classes is not None:
            logits[part] = outputs.classes.float().cpu().numpy()
        if outputs.box is not None:
            boxes[part] = outputs.box.float().cpu().numpy()


def _ranked(names: list[str], index: Index, gathered: Gathered, logits: np.ndarray, boxes: np.ndarray) -> list[Ranked]:
    targets = gathered.train.targets
    labels, true = targets.classes.numpy(), targets.boxes.numpy().astype(np.float64)
    ious = np.where(np.isnan(true[:, 0]) | np.isnan(boxes[:, 0]), np.nan, paired_iou(true, boxes))
    usual = float(np.nanmedian(ious)) if np.isfinite(ious).any() else 1.0
    found = []
    for i, name in enumerate(names):
        swapped = _swapped(logits[i], int(labels[i]), index.classes)
        placed = _placed(float(ious[i]), usual)
        score, reason = max(swapped, placed, key=lambda told: told[0])
        found.append(Ranked(name, score, () if reason is None else (reason,)))
    return found


def _swapped(logits: np.ndarray, label: int, classes: tuple[str, ...]) -> tuple[float, Reason | None]:
    """1/2 where another class is as likely as the one given, 1 where it is certain; 0 below that."""
    if label < 0 or len(classes) < 2 or np.isnan(logits).any():
        return 0.0, None
    chances = np.exp(logits - logits.max())
    chances /= chances.sum()
    best = int(chances.argmax())
    if best == label:
        return 0.0, None
    score = (1 + float(chances[best] - chances[label])) / 2
    return score, Reason.of("swapped", label=classes[label], guess=classes[best], score=float(chances[best]))


def _placed(iou: float, usual: float) -> tuple[float, Reason | None]:
    """How much of the usual IoU is lacking, in 0..1; 0 where nothing is, or where there is no box."""
    if np.isnan(iou) or usual < _NEAR or iou >= usual:
        return 0.0, None
    return 1 - iou / usual, Reason.of("placed", iou=iou, usual=usual)
