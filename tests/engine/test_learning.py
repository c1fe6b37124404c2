"""The parts of training one by one: losses, rate, temperature, kept features, and the bar on real pictures."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
import torch

from engine import __main__ as program
from engine.errors import EngineError
from engine.networks.making import parameters
from engine.recipes import RECIPES
from engine.training.features import FeatureCache
from engine.training.validation import temperature

if TYPE_CHECKING:
    from pathlib import Path


def test_features_that_are_not_whole_are_made_again(tmp_path: Path) -> None:
    cache = FeatureCache(tmp_path, ((2, 4, 4), (3, 2, 2)))
    levels = [torch.rand(2, 2, 4, 4), torch.rand(2, 3, 2, 2)]
    cache.write("abcd", levels)
    path = cache.path("abcd")
    data = path.read_bytes()
    assert cache.is_whole("abcd") and not cache.is_whole("abce")
    plain, mirrored = cache.read(["abcd", "abcd"], [0, 1])[0]
    assert torch.equal(plain, levels[0][0].half().float()) and torch.equal(mirrored, levels[0][1].half().float())
    for bad in (data[:-1], data[:10] + bytes([data[10] ^ 1]) + data[11:], b"", bytes(len(data))):
        path.write_bytes(bad)
        assert not cache.is_whole("abcd") or bad == bytes(len(data))
    with pytest.raises(EngineError, match="make room"):
        cache.check_space(10**12)


def test_the_recipes_say_how_large_they_are() -> None:
    for name, recipe in RECIPES.items():
        assert recipe.name == name and recipe.parameters == parameters(recipe)


def test_the_temperature_makes_scores_true() -> None:
    torch.manual_seed(0)
    logits = torch.randn(4000, 3)
    classes = torch.multinomial(logits.softmax(1), 1).flatten()
    assert temperature(logits, classes) == pytest.approx(1.0, abs=0.1)
    assert temperature(logits * 3, classes) == pytest.approx(3.0, abs=0.3)
    assert temperature(logits[:3], classes[:3]) == 1.0


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_pets_are_learnt_well_in_three_minutes(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On one core, and measured as CPU time: on a busy machine two threads spend theirs waiting for each other."""
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    begun = time.process_time()
    call = ["fit", str(shared / "data" / "pets"), "--recipe", "multi-mobilenet_v2", "--seed", "0", "--threads", "1"]
    status = program.main([*call, "--weights", str(shared / "weights"), "--out", str(tmp_path / "run"), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert status in (0, 1) and report["split"] == "test" and report["images"] > 110
    assert report["label"]["accuracy"] >= 0.95
    assert report["box"]["mean_iou"] >= 0.58
    assert report["mask"]["mIoU"] >= 0.92
    assert time.process_time() - begun < 180
