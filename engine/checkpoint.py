"""Checkpoints: weights, recipe, class names, preprocessing, split and scores in one safetensors file.

What is not a tensor lies as JSON in the file's header under `overlap`. Nothing here is ever unpickled: loading a
stranger's file runs no code, and every size, name and shape is checked against the recipe before it is used.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as packed

from engine.datasets.splits import Split
from engine.errors import EngineError
from engine.networks.making import AnyNetwork, make
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES, Recipe
from engine.runs import write
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
_KEY = "overlap"
_NETWORK, _STATE, _FINGERPRINTS, _EARLIER = "network.", "state.", "fingerprints", "earlier"
_MAX_HEADER = 64 << 20
_MAX_CLASSES = 10_000
_MAX_NAME = 200
_MAX_MASK_CLASSES = 254
"""A mask's byte has room for these beside the background and void."""

_SIDES = range(32, 1025, 32)
"""Of the square a picture is fitted into, beside the recipe's own: at the largest, eight pictures take a gigabyte, and
no network halves it to a fraction."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """What a file holds. `weights` are the network's float32 tensors by name (float16 in the file allowed).

    `split` names the pictures it learnt from; `fingerprints` (N×16 uint8) are those of its train and validation
    pictures, `earlier` (M×16) those of what the checkpoint that it went on from had learnt, in this folder or another.
    `temperature` divides the class logits. `frozen` says whether the backbone was kept as it came.
    `skipped` are the pictures it could not learn from: record name and what is wrong. `truths` has a stamp of each
    training picture's labels by record name, so that a later run sees which were corrected.
    """

    recipe: Recipe
    classes: tuple[str, ...]
    mask_classes: tuple[str, ...]
    preprocessing: Preprocessing
    split: Split
    weights: Mapping[str, torch.Tensor]
    fingerprints: np.ndarray
    scores: Mapping[str, float] = field(default_factory=dict)
    temperature: float = 1.0
    frozen: bool = True
    epoch: int = 0
    skipped: tuple[tuple[str, str], ...] = ()
    truths: Mapping[str, str] = field(default_factory=dict)
    earlier: np.ndarray = field(default_factory=lambda: np.zeros((0, 16), np.uint8))

    @property
    def learnt(self) -> np.ndarray:
        """The fingerprints of all that it has ever learnt from, uint8 (N, 16), each once."""
        return np.unique(np.concatenate((self.fingerprints, self.earlier)), axis=0)

    def network(self) -> AnyNetwork:
        """The network with these weights, in eval mode on the CPU."""
        network = make(self.recipe, len(self.classes), len(self.mask_classes))
        network.load_state_dict(dict(self.weights))
        return network.eval()


@dataclass(frozen=True, eq=False)
class TrainingState:
    """What a run needs beyond the weights to go on: tensors by name, and plain values."""

    tensors: Mapping[str, torch.Tensor]
    values: Mapping[str, Any]


def save(path: Path, checkpoint: Checkpoint, state: TrainingState | None = None) -> None:
    """Write the checkpoint, whole or not at all. Raises EngineError where the folder cannot be written."""
    tensors = {_NETWORK + name: tensor.detach().cpu().contiguous() for name, tensor in checkpoint.weights.items()}
    for name, marks in ((_FINGERPRINTS, checkpoint.fingerprints), (_EARLIER, checkpoint.earlier)):
        tensors[name] = torch.from_numpy(np.array(marks, np.uint8).reshape(-1, 16))
    about = _about(checkpoint)
    if state is not None:
        tensors |= {_STATE + name: tensor.detach().cpu().contiguous() for name, tensor in state.tensors.items()}
        about["state"] = dict(state.values)
    write(path, packed(tensors, metadata={_KEY: json.dumps(about)}))


def _about(checkpoint: Checkpoint) -> dict[str, Any]:
    split = checkpoint.split
    return {
        "format": FORMAT,
        "recipe": checkpoint.recipe.name,
        "heads": list(checkpoint.recipe.heads),
        "classes": list(checkpoint.classes),
        "mask_classes": list(checkpoint.mask_classes),
        "preprocessing": checkpoint.preprocessing.to_json(),
        "split": json.loads(split.to_json()) | {"hash": split.hash},
        "scores": dict(checkpoint.scores),
        "temperature": checkpoint.temperature,
        "frozen": checkpoint.frozen,
        "epoch": checkpoint.epoch,
        "skipped": [list(pair) for pair in checkpoint.skipped],
        "truths": dict(checkpoint.truths),
    }


def header(path: Path) -> dict[str, Any]:
    """The JSON of a checkpoint's header, its tensors unread: `recipe`, `classes`, `mask_classes`, `preprocessing`,
    `split` (with `hash`), `scores`, `temperature`, `frozen`, `epoch`. Raises EngineError that names the file."""
    if not path.is_file():  # a pipe would wait for ever
        what = "this is no file" if path.exists() else "there is no such file"
        raise EngineError(f"{path}: {what}; name a checkpoint, such as a run's best.safetensors")
    try:
        with path.open("rb") as file:
            start = file.read(8)
            if start.startswith(b"PK"):
                raise ValueError("a ZIP, as PyTorch saves; only safetensors are read")
            length, size = int.from_bytes(start, "little"), path.stat().st_size
            if not 2 <= length <= min(_MAX_HEADER, size - 8):
                raise ValueError(f"its header claims {length:,} bytes, the file has {size:,}")
            about = json.loads(json.loads(file.read(length))["__metadata__"][_KEY])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise EngineError(
            f"{path}: this is no checkpoint of ours ({_short(error)}); name one that a run here has made"
        ) from error
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise EngineError(f"{path}: this checkpoint is of another format; update the program to read it")
    return about


def load(path: Path) -> Checkpoint:
    """The checkpoint at `path`; its training state is left out. Raises EngineError that names the file."""
    about = header(path)
    try:
        return _checked(about, _tensors(path, (_NETWORK, _FINGERPRINTS, _EARLIER)))
    except (SafetensorError, OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _unusable(path, error) from error


def load_state(path: Path) -> TrainingState:
    """The training state in `last.safetensors`. Raises EngineError where there is none."""
    values = header(path).get("state")
    if not isinstance(values, dict):
        raise EngineError(f"{path}: this checkpoint has no training state; only a run's last.safetensors can go on")
    try:
        tensors = _tensors(path, (_STATE,))
    except (SafetensorError, OSError) as error:
        raise _unusable(path, error) from error
    return TrainingState({name.removeprefix(_STATE): tensor for name, tensor in tensors.items()}, values)


def _tensors(path: Path, prefixes: tuple[str, ...]) -> dict[str, torch.Tensor]:
    with safe_open(path, framework="pt") as file:
        names = [name for name in file.offset_keys() if name.startswith(prefixes)]
        return {name: file.get_tensor(name) for name in names}


def _checked(about: dict[str, Any], tensors: dict[str, torch.Tensor]) -> Checkpoint:
    """Raises ValueError, KeyError or TypeError where the header and the tensors are not what a recipe makes."""
    if about["recipe"] not in RECIPES:
        raise ValueError(f"there is no recipe {str(about['recipe'])[:_MAX_NAME]!r} in this version")
    recipe = RECIPES[about["recipe"]]
    heads = _strings(about["heads"])
    if not heads or not set(heads) <= set(recipe.heads):
        raise ValueError(f"a {recipe.name} has other heads")
    recipe = recipe.with_heads(heads)
    classes = _names(about["classes"], _MAX_CLASSES)
    mask_classes = _names(about["mask_classes"], _MAX_MASK_CLASSES)
    if ({"class", "detections"} & set(heads) and not classes) or ("mask" in heads and not mask_classes):
        raise ValueError("it names no classes for what it tells apart")
    fingerprints = tensors.pop(_FINGERPRINTS)
    earlier = tensors.pop(_EARLIER, torch.zeros((0, 16), dtype=torch.uint8))  # those of before 0.7.1 have none
    if any(each.dtype != torch.uint8 or each.ndim != 2 or each.shape[1] != 16 for each in (fingerprints, earlier)):
        raise ValueError("its fingerprints have a wrong shape")
    weights = {name.removeprefix(_NETWORK): tensor for name, tensor in tensors.items()}
    _check_shapes(weights, recipe, len(classes), len(mask_classes))
    temperature = float(about["temperature"])
    if not (math.isfinite(temperature) and 1e-3 < temperature < 1e3):
        raise ValueError(f"its temperature is {temperature}")
    split = {part: tuple(_strings(about["split"][part])) for part in ("train", "validation", "test")}
    return Checkpoint(
        recipe=recipe,
        classes=classes,
        mask_classes=mask_classes,
        preprocessing=_preprocessing(about["preprocessing"], recipe),
        split=Split(**split),
        weights={name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in weights.items()},
        fingerprints=fingerprints.numpy(),
        earlier=earlier.numpy(),
        scores={str(name): float(value) for name, value in dict(about["scores"]).items()},
        temperature=temperature,
        frozen=bool(about["frozen"]),
        epoch=int(about["epoch"]),
        skipped=tuple((str(name), str(problem)) for name, problem in about["skipped"]),
        truths={str(name): str(stamp) for name, stamp in dict(about.get("truths", {})).items()},
    )


def _check_shapes(weights: Mapping[str, torch.Tensor], recipe: Recipe, classes: int, mask_classes: int) -> None:
    wanted = _wanted(recipe, classes, mask_classes)
    if weights.keys() != wanted.keys():
        odd = sorted(weights.keys() ^ wanted.keys())
        raise ValueError(
            f"{counted(len(odd), 'tensor is', 'tensors are')} missing or foreign, {odd[0][:_MAX_NAME]!r} for one"
        )
    for name, tensor in weights.items():
        shape, floating = wanted[name]
        if tensor.shape != shape:
            raise ValueError(f"{name} is {tuple(tensor.shape)} and should be {tuple(shape)}")
        if tensor.dtype not in ((torch.float32, torch.float16) if floating else (torch.int64,)):
            raise ValueError(f"{name} holds {tensor.dtype}")
        if floating and not bool(torch.isfinite(tensor).all()):
            raise ValueError(f"{name} holds values that are no numbers")


@lru_cache(maxsize=8)
def _wanted(recipe: Recipe, classes: int, mask_classes: int) -> dict[str, tuple[torch.Size, bool]]:
    """The shape of each tensor and whether it holds floats. Kept, as a run loads many checkpoints of one kind: to build
    a network only to ask it takes longer than all else of a load."""
    with torch.device("meta"):
        tensors = make(recipe, classes, mask_classes).state_dict()
    return {name: (tensor.shape, tensor.is_floating_point()) for name, tensor in tensors.items()}


def _preprocessing(values: dict[str, Any], recipe: Recipe) -> Preprocessing:
    mean, std = (tuple(float(value) for value in values[name]) for name in ("mean", "std"))
    mirrored = values.get("mirrored", False)
    if (
        type(values["side"]) is not int
        or not (values["side"] in _SIDES or values["side"] == recipe.input)
        or values["fit"] != "squash"
        or len(mean) != 3
        or len(std) != 3
        or type(mirrored) is not bool
    ):
        raise ValueError("its preprocessing is not one we know")
    if not all(math.isfinite(value) for value in mean) or not all(1e-6 < value < 1e6 for value in std):
        raise ValueError("its preprocessing divides by nothing")
    return Preprocessing(side=values["side"], fit=values["fit"], mean=mean, std=std, mirrored=mirrored)


def _names(values: object, most: int) -> tuple[str, ...]:
    names = _strings(values)
    if len(names) > most or len(set(names)) != len(names) or any(len(name) > _MAX_NAME for name in names):
        raise ValueError("its class names are not usable: too many, too long or twice the same")
    return tuple(names)


def _strings(values: object) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("a list of names is not one")
    return values


def _unusable(path: Path, error: BaseException) -> EngineError:
    return EngineError(
        f"{path}: this checkpoint cannot be used ({_short(error)}); it is damaged or foreign: take another"
    )


def _short(error: BaseException) -> str:
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | TypeError | RecursionError):
        return "its header cannot be read"  # what Python says of it helps nobody
    text = str(error).splitlines()
    said = text[0][:200] if text else type(error).__name__
    return f"it lacks {said}" if isinstance(error, KeyError) else said
