"""Checkpoints that strangers made, through the doors: each refused in one line, nothing run and nothing written."""

from __future__ import annotations

import json
import os
import pickle
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PIL import Image

from engine import checkpoint as checkpoints
from engine import cli
from engine.checkpoint import Checkpoint
from engine.datasets.splits import Split
from engine.networks.making import make
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES
from engine.terminal import WRONG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MACHINE = ("--device", "cpu", "--threads", "1")
RECIPE = RECIPES["multi-small"]
FIRST = "network.backbone.features.0.0.weight"
LAST = "network.heads.class.linear.weight"
EDGES = "network.heads.box.edges.weight"


class Bomb:
    """Unpickling it makes the file `marker`."""

    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f'echo run > "{self._marker}"',)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a checkpoint that every door takes."""
    torch.manual_seed(0)
    about = Checkpoint(
        recipe=RECIPE,
        classes=("circle", "star"),
        mask_classes=("circle", "star"),
        preprocessing=Preprocessing(side=64),
        split=Split((), (), ()),
        weights=make(RECIPE, 2, 2).state_dict(),
        fingerprints=np.zeros((0, 16), np.uint8),
    )
    path = tmp_path_factory.mktemp("good") / "good.safetensors"
    checkpoints.save(path, about)
    return path.read_bytes()


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    assert cli.main(["sample", str(folder), "--images", "12", "--seed", "3"]) == 0
    return folder


def opened(data: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def closed(header: dict[str, Any] | str, rest: bytes) -> bytes:
    text = header.encode() if isinstance(header, str) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + rest


def with_entry(data: bytes, name: str, **entry: object) -> bytes:
    header, rest = opened(data)
    header[name] |= entry
    return closed(header, rest)


def with_about(data: bytes, **values: object) -> bytes:
    header, rest = opened(data)
    header["__metadata__"]["overlap"] = json.dumps(json.loads(header["__metadata__"]["overlap"]) | values)
    return closed(header, rest)


def with_values(data: bytes, name: str, value: float) -> bytes:
    header, rest = opened(data)
    start, end = header[name]["data_offsets"]
    return closed(header, rest[:start] + struct.pack("<f", value) * ((end - start) // 4) + rest[end:])


def twice(data: bytes) -> bytes:
    """The same name for two tensors: what a reader makes of such JSON is its own affair."""
    header, rest = opened(data)
    text = json.dumps(header)
    return closed(text[:-1] + f', "{FIRST}": {json.dumps(header[LAST])}}}', rest)


def torch_zip(marker: Path, path: Path) -> None:
    torch.save({"model": Bomb(marker)}, path)


def forged_zip(marker: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb(marker)))
        archive.writestr("archive/version", "3")


def legacy(marker: Path, path: Path) -> None:
    torch.save({"model": Bomb(marker)}, path, _use_new_zipfile_serialization=False)


RUNNING = {
    "pickle": lambda marker, path: path.write_bytes(pickle.dumps(Bomb(marker))),
    "torch": torch_zip,
    "torch as it once saved": legacy,
    "zip": forged_zip,
}
"""Files that run a command when they are unpickled."""

FORGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: data[:0],
    "cut in the header": lambda data: data[:100],
    "cut short": lambda data: data[:-1000],
    "longer": lambda data: data + bytes(8),
    "header longer than the file": lambda data: struct.pack("<Q", 2**62) + data[8:],
    "header not JSON": lambda data: closed("{" * 5000, data),
    "offsets beyond the file": lambda data: with_entry(data, FIRST, data_offsets=[0, 10**15]),
    "offsets backwards": lambda data: with_entry(data, FIRST, data_offsets=[64, 0]),
    "10^12 values": lambda data: with_entry(data, FIRST, shape=[10**6, 10**6]),
    "more values than a machine counts": lambda data: with_entry(data, FIRST, shape=[2**40, 2**40]),
    "10^12 times nothing": lambda data: with_entry(data, FIRST, shape=[10**12, 0]),
    "mis-shaped": lambda data: with_entry(data, FIRST, shape=[3, 16, 3, 3]),
    "other type": lambda data: with_entry(data, FIRST, dtype="I32"),
    "strange type": lambda data: with_entry(data, FIRST, dtype="F4"),
    "no type": lambda data: with_entry(data, FIRST, dtype="no such"),
    "twice the same tensor": twice,
    "not a number": lambda data: with_values(data, FIRST, float("nan")),
    "infinite": lambda data: with_values(data, LAST, float("inf")),
    "one class more": lambda data: with_about(data, classes=["circle", "star", "moon"]),
    "one class less": lambda data: with_about(data, classes=["circle"]),
    "no classes": lambda data: with_about(data, classes=[]),
    "twice the same class": lambda data: with_about(data, classes=["circle", "circle"]),
    "classes of another kind": lambda data: with_about(data, classes=[["circle"], 3]),
    "a million mask classes": lambda data: with_about(data, mask_classes=[str(n) for n in range(10**6)]),
    "another recipe": lambda data: with_about(data, recipe="localizer-mobilenet_v2"),
    "no such recipe": lambda data: with_about(data, recipe="__import__('os')"),
    "another head": lambda data: with_about(data, heads=["class", "detections"]),
    "no head": lambda data: with_about(data, heads=[]),
    "a huge square": lambda data: with_about(data, preprocessing=Preprocessing(10**6).to_json()),
    "an odd square": lambda data: with_about(data, preprocessing=Preprocessing(70).to_json()),
    "deviation 0": lambda data: with_about(data, preprocessing=Preprocessing(64, std=(0.0, 1.0, 1.0)).to_json()),
    "temperature": lambda data: with_about(data, temperature=-1),
    "a later format": lambda data: with_about(data, format=2),
}


def calls(path: Path, scenes: Path, out: Path) -> dict[str, list[str]]:
    picture = next((scenes / "JPEGImages").iterdir())
    fit = [
        "fit",
        str(scenes),
        "--recipe",
        "multi-small",
        "--from",
        str(path),
        "--epochs",
        "1",
        "--out",
        str(out / "run"),
    ]
    return {
        "predict": ["predict", str(path), str(picture), "--out", str(out / "found"), "--to", "voc", *MACHINE],
        "evaluate": ["evaluate", str(path), str(scenes), "--split", "all", *MACHINE],
        "fit": [*fit, *MACHINE],
        "export": ["export", str(path), str(out / "network.onnx")],
    }


def refused(words: list[str], path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the door said: progress it may have shown, and one line about the file."""
    capsys.readouterr()
    status = cli.main(words)
    said = capsys.readouterr()
    assert (status, said.out) == (WRONG, ""), said.err
    *progress, line = said.err.splitlines()
    assert line.startswith(f"overlap-engine: {path}: ") and len(line) < 1000
    assert not any(text.startswith("overlap-engine") or "Traceback" in text or "Error" in text for text in progress)
    return line


def nothing_written(out: Path) -> bool:
    return not any(entry.is_file() for entry in out.rglob("*"))


@pytest.mark.parametrize("door", ["predict", "evaluate", "fit", "export"])
@pytest.mark.parametrize("name", RUNNING)
def test_nothing_in_a_strangers_pickle_is_run(
    name: str, door: str, scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marker, out = tmp_path / "marker", tmp_path / "out"
    out.mkdir()
    for ending in (".safetensors", ".pt"):
        path = tmp_path / f"stranger{ending}"
        RUNNING[name](marker, path)
        refused(calls(path, scenes, out)[door], path, capsys)
    assert not marker.exists() and nothing_written(out)


@pytest.mark.parametrize("doors", [("predict", "export"), pytest.param(("evaluate", "fit"), marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_checkpoint_is_refused_in_one_line_at_every_door(
    name: str, doors: tuple[str, ...], good: bytes, scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "forged.safetensors", tmp_path / "out"
    out.mkdir()
    path.write_bytes(FORGED[name](good))
    every = calls(path, scenes, out)
    said = {refused(every[door], path, capsys) for door in doors}
    assert len(said) == 1, "every door says the same"
    assert nothing_written(out)


def test_the_markers_would_have_been_made(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    pickle.loads(pickle.dumps(Bomb(marker)))
    assert marker.exists()


@pytest.mark.parametrize("door", ["predict", "evaluate", pytest.param("export", marks=pytest.mark.slow)])
def test_weights_that_lead_to_no_numbers_are_refused_where_that_shows(
    door: str, good: bytes, scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is finite; their sums are not."""
    path, out = tmp_path / "large.safetensors", tmp_path / "out"
    out.mkdir()
    path.write_bytes(with_values(with_values(good, LAST, 3e38), EDGES, 3e38))
    capsys.readouterr()
    assert cli.main(calls(path, scenes, out)[door]) == WRONG
    said = capsys.readouterr()
    assert said.out == "" and "Traceback" not in said.err and nothing_written(out)


def test_the_good_one_is_taken(good: bytes, scenes: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "good.safetensors", tmp_path / "out"
    path.write_bytes(good)
    assert cli.main(calls(path, scenes, out)["predict"]) == 0
    assert len(list((out / "found").glob("*.xml"))) == 1


def test_a_picture_is_no_checkpoint(tmp_path: Path, scenes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "picture.safetensors", tmp_path / "out"
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(path, format="PNG")
    out.mkdir()
    for words in calls(path, scenes, out).values():
        refused(words, path, capsys)
