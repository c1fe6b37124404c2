"""Export: a checkpoint as one ONNX file that other programs run, checked against torch before it is written.

The file takes pictures as they are, bytes in RGB, made to fit the square; normalising and the scores lie in the graph.
What else there is to know (classes, how to resize, what the outputs mean) lies in its metadata, each entry JSON.
"""

from __future__ import annotations

import json
import keyword
import logging
import math
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
from torch import nn

from engine import checkpoint as checkpoints
from engine import files
from engine.errors import EngineError
from engine.exporting.scored import MEANINGS, scores_of
from engine.exporting.sessions import INPUT, Session
from engine.networks.views import answer
from engine.preprocessing import normalize
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    import onnx_ir

    from engine.checkpoint import Checkpoint

OPSET = 18
PARITY = 1e-4
"""The most by which an output, all of them in 0..1, may differ from torch's."""

_EXAMPLES = 2  # pictures in the batch that is traced: of a batch of one the exporter concludes that there is never more
_INPUT = "N x side x side x 3 bytes (uint8), red, green and blue"
_RESIZE = (
    "Make the upright RGB picture fit the square without keeping its proportions (squash). Where both sides shrink, "
    "average over areas (cv2.INTER_AREA); else bilinear, corners not aligned, no antialiasing (cv2.INTER_LINEAR). Do "
    "not normalise, nor mirror: the graph does, where the checkpoint wants it."
)


@dataclass(frozen=True, eq=False)
class Exported:
    """An ONNX file's bytes; its inputs and outputs, each {"name", "type", "shape"}; the largest difference to torch."""

    data: bytes
    inputs: tuple[dict[str, Any], ...]
    outputs: tuple[dict[str, Any], ...]
    difference: float


def export(checkpoint: str, out: str) -> Generator[Step, None, dict[str, Any]]:
    """The call `export`: write the network of `checkpoint` to the ONNX file `out`, whole or not at all.

    Returns {"max_difference", "opset", "inputs", "outputs"}: the largest difference to torch, and what the graph takes
    and gives, each {"name", "type", "shape"}, outputs with "meaning". Raises EngineError where the checkpoint cannot be
    used, its recipe does not export, ONNX Runtime and torch differ by more than `PARITY`, or `out` cannot be written.
    """
    _check_place(Path(out))
    about = checkpoints.load(Path(checkpoint))
    yield Step(f"Exporting {about.recipe.name}", kind="export")
    made = build(about)
    try:
        files.replace_whole(Path(out), made.data)
    except OSError as error:
        raise EngineError(f"{out}: cannot be written ({error.strerror or error}); choose another place") from error
    return {
        "max_difference": made.difference,
        "opset": OPSET,
        "inputs": list(made.inputs),
        "outputs": [entry | {"meaning": MEANINGS[entry["name"]]} for entry in made.outputs],
    }


def _check_place(out: Path) -> None:
    """Before the work: seconds later is too late. What is no ONNX file is never written over by a slip."""
    if out.suffix.lower() != ".onnx":
        raise EngineError(f"{out}: an ONNX file's name ends in .onnx; give it such a name")
    if not out.parent.is_dir():
        raise EngineError(f"{out.parent}: there is no such folder; make it, or choose another place")


def build(about: Checkpoint) -> Exported:
    """The checkpoint's network as ONNX, compared with torch. Raises EngineError as `export` does."""
    if about.recipe.detector is not None:
        raise EngineError(
            f"{about.recipe.name} does not export: how many objects it gives depends on the picture; of the "
            "detectors, detector-mobilenet_v3_large exports"
        )
    name, network = about.recipe.name, about.network()
    side = about.preprocessing.side
    outputs = list(_scores(network, np.zeros((1, side, side, 3), np.uint8), about))
    try:
        data = _to_onnx(about, outputs)
    except (ImportError, RuntimeError, ValueError) as error:  # the exporter's own errors are RuntimeErrors
        text = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EngineError(f"{name} could not be exported ({text[:200]}); predict with it here instead") from error
    session = Session(data, 1)
    difference = max(_difference(network, session, batch, about) for batch in _test_pictures(side))
    if not difference <= PARITY:
        raise EngineError(
            f"{name} was not exported: ONNX Runtime and torch differ by {difference:.2g}, more than {PARITY:g}; "
            "predict with it here instead"
        )
    return Exported(data, session.inputs, session.outputs, difference)


class Deployed(nn.Module):
    """A checkpoint's network as other programs use it. Forward: N×S×S×3 uint8 RGB to its scores, a tuple."""

    def __init__(self, about: Checkpoint) -> None:
        super().__init__()
        self.network = about.network()
        _make_traceable(self.network, self)
        std = torch.tensor(about.preprocessing.std)
        # as engine.preprocessing.normalize, with the channels moved first while they are still bytes: 4 ms of 30
        self.scale = nn.Buffer((1 / (255 * std)).reshape(1, 3, 1, 1))
        self.shift = nn.Buffer((-torch.tensor(about.preprocessing.mean) / std).reshape(1, 3, 1, 1))
        self._temperature, self._mirrored = about.temperature, about.preprocessing.mirrored
        self.requires_grad_(False).eval()

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, ...]:
        normal = pictures.permute(0, 3, 1, 2).float() * self.scale + self.shift
        outputs = answer(self.network, normal, self._mirrored)
        return tuple(scores_of(outputs, self._temperature).values())


def _make_traceable(network: nn.Module, owner: nn.Module) -> None:
    """Work round two weaknesses of the exporter. It takes five seconds longer over operations in place; and it writes
    the names of modules as Python, where "class" is none: such tables of modules become plain ones, and their modules
    are known by another name."""
    for module in list(network.modules()):
        if getattr(module, "inplace", False):
            vars(module)["inplace"] = False
        for name, table in list(module.named_children()):
            if isinstance(table, nn.ModuleDict) and any(keyword.iskeyword(key) for key in table):
                delattr(module, name)
                setattr(module, name, dict(table.items()))
                for key, part in table.items():
                    owner.add_module(f"{name}_{key}", part)


def _to_onnx(about: Checkpoint, outputs: list[str]) -> bytes:
    side = about.preprocessing.side
    examples = torch.zeros(_EXAMPLES, side, side, 3, dtype=torch.uint8)
    with _undisturbed():
        program = torch.onnx.export(
            Deployed(about),
            (examples,),
            dynamo=True,
            input_names=[INPUT],
            output_names=outputs,
            dynamic_shapes={INPUT: {0: "batch"}},
            opset_version=OPSET,
            verbose=False,
        )
    assert program is not None
    _forget_source(program.model)
    program.model.metadata_props.update(_metadata(about, outputs))
    return program.model_proto.SerializeToString()


@contextmanager
def _undisturbed() -> Generator[None]:
    """Without warnings, which are about the exporter's own parts; and without torch's trace, which takes ten times as
    long as the export where somebody listens to every logger."""
    trace = logging.getLogger("torch.__trace")
    listening, trace.handlers = trace.handlers, []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        trace.handlers = listening


def _forget_source(model: onnx_ir.Model) -> None:
    """Drop what the exporter notes beside every node: lines of source code, and where they lie on this machine."""
    from onnx_ir.passes.common import ClearMetadataAndDocStringPass

    ClearMetadataAndDocStringPass()(model)


def _metadata(about: Checkpoint, outputs: list[str]) -> dict[str, str]:
    """Each entry JSON."""
    preprocessing = about.preprocessing.to_json() | {"input": _INPUT, "resize": _RESIZE}
    entries: Mapping[str, Any] = {
        "classes": about.classes,
        "mask_classes": about.mask_classes,
        "preprocessing": preprocessing,
        "outputs": {name: MEANINGS[name] for name in outputs},
        "temperature": about.temperature,
        "recipe": about.recipe.name,
        "split_hash": about.split.hash,
        "scores": {name: value if math.isfinite(value) else None for name, value in about.scores.items()},
    }
    return {name: json.dumps(value) for name, value in entries.items()}


@torch.inference_mode()
def _scores(network: nn.Module, pictures: np.ndarray, about: Checkpoint) -> dict[str, np.ndarray]:
    """What torch gives for prepared pictures, N×S×S×3 uint8, by the way that predictions go."""
    normal = normalize(torch.from_numpy(pictures), about.preprocessing)
    outputs = answer(network, normal, about.preprocessing.mirrored)
    return {name: values.numpy() for name, values in scores_of(outputs, about.temperature).items()}


def _difference(network: nn.Module, session: Session, pictures: np.ndarray, about: Checkpoint) -> float:
    """The largest difference between the two; not a number where one of them gives that."""
    found = session.run(pictures)
    wanted = _scores(network, pictures, about).items()
    return float(np.max([np.abs(values - found[name]).max(initial=0) for name, values in wanted]))


def _test_pictures(side: int) -> Generator[np.ndarray]:
    """N×S×S×3 uint8: one picture, and a batch of noise and of soft shapes as pictures have them. None is plain: there
    normalising layers make something of rounding errors, and it means nothing."""
    chance = np.random.default_rng(0)
    noise = chance.integers(0, 256, (side, side, 3), np.uint8)
    soft = [
        cv2.resize(chance.integers(0, 256, (cells, cells, 3), np.uint8), (side, side), interpolation=cv2.INTER_CUBIC)
        for cells in (4, 12)
    ]
    yield soft[0][None]
    yield np.stack((noise, *soft))
