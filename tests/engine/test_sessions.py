"""What serves predictions on a CPU: ONNX Runtime where that pays, torch where it doesn't or can't."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import onnxruntime
import pytest
from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

from engine import checkpoint as checkpoints
from engine import predictions
from engine.exporting import export, kept_sessions
from engine.prediction import ONNX_RUNTIME, TORCH, Predictor
from tests.engine.exported_for_tests import by_torch, pictures

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from engine.annotation import Annotation
    from tests.engine.exported_for_tests import Exported


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, exported: Exported) -> Path:
    path = tmp_path_factory.mktemp("export") / "small.safetensors"
    path.write_bytes(exported.checkpoint)
    return path


def alike(found: Annotation, wanted: Annotation) -> bool:
    """The same class, boxes within half a pixel, 99.9 % of the mask's pixels."""
    assert found.mask is not None and wanted.mask is not None
    assert found.label_score is not None and wanted.label_score is not None
    boxes = [instance.box.as_tuple() for one in (found, wanted) for instance in one.instances]
    return (
        found.label == wanted.label
        and abs(found.label_score - wanted.label_score) < 1e-4
        and max(abs(a - b) for a, b in zip(*boxes, strict=True)) < 0.5
        and float((found.mask == wanted.mask).mean()) >= 0.999
    )


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def keep(saved: Path, data: bytes) -> Path:
    path = kept_sessions.path_of(predictions.key(saved))
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path


@pytest.mark.usefixtures("cache")
def test_a_kept_session_predicts_what_torch_predicts(saved: Path, exported: Exported) -> None:
    keep(saved, exported.network)
    predictor = Predictor(saved, "cpu", 1)
    found = predictor.predict(pictures(4))
    assert predictor.runtime == ONNX_RUNTIME
    assert all(alike(*pair) for pair in zip(found, by_torch(saved, pictures(4)), strict=True))


@pytest.mark.usefixtures("cache")
def test_a_session_is_made_once_it_is_worth_its_time(
    saved: Path, monkeypatch: pytest.MonkeyPatch, exported: Exported
) -> None:
    made: list[str] = []
    monkeypatch.setattr(export, "_to_onnx", lambda about, _: made.append(about.recipe.name) or exported.network)
    monkeypatch.setattr("engine.prediction.WORTH", 8)
    predictor = Predictor(saved, "cpu", 1)
    for _ in range(2):
        predictor.predict(pictures(4))
    assert predictor.runtime == TORCH and made == []
    predictor.predict(pictures(1))
    assert predictor.runtime == ONNX_RUNTIME and made == ["multi-small"]
    again = Predictor(saved, "cpu", 1)
    again.predict(pictures(1))
    assert again.runtime == ONNX_RUNTIME and made == ["multi-small"], "the second time it was kept"


@pytest.mark.usefixtures("cache")
def test_torch_predicts_where_no_session_can_be_had(
    saved: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "engine")
    tried: list[object] = []
    monkeypatch.setattr(export, "_to_onnx", lambda *_: tried.append(1) or b"no network")
    monkeypatch.setattr("engine.prediction.WORTH", 0)
    predictor = Predictor(saved, "cpu", 1)
    found = [*predictor.predict(pictures(2)), *predictor.predict(pictures(1))]
    assert predictor.runtime == TORCH and len(found) == 3 and tried == [1], "it is tried once"
    assert "torch predicts: ONNX Runtime cannot open the network" in caplog.text


@pytest.mark.usefixtures("cache")
def test_a_session_that_fails_in_the_middle_loses_no_picture(
    saved: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, exported: Exported
) -> None:
    def fails(*_: object) -> list[np.ndarray]:
        raise RuntimeException("bad allocation")

    keep(saved, exported.network)
    predictor = Predictor(saved, "cpu", 1)
    monkeypatch.setattr(onnxruntime.InferenceSession, "run", fails)
    found = predictor.predict(pictures(2))
    assert predictor.runtime == TORCH and "ONNX Runtime failed (bad allocation); torch predicts" in caplog.text
    assert all(alike(*pair) for pair in zip(found, by_torch(saved, pictures(2)), strict=True))


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("part", [0, 1000, -1000])
def test_a_damaged_kept_file_is_not_used(
    part: int, saved: Path, caplog: pytest.LogCaptureFixture, exported: Exported
) -> None:
    keep(saved, exported.network[:part])
    predictor = Predictor(saved, "cpu", 1)
    predictor.predict(pictures(1))
    assert predictor.runtime == TORCH and "torch predicts" in caplog.text


def test_of_the_kept_sessions_those_used_last_stay(
    cache: Path, saved: Path, monkeypatch: pytest.MonkeyPatch, exported: Exported
) -> None:
    monkeypatch.setattr(export, "_to_onnx", lambda *_: exported.network)
    monkeypatch.setattr(kept_sessions, "KEPT", 2)
    about = checkpoints.load(saved)
    for source in ("first", "second"):
        assert kept_sessions.made(source, about, 1) is not None
    assert kept_sessions.kept("first", 1) is not None, "and so it is in use"
    assert kept_sessions.made("third", about, 1) is not None
    assert sorted(path.name.split("-")[0] for path in (cache / "sessions").iterdir()) == ["first", "third"]


def test_without_room_a_session_serves_and_is_not_kept(
    cache: Path, saved: Path, monkeypatch: pytest.MonkeyPatch, exported: Exported
) -> None:
    monkeypatch.setattr(export, "_to_onnx", lambda *_: exported.network)
    cache.write_text("a file where the folder should be")
    assert kept_sessions.made("one", checkpoints.load(saved), 1) is not None
    assert kept_sessions.kept("one", 1) is None
