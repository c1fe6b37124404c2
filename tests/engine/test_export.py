"""A checkpoint as ONNX: what another program makes of the file alone, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import onnx
import onnxruntime
import pytest

from engine import checkpoint as checkpoints
from engine.errors import EngineError
from engine.exporting import export
from engine.exporting.sessions import Session
from engine.recipes import RECIPES
from tests.engine.exported_for_tests import SIDE, SPLIT, by_torch, checkpoint, pictures

if TYPE_CHECKING:
    from pathlib import Path

    import torch

    from tests.engine.exported_for_tests import Exported

OURS = [name for name, recipe in RECIPES.items() if recipe.detector is None]
THEIRS = [name for name, recipe in RECIPES.items() if recipe.detector is not None]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, exported: Exported) -> Path:
    path = tmp_path_factory.mktemp("export") / "small.safetensors"
    path.write_bytes(exported.checkpoint)
    return path


# -- the file ----------------------------------------------------------------------------------------------------------
def test_the_door_says_what_the_network_takes_and_gives(exported: Exported) -> None:
    said = exported.said
    assert set(said) == {"max_difference", "opset", "inputs", "outputs"}
    assert 0 < said["max_difference"] <= 1e-4
    assert said["inputs"] == [{"name": "pictures", "type": "uint8", "shape": ["batch", SIDE, SIDE, 3]}]
    shapes = {entry["name"]: entry["shape"] for entry in said["outputs"]}
    cells = SIDE // 4
    assert shapes == {
        "class_scores": ["batch", 3],
        "box": ["batch", 4],
        "mask_scores": ["batch", 3, cells, cells],
    }
    assert all(entry["type"] == "float32" and entry["meaning"] for entry in said["outputs"])
    model = onnx.load_from_string(exported.network)
    onnx.checker.check_model(model, full_check=True)
    assert [entry.version for entry in model.opset_import if entry.domain == ""] == [said["opset"]]


def test_the_file_names_nothing_of_the_machine_that_made_it(exported: Exported) -> None:
    data = exported.network
    assert not any(trace in data for trace in (b"site-packages", b"engine/", b"engine\\", b'File "', b".py"))


def test_another_program_needs_the_file_alone(saved: Path, exported: Exported) -> None:
    """Written by what the metadata says; the oracle is our own prediction with torch."""
    session = onnxruntime.InferenceSession(exported.network, providers=["CPUExecutionProvider"])
    about = {key: json.loads(text) for key, text in session.get_modelmeta().custom_metadata_map.items()}
    assert about["scores"] == {"val_miou": 0.5, "val_accuracy": None} and about["recipe"] == "multi-small"
    assert about["split_hash"] == SPLIT.hash
    for picture, wanted in zip(pictures(), by_torch(saved, pictures()), strict=True):
        height, width = picture.shape[:2]
        label, score, box, mask = elsewhere(session, about, picture)
        assert label == wanted.label and wanted.label_score == pytest.approx(score, abs=1e-4)
        left, top, right, bottom = box * (width, height, width, height)
        assert wanted.instances[0].box.as_tuple() == pytest.approx(
            (min(left, right), min(top, bottom), max(left, right), max(top, bottom)), abs=0.5
        )
        assert wanted.mask is not None and (mask == wanted.mask).mean() >= 0.999
        assert len(np.unique(mask)) > 1, "or the mask would prove nothing"


def elsewhere(
    session: onnxruntime.InferenceSession, about: dict[str, Any], picture: np.ndarray
) -> tuple[str, float, np.ndarray, np.ndarray]:
    """As a program of somebody else's would do it."""
    side = about["preprocessing"]["side"]
    shrinks = min(picture.shape[:2]) >= side
    square = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    names = list(about["outputs"])
    classes, box, mask = (np.asarray(found)[0] for found in session.run(names, {"pictures": square[None]}))
    assert names == ["class_scores", "box", "mask_scores"] and classes.sum() == pytest.approx(1, abs=1e-5)
    assert len(mask) == 1 + len(about["mask_classes"])
    size = picture.shape[1], picture.shape[0]
    large = [cv2.resize(np.log(plane), size, interpolation=cv2.INTER_LINEAR) for plane in mask]
    return about["classes"][classes.argmax()], float(classes.max()), box, np.argmax(large, 0).astype(np.uint8)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_batch_gives_what_its_pictures_give_alone(threads: int, exported: Exported) -> None:
    squares = np.stack([cv2.resize(picture, (SIDE, SIDE)) for picture in pictures(5)])
    session = Session(exported.network, threads)
    together = session.run(squares)
    for number in range(len(squares)):
        alone = session.run(squares[number : number + 1])
        assert all(np.allclose(together[name][number], alone[name][0], atol=1e-5) for name in together)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", OURS)
def test_every_recipe_of_ours_exports(name: str) -> None:
    about = replace(checkpoint(name, RECIPES[name].input), temperature=1.0)
    weights = {key: _calmed(values) if key.startswith("heads.") else values for key, values in about.weights.items()}
    assert export.build(replace(about, weights=weights)).difference <= export.PARITY


def _calmed(values: torch.Tensor) -> torch.Tensor:
    """Of a wide layer smaller weights: else noise comes out of large heads as differences that torch's own rounding
    makes, 0.005 between single and double precision."""
    return values / max(1.0, 0.2 * values[0].numel() ** 0.5) if values.ndim > 1 else values


# -- what is refused ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", THEIRS)
def test_a_recipe_that_does_not_export_says_so(name: str, saved: Path) -> None:
    with pytest.raises(EngineError, match=f"{name} does not export: .* detector-mobilenet_v3_large exports"):
        export.build(replace(checkpoints.load(saved), recipe=RECIPES[name]))


def test_no_file_is_written_where_the_two_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exported: Exported
) -> None:
    """A graph of other weights stands for an exporter that is wrong."""
    other = tmp_path / "other.safetensors"
    checkpoints.save(other, checkpoint("multi-small", SIDE, seed=1))
    monkeypatch.setattr(export, "_to_onnx", lambda *_: exported.network)
    with pytest.raises(
        EngineError, match=r"was not exported: ONNX Runtime and torch differ by 0\.\d+, more than 0.0001"
    ):
        list(export.export(str(other), str(tmp_path / "out.onnx")))
    assert not (tmp_path / "out.onnx").exists()


def test_what_the_exporter_raises_is_one_line(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> bytes:
        raise RuntimeError("no such operator\nand twenty lines more")

    monkeypatch.setattr(export, "_to_onnx", fails)
    with pytest.raises(EngineError, match=r"^multi-small could not be exported \(no such operator\); predict"):
        list(export.export(str(saved), str(tmp_path / "out.onnx")))


@pytest.mark.parametrize(("out", "why"), [("out.pt", "ends in .onnx"), ("nowhere/out.onnx", "no such folder")])
def test_a_place_that_is_none_is_refused_before_the_work(
    out: str, why: str, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "build", lambda _: pytest.fail("this takes seconds"))
    with pytest.raises(EngineError, match=why):
        list(export.export(str(saved), str(tmp_path / out)))


def test_a_full_disk_leaves_the_old_file(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exported: Exported
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out.onnx"
    out.write_bytes(b"old")
    monkeypatch.setattr(export, "_to_onnx", lambda *_: exported.network)
    monkeypatch.setattr("engine.files.os.fsync", full)
    with pytest.raises(EngineError, match=r"out\.onnx: cannot be written \(No space left"):
        list(export.export(str(saved), str(out)))
    assert out.read_bytes() == b"old" and list(tmp_path.iterdir()) == [out]
