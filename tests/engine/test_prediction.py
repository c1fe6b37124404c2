"""Pictures in, annotations in their own pixels out; the geometry of one is undone by the other."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine import checkpoint as checkpoints
from engine import predictions
from engine.annotation import Box, same
from engine.checkpoint import Checkpoint
from engine.datasets.folder import open_folder
from engine.datasets.splits import Split
from engine.errors import EngineError
from engine.networks.network import Network
from engine.prediction import Predictor, predict_folder
from engine.preprocessing import (
    Preprocessing,
    box_to_source,
    box_to_square,
    mask_to_source,
    mask_to_square,
    prepare,
)
from engine.recipes import RECIPES
from tests.engine.finishing_for_tests import followed
from tests.engine.pretended_for_tests import pretended

if TYPE_CHECKING:
    from pathlib import Path

SIDES = st.integers(1, 700)
UNIT = st.floats(0, 1, allow_nan=False)


@given(SIDES, SIDES, UNIT, UNIT, UNIT, UNIT)
def test_a_box_goes_to_the_square_and_back(width: int, height: int, a: float, b: float, c: float, d: float) -> None:
    box = Box(min(a, b) * width, min(c, d) * height, max(a, b) * width, max(c, d) * height)
    fractions = box_to_square(box, width, height)
    assert all(0 <= value <= 1 for value in fractions)
    assert box_to_source(fractions, width, height).as_tuple() == pytest.approx(box.as_tuple(), abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(st.integers(40, 300), st.integers(40, 300), st.data())
def test_a_mask_goes_to_the_square_and_back(width: int, height: int, data: st.DataObject) -> None:
    """A block of a class comes back where it was, to within a cell and a half of the grid."""
    side, value = 160, data.draw(st.integers(1, 2))
    x, y = data.draw(st.integers(0, width // 2)), data.draw(st.integers(0, height // 2))
    truth = np.zeros((height, width), np.uint8)
    truth[y : y + height // 2, x : x + width // 2] = value
    square = mask_to_square(truth, side // 4)
    assert square.shape == (side // 4, side // 4)
    back = mask_to_source(np.eye(3, dtype=np.float32)[square].transpose(2, 0, 1), width, height)
    assert back.shape == truth.shape and back.dtype == np.uint8
    rows, columns = np.nonzero(back == value)
    reach = 1.5 * 4 / side
    for found, wanted, full in (
        (columns.min(), x, width),
        (columns.max() + 1, x + width // 2, width),
        (rows.min(), y, height),
        (rows.max() + 1, y + height // 2, height),
    ):
        assert abs(found - wanted) <= reach * full + 1


def test_what_the_network_sees_lies_where_the_box_says() -> None:
    picture = np.zeros((90, 150, 3), np.uint8)
    picture[30:60, 50:100] = 255
    seen = prepare(picture, 60)
    left, top, right, bottom = (round(value * 60) for value in box_to_square(Box(50, 30, 100, 60), 150, 90))
    assert seen[top:bottom, left:right].min() == 255 and int((seen > 127).sum()) == (bottom - top) * (right - left) * 3


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    recipe = RECIPES["multi-small"]
    made = Checkpoint(
        recipe=recipe,
        classes=("circle", "star"),
        mask_classes=("circle", "star"),
        preprocessing=Preprocessing(side=96),
        split=Split((), (), ()),
        weights=Network(recipe, 2, 2).state_dict(),
        fingerprints=np.zeros((0, 16), np.uint8),
    )
    file = tmp_path_factory.mktemp("checkpoint") / "small.safetensors"
    checkpoints.save(file, made)
    return file


def picture(width: int, height: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def test_predictions_are_in_the_pixels_of_each_picture(path: Path) -> None:
    predictor = Predictor(path, "cpu", 1)
    pictures = [picture(120, 80), picture(64, 200, 1), picture(1, 1, 2)]
    found = predictor.predict(pictures)
    for annotation, given_picture in zip(found, pictures, strict=True):
        height, width = given_picture.shape[:2]
        assert (annotation.width, annotation.height) == (width, height)
        assert annotation.mask is not None and annotation.mask.max() <= 2
        (instance,) = annotation.instances
        assert instance.label == annotation.label and instance.score == annotation.label_score
        assert instance.score is not None and 0 < instance.score <= 1
        assert 0 <= instance.box.xmin <= instance.box.xmax <= width and annotation.source == predictions.key(path)
    (larger,) = predictor.predict(pictures[:1], [(240, 160)])
    assert larger.mask is not None and larger.mask.shape == (160, 240)


def test_too_little_memory_halves_the_batch_and_then_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    predictor = Predictor(path, "cpu", 1)
    whole = predictor.predict([picture(50, 50, seed) for seed in range(5)])
    forward, most = Network.forward, 2

    def short(self: Network, pictures: torch.Tensor) -> object:
        if len(pictures) > most:
            raise torch.OutOfMemoryError("out of memory")
        return forward(self, pictures)

    monkeypatch.setattr(Network, "forward", short)
    parts = predictor.predict([picture(50, 50, seed) for seed in range(5)])
    assert [a.label for a in whole] == [b.label for b in parts]
    most = 0
    with pytest.raises(EngineError, match="not enough memory"):
        predictor.predict([picture(50, 50)])


def test_a_gpu_without_room_for_one_picture_leaves_it_to_the_cpu(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Predictor(path, "cpu", 1).predict([picture(50, 50, seed) for seed in range(3)])
    forward, made = Network.forward, []

    def short(self: Network, pictures: torch.Tensor) -> object:
        if pictures.device != torch.device("cpu"):
            held = torch.ones(9)
            assert all(one() is None for one in made)  # what the last try made is gone
            made.append(weakref.ref(held))
            raise torch.OutOfMemoryError(f"out of memory after {len(held)} numbers")
        return forward(self, pictures)

    monkeypatch.setattr(Network, "forward", short)
    with pretended(monkeypatch):
        predictor = Predictor(path, "auto", 1)
        gc.disable()
        try:
            found = predictor.predict([picture(50, 50, seed) for seed in range(3)])
        finally:
            gc.enable()
        assert len(made) == 2 and [same(*pair) for pair in zip(found, wanted, strict=True)] == [True] * 3
        predictor.predict([picture(50, 50)])
        assert len(made) == 2  # the GPU is not asked again


def test_a_folder_is_predicted_into_the_cache_and_damage_is_named(path: Path, tmp_path: Path) -> None:
    for number in range(11):
        Image.fromarray(picture(60, 40, number)).save(tmp_path / f"{number:02}.png")
    broken = tmp_path / "04.png"
    broken.write_bytes(broken.read_bytes()[:300])
    steps, skipped = followed(predict_folder(str(path), str(tmp_path), device="cpu", threads=1))
    told = [step for step in steps if step.kind == "prediction"]
    assert skipped == 1 and len(told) == 11 and told[-1].done == told[-1].total == 11
    assert [step.values["name"] for step in told if step.values["problem"]] == ["04"]
    key = predictions.key(path)
    for record in open_folder(tmp_path).records:
        kept = predictions.load(key, record.image)
        assert (kept is None) == (record.name == "04")
        if kept is not None:
            pixels = np.array(Image.open(record.image))
            (alone,) = Predictor(path, "cpu", 1).predict([pixels])
            assert kept.label == alone.label and (kept.width, kept.height) == (60, 40)
            assert same(kept, kept)


def test_only_the_named_pictures_are_predicted(path: Path, tmp_path: Path) -> None:
    for number in range(3):
        Image.fromarray(picture(60, 40, number)).save(tmp_path / f"{number}.png")
    steps = list(predict_folder(str(path), str(tmp_path), images=("1",), device="cpu", threads=1))
    assert [step.values["name"] for step in steps if step.kind == "prediction"] == ["1"]


@pytest.mark.parametrize(("device", "why"), [("gpu", "no device"), ("cuda:99", "cuda|CUDA|GPU"), ("xpu", "xpu")])
def test_a_device_that_is_not_there_is_one_sentence(path: Path, device: str, why: str) -> None:
    with pytest.raises(EngineError, match=why) as caught:
        Predictor(path, device, 1)
    assert "\n" not in str(caught.value)


def test_a_cache_that_is_full_says_where_it_lies(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    Image.fromarray(picture(50, 50)).save(tmp_path / "a.png")
    monkeypatch.setattr(predictions, "store", full)
    with pytest.raises(EngineError, match=r"cache: predictions cannot be kept here \(No space left"):
        list(predict_folder(str(path), str(tmp_path), device="cpu", threads=1))


def test_pictures_are_predicted_in_the_order_in_which_they_are_named(path: Path, tmp_path: Path) -> None:
    for number in range(3):
        Image.new("RGB", (30, 20)).save(tmp_path / f"{number}.png")
    steps = predict_folder(str(path), str(tmp_path), images=("2", "0", "gone", "1"), device="cpu", threads=1)
    assert [step.values["name"] for step in steps if step.kind == "prediction"] == ["2", "0", "1"]
