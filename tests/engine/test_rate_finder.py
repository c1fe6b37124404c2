"""The learning-rate finder: what it suggests of a curve, and on real pictures; its plot and its door."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from lxml import etree
from PIL import Image

from engine import cli
from engine.calls import find
from engine.errors import EngineError
from engine.runs import FitSettings
from engine.training.rate_finder import Sweep
from engine.training.rate_plot import plot
from tests.engine.training_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.index import Index


def sweep(losses: np.ndarray) -> Sweep:
    rates = np.geomspace(1e-6, 1, len(losses))
    return Sweep(tuple(rates.tolist()), tuple(losses.tolist()), tuple(losses.tolist()))


def test_the_suggestion_is_where_the_loss_falls_fastest_and_well_before_it_rises() -> None:
    powers = np.linspace(-6, 0, 61)
    falling = 2 - 1 / (1 + np.exp(-4 * (powers + 3))) + np.exp(6 * (powers + 0.8))  # steepest at 1e-3
    assert sweep(falling).suggested == pytest.approx(1e-3, rel=0.3)
    late = 2 - np.clip(powers + 2, 0, None) ** 3 + 50 * np.clip(powers + 1, 0, None)  # falls up to 1e-1, then rises
    assert sweep(late).suggested == pytest.approx(1e-1 / 3, rel=0.3)
    with pytest.raises(EngineError, match="falls at no learning rate"):
        _ = sweep(np.linspace(1, 2, 20)).suggested
    with pytest.raises(EngineError, match="falls at no learning rate"):
        _ = sweep(np.linspace(2, 1, 4)).suggested


def test_what_only_wanders_is_no_descent() -> None:
    """A network that has learnt all there is: each batch loses more or less than the one before, by chance."""
    chance, powers = np.random.default_rng(3), np.linspace(-6, 0, 100)
    for fall, found in ((0.0, False), (1.5, True)):
        losses = 1 + chance.normal(0, 0.35, 100) + 3 * np.clip(powers + 0.5, 0, None) + fall * (powers < -3)
        kept = [0.0]
        for loss in losses:
            kept.append(0.9 * kept[-1] + 0.1 * loss)
        smoothed = np.array(kept[1:]) / (1 - 0.9 ** np.arange(1, 101))
        curve = Sweep(tuple(np.geomspace(1e-6, 1, 100).tolist()), tuple(losses.tolist()), tuple(smoothed.tolist()))
        if found:
            assert 3e-4 < curve.suggested < 1e-2
        else:
            with pytest.raises(EngineError, match="falls at no learning rate"):
                _ = curve.suggested


def test_a_sweep_over_real_pictures_leaves_nothing_behind(found: Index, start: Path, tmp_path: Path) -> None:
    set_so = {"batch": 4, "unfrozen": 0}
    folder = str(found.dataset.root)
    settings = FitSettings(folder, "multi-small", "", start=str(start), device="cpu", threads=1, hyperparameters=set_so)
    steps = [step for step in find("find_rate")(settings, 30) if step.kind == "rates"]
    assert steps[0].values["rate"] == 1e-6 and len(steps) >= 10
    result = finish(find("find_rate")(settings, 30))
    assert isinstance(result, dict)
    assert result["losses"] == [step.values["loss"] for step in steps]  # the same seed, the same sweep
    assert result["hyperparameter"] == "rate" and 1e-6 < result["suggested"] < 1
    assert len(result["rates"]) == len(result["smoothed"]) == len(steps)
    assert not list(tmp_path.iterdir())
    drawing = etree.fromstring(plot(result, ".svg"))
    assert len(drawing.findall("{*}polyline")) == 3 and b"suggested" in etree.tostring(drawing)
    with Image.open(io.BytesIO(plot(result, ".png"))) as picture:
        assert picture.format == "PNG" and len(np.unique(np.array(picture).reshape(-1, 3), axis=0)) > 5


def test_the_door(found: Index, start: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["rates", str(found.dataset.root), "--recipe", "multi-small", "--from", str(start), "--device", "cpu"]
    call += ["--threads", "1", "--steps", "30", "--set", "batch=4"]
    out = tmp_path / "curve.svg"
    assert cli.main([*call, "--out", str(out), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {"recipe", "hyperparameter", "suggested", "rates", "losses", "smoothed"} == set(printed)
    assert out.read_bytes().startswith(b"<svg")
    assert cli.main([*call, "--out", str(tmp_path / "curve.jpg")]) == 2
    assert "name a file that ends in .svg or .png" in capsys.readouterr().err
    assert cli.main([*call, "--out", str(tmp_path / "no" / "curve.svg")]) == 2
    assert "cannot be written here; name a file in a folder that is there" in capsys.readouterr().err
    assert cli.main([*call, "--steps", "7"]) == 2
    assert "give 8 or more" in capsys.readouterr().err
    assert cli.main([*call, "--set", "batch=none"]) == 2
    assert capsys.readouterr().err == (
        "overlap-engine: batch cannot be none; it is a whole number from 1 to 1,000,000\n"
    )
