"""Checkpoints come from strangers: what they hold is checked before it is used, and nothing in them runs."""

from __future__ import annotations

import json
import pickle
import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine import checkpoint as checkpoints
from engine.checkpoint import Checkpoint, TrainingState
from engine.datasets.splits import Split
from engine.errors import EngineError
from engine.networks.making import make
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECIPE = RECIPES["multi-small"]


def made(seed: int = 0) -> Checkpoint:
    torch.manual_seed(seed)
    return Checkpoint(
        recipe=RECIPE,
        classes=("circle", "star"),
        mask_classes=("circle", "star", "square"),
        preprocessing=Preprocessing(side=96),
        split=Split(("a", "b"), ("c",), ("d",)),
        weights=make(RECIPE, 2, 3).state_dict(),
        fingerprints=np.arange(48, dtype=np.uint8).reshape(3, 16),
        earlier=np.arange(16, 48, dtype=np.uint8).reshape(2, 16)[::-1],
        scores={"val_miou": 0.5},
        temperature=1.5,
        epoch=3,
        skipped=(("e", "e.jpg: damaged"),),
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("made") / "one.safetensors"
    checkpoints.save(path, made())
    return path.read_bytes()


@pytest.fixture
def path(saved: bytes, tmp_path: Path) -> Path:
    (tmp_path / "one.safetensors").write_bytes(saved)
    return tmp_path / "one.safetensors"


def test_a_checkpoint_comes_back_as_it_was_saved(path: Path) -> None:
    before, after = made(), checkpoints.load(path)
    plain = ("recipe", "classes", "mask_classes", "preprocessing", "split", "scores", "temperature", "epoch", "skipped")
    assert all(getattr(before, name) == getattr(after, name) for name in plain)
    assert np.array_equal(before.fingerprints, after.fingerprints) and np.array_equal(before.earlier, after.earlier)
    assert np.array_equal(after.learnt, before.fingerprints), "each once"
    assert all(torch.equal(before.weights[name], after.weights[name]) for name in before.weights)
    about = checkpoints.header(path)
    assert about["recipe"] == "multi-small" and about["split"]["hash"] == before.split.hash


def test_half_precision_is_read_and_the_training_state_is_left_out(path: Path) -> None:
    halves = {name: value.half() if value.is_floating_point() else value for name, value in made().weights.items()}
    state = TrainingState({"0.step": torch.ones(1)}, {"best": 0.25})
    checkpoints.save(path, replace(made(), weights=halves), state)
    weights = checkpoints.load(path).weights
    assert {value.dtype for value in weights.values()} == {torch.float32, torch.int64}
    assert not any(name.startswith("0.") for name in weights)
    assert checkpoints.load_state(path).values == {"best": 0.25}


def changed_about(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def attack(path: Path) -> None:
        about = checkpoints.header(path)
        change(about)
        save_file(load_file(path), path, metadata={"overlap": json.dumps(about)})

    return attack


def changed_tensors(change: Callable[[dict[str, torch.Tensor]], object]) -> Callable[[Path], None]:
    def attack(path: Path) -> None:
        about, tensors = checkpoints.header(path), load_file(path)
        change(tensors)
        save_file(tensors, path, metadata={"overlap": json.dumps(about)})

    return attack


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def endless_header(path: Path) -> None:
    path.write_bytes(struct.pack("<Q", 2**62) + path.read_bytes()[8:])


def deep_header(path: Path) -> None:
    text = b"[" * 200_000
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(8))


def a_pickle(path: Path) -> None:
    path.write_bytes(pickle.dumps({"overlap": 1}))


def overlapping(path: Path) -> None:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    head = json.loads(data[8 : 8 + length])
    name = next(name for name in head if name.startswith("network."))
    head[name]["data_offsets"] = [0, 10**15]
    text = json.dumps(head).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + length :])


FIRST = "network.backbone.features.0.0.weight"
ATTACKS = {
    "empty": lambda path: path.write_bytes(b""),
    "missing": lambda path: path.unlink(),
    "folder": lambda path: (path.unlink(), path.mkdir()),
    "pickle": a_pickle,
    "zip": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100)),
    "text": lambda path: path.write_bytes(struct.pack("<Q", 16) + b"not json at all!"),
    "no text": lambda path: path.write_bytes(struct.pack("<Q", 16) + bytes([255] * 16)),
    "truncated": truncated,
    "endless header": endless_header,
    "deep header": deep_header,
    "offsets": overlapping,
    "no json of ours": lambda path: save_file(load_file(path), path),
    "other format": changed_about(lambda about: about.update(format=99)),
    "unknown recipe": changed_about(lambda about: about.update(recipe="../../x")),
    "recipe is a list": changed_about(lambda about: about.update(recipe=["multi-small"])),
    "other recipe": changed_about(lambda about: about.update(recipe="multi-mobilenet_v2")),
    "more classes": changed_about(lambda about: about.update(classes=["circle", "star", "moon"])),
    "twice the same class": changed_about(lambda about: about.update(classes=["star", "star"])),
    "class is a number": changed_about(lambda about: about.update(classes=[1, 2])),
    "very long class": changed_about(lambda about: about.update(classes=["a", "b" * 10**6])),
    "side of a million": changed_about(lambda about: about["preprocessing"].update(side=1_000_000)),
    "side that is no whole number": changed_about(lambda about: about["preprocessing"].update(side=96.0)),
    "side of a text": changed_about(lambda about: about["preprocessing"].update(side="96")),
    "divides by zero": changed_about(lambda about: about["preprocessing"].update(std=[0, 1, 1])),
    "temperature": changed_about(lambda about: about.update(temperature=float("nan"))),
    "no split": changed_about(lambda about: about.pop("split")),
    "scores are a list": changed_about(lambda about: about.update(scores=[1])),
    "skipped is a number": changed_about(lambda about: about.update(skipped=3)),
    "not a number": changed_tensors(lambda tensors: tensors[FIRST].fill_(float("nan"))),
    "wrong shape": changed_tensors(lambda tensors: tensors.update({FIRST: torch.zeros(1)})),
    "wrong type": changed_tensors(lambda tensors: tensors.update({FIRST: tensors[FIRST].double()})),
    "tensor missing": changed_tensors(lambda tensors: tensors.pop(FIRST)),
    "tensor too many": changed_tensors(lambda tensors: tensors.update({"network.extra": torch.zeros(1)})),
    "no fingerprints": changed_tensors(lambda tensors: tensors.pop("fingerprints")),
    "odd fingerprints": changed_tensors(lambda tensors: tensors.update(fingerprints=torch.zeros(3, 4))),
    "odd earlier ones": changed_tensors(lambda tensors: tensors.update(earlier=torch.zeros(()))),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_file_that_is_not_what_it_claims_is_refused_by_name(path: Path, name: str) -> None:
    ATTACKS[name](path)
    with pytest.raises(EngineError) as caught:
        checkpoints.load(path)
    message = str(caught.value)
    assert message.startswith(str(path)) and "\n" not in message and len(message) < 1000
    for pythons in ("Expecting value", "codec", "object is not", "must be integers", "recursion depth"):
        assert pythons not in message


def test_only_a_last_checkpoint_can_go_on(path: Path) -> None:
    with pytest.raises(EngineError, match="training state"):
        checkpoints.load_state(path)


def test_a_full_disk_leaves_the_old_checkpoint(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = path.read_bytes()
    monkeypatch.setattr("engine.files.os.fsync", full)
    with pytest.raises(EngineError, match="No space left"):
        checkpoints.save(path, made(1))
    assert path.read_bytes() == before and [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(("recipe", "side", "taken"), [("mnist75", 80, True), ("multi-small", 80, False)])
def test_a_square_fits_every_network_or_is_the_recipes_own(recipe: str, side: int, taken: bool, tmp_path: Path) -> None:
    chosen, path = RECIPES[recipe], tmp_path / "one.safetensors"
    weights = make(chosen, 2, 3).state_dict()
    checkpoints.save(path, replace(made(), recipe=chosen, weights=weights, preprocessing=Preprocessing(side)))
    if taken:
        assert checkpoints.load(path).preprocessing.side == side
    else:
        with pytest.raises(EngineError, match="preprocessing"):
            checkpoints.load(path)
