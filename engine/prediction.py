"""Prediction: pictures in, annotations in their own pixels out."""

from __future__ import annotations

import logging
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine import checkpoint as checkpoints
from engine import device as devices
from engine import places, predictions
from engine.datasets.folder import open_folder
from engine.decoding import annotate
from engine.errors import EngineError, PictureError
from engine.exporting import kept_sessions
from engine.exporting.scored import outputs_of
from engine.images import read_rgb_for
from engine.networks.views import answer
from engine.preprocessing import normalize, prepare
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from torch import nn

    from engine.annotation import Annotation
    from engine.checkpoint import Checkpoint
    from engine.datasets.record import Record
    from engine.exporting.sessions import Session

BATCH = 8
TORCH, ONNX_RUNTIME = "torch", "onnxruntime"
WORTH = 512
"""Pictures that torch predicts before a session is made: that takes about ten seconds, once for each checkpoint, and
then saves about 25 ms a picture."""

Size = tuple[int, int]
log = logging.getLogger(__name__)


class Predictor:
    """A checkpoint's network, ready on a device. `source` is what its predictions name as their origin.

    On the CPU ONNX Runtime computes where the recipe exports and a session of it was kept, or is worth making; torch
    elsewhere, on the CPU too once a GPU has no room for one picture. `runtime` says which of the two predicted last.
    Raises EngineError for a file that is no checkpoint, or a device that is not there.
    """

    def __init__(self, checkpoint: Path, device: str = "auto", threads: int | None = None) -> None:
        self.checkpoint = checkpoints.load(checkpoint)
        self.source = predictions.key(checkpoint)
        self._path = checkpoint
        self.side = self.checkpoint.preprocessing.side
        self.runtime = TORCH
        self._device = devices.choose(device)
        self._threads = devices.use_threads(threads)
        self._network: nn.Module | None = None
        self._session: Session | None = None
        self._may_have_session = self._device.type == "cpu"
        self._alone = WORTH
        if self._may_have_session:
            self._session = kept_sessions.kept(self.source, self._threads)

    def predict(self, pictures: Sequence[np.ndarray], sizes: Sequence[Size] | None = None) -> list[Annotation]:
        """One annotation for each picture (height×width×3 uint8 RGB, upright), in pixels of its own size, or of
        `sizes` (width, height) where the pictures were decoded smaller than they are.

        `label` and `label_score` (0..1, after temperature), one instance with that label and score where the recipe
        has a box, a uint8 mask where it has one. Raises EngineError where memory does not suffice, or where the
        weights lead to no numbers.
        """
        sizes = [(picture.shape[1], picture.shape[0]) for picture in pictures] if sizes is None else sizes
        found = self._predict(pictures, sizes)
        if not all(_in_numbers(annotation) for annotation in found):
            raise EngineError(
                f"{self._path}: this checkpoint's predictions are no numbers; it is damaged: take another"
            )
        return found

    def _predict(self, pictures: Sequence[np.ndarray], sizes: Sequence[Size]) -> list[Annotation]:
        if self._may_have_session and self._session is None:
            self._try_session(len(pictures))
        if self._session is not None:
            try:
                found = _predict_on(self._session, self.checkpoint, self.source, pictures, sizes)
                self.runtime = ONNX_RUNTIME
                return found
            except EngineError as error:
                log.warning("%s; torch predicts", error)
                self._session, self._may_have_session = None, False
        self.runtime = TORCH
        return self._predict_with_torch(pictures, sizes)

    def _try_session(self, pictures: int) -> None:
        """Have a session made once enough pictures came for it to be worth its time."""
        if self._alone <= 0:
            self._session = kept_sessions.made(self.source, self.checkpoint, self._threads)
            self._may_have_session = self._session is not None
        self._alone -= pictures

    def _predict_with_torch(self, pictures: Sequence[np.ndarray], sizes: Sequence[Size]) -> list[Annotation]:
        found = self._tried(pictures, sizes)
        if found is not None:
            return found
        if len(pictures) > 1:
            devices.free_memory(self._device)
            half = len(pictures) // 2
            first = self._predict_with_torch(pictures[:half], sizes[:half])
            return first + self._predict_with_torch(pictures[half:], sizes[half:])
        log.warning("%s: not enough memory for one picture; the CPU predicts", devices.named(self._device))
        self._network = None
        devices.free_memory(self._device)
        self._device, self._may_have_session = torch.device("cpu"), True
        return self._predict_with_torch(pictures, sizes)

    def _tried(self, pictures: Sequence[np.ndarray], sizes: Sequence[Size]) -> list[Annotation] | None:
        """What torch predicts; None where memory does not suffice, and fewer pictures, or the CPU, may do. An error
        holds on to all that the network has made, so it must be gone before the next try."""
        try:
            if self._network is None:
                self._network = self.checkpoint.network().to(self._device)
            return predict_with(self._network, self._device, self.checkpoint, self.source, pictures, sizes)
        except (RuntimeError, MemoryError) as error:
            if not devices.is_out_of_memory(error):
                raise
            if len(pictures) == 1 and self._device.type == "cpu":
                raise EngineError("not enough memory for one picture; close other programs") from error
            return None

    def release(self) -> None:
        """Hand back the device memory that torch keeps for later: a run may need it."""
        devices.free_memory(self._device)


def _in_numbers(annotation: Annotation) -> bool:
    """Whether scores and boxes are finite: weights may be finite and too large all the same."""
    values = [annotation.label_score or 0.0]
    for instance in annotation.instances:
        values += [instance.score or 0.0, *instance.box.as_tuple()]
    return all(map(math.isfinite, values))


def _predict_on(
    session: Session, about: Checkpoint, source: str, pictures: Sequence[np.ndarray], sizes: Sequence[Size]
) -> list[Annotation]:
    """One picture at a time: on a CPU a batch gains nothing and takes more memory."""
    found: list[Annotation] = []
    for picture, size in zip(pictures, sizes, strict=True):
        scores = session.run(prepare(picture, about.preprocessing.side)[None])
        found += annotate(outputs_of(scores, about.temperature), [size], about, source)
    return found


@torch.inference_mode()
def predict_with(
    network: nn.Module,
    device: torch.device,
    about: Checkpoint,
    source: str,
    pictures: Sequence[np.ndarray],
    sizes: Sequence[Size],
) -> list[Annotation]:
    """As `Predictor.predict`, with a network that is still learning (it is put into eval mode)."""
    squares = torch.from_numpy(np.stack([prepare(picture, about.preprocessing.side) for picture in pictures]))
    normal = normalize(squares.to(device), about.preprocessing)
    outputs = answer(network.eval(), normal, about.preprocessing.mirrored)
    return annotate(outputs, sizes, about, source)


def predict_folder(
    checkpoint: str,
    folder: str,
    images: tuple[str, ...] | None = None,
    device: str = "auto",
    threads: int | None = None,
) -> Generator[Step, None, int]:
    """Predict the folder's pictures, or those records that `images` names, in that order, into the prediction cache.

    Yields a Step "prediction" for each picture with values {"name", "problem" (None or what is wrong with the
    picture)}; pictures predicted before are not predicted again. Returns how many were skipped as damaged. Raises
    EngineError for a checkpoint or folder that cannot be used.
    """
    yield Step("Loading the checkpoint", kind="loading")
    predictor = Predictor(Path(checkpoint), device, threads)
    there = open_folder(Path(folder)).records
    records = there if images is None else [one for one in map(there.named, images) if one is not None]
    done = skipped = 0
    try:
        for first in range(0, len(records), BATCH):
            for name, problem in _predict_batch(predictor, records[first : first + BATCH]):
                done += 1
                skipped += problem is not None
                values = {"name": name, "problem": problem}
                yield Step(f"Predicting {name}", done, len(records), "prediction", values)
    finally:
        predictor.release()
    return skipped


def _predict_batch(predictor: Predictor, records: Sequence[Record]) -> list[tuple[str, str | None]]:
    """Predict and keep these records' pictures; says for each what was wrong with it, or None."""
    problems: dict[str, str] = {}
    read: list[tuple[Record, np.ndarray, Size]] = []
    for record in records:
        try:
            if predictions.load(predictor.source, record.image) is None:
                read.append((record, *read_rgb_for(record.image, predictor.side)))
        except PictureError as error:
            problems[record.name] = str(error)
    if read:
        found = predictor.predict([picture for _, picture, _ in read], [size for _, _, size in read])
        for (record, _, _), annotation in zip(read, found, strict=True):
            _keep(predictor.source, record.image, annotation)
    return [(record.name, problems.get(record.name)) for record in records]


def _keep(source: str, image: Path, annotation: Annotation) -> None:
    try:
        predictions.store(source, image, annotation)
    except OSError as error:
        raise EngineError(
            f"{places.cache()}: predictions cannot be kept here ({error.strerror or error}); make room, or set "
            "OVERLAP_CACHE to another folder"
        ) from error
