"""Intervals of the figures of a report: what a draw says is what a folder with its pictures so often would say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine import places
from engine.datasets import shapes
from engine.evaluation import evaluate
from engine.metrics.boundaries import BoundaryCounts
from engine.reporting import objects, scores, spreads
from engine.reporting.objects import Objects
from engine.reporting.page import page
from engine.reporting.report import Report
from engine.reporting.scores import Outcome
from tests.engine.finishing_for_tests import finish, followed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from engine.steps import Step

CLASSES = ("cat", "dog", "cow", "hen", "pig", "yak")
PICTURES = 30
Part = dict[str, Any]


def outcomes(seed: int) -> list[Outcome]:
    """Pictures with a class, a box, a mask and objects; some without a prediction, a box or an edge."""
    random = np.random.default_rng(seed)
    return [one(random, number) for number in range(PICTURES)]


def one(random: np.random.Generator, number: int) -> Outcome:
    x, y, wide, high = random.uniform(5, 30, 4).tolist()
    labels = random.integers(0, len(CLASSES), random.integers(0, 4))
    corners = random.uniform(0, 60, (len(labels), 2))
    true = np.concatenate([corners, corners + random.uniform(10, 40, (len(labels), 2))], axis=1)
    found = np.concatenate([true + random.normal(0, 3, true.shape), true[:1] + 20])
    guessed = np.concatenate([labels, random.integers(0, len(CLASSES), len(found) - len(labels))])
    likely = tuple(random.permutation(len(CLASSES))[:5].tolist())
    return Outcome(
        str(number),
        (100, 100),
        int(random.integers(0, 4)),
        int(random.integers(-1, 4)),
        float(random.random()),
        (x, y, x + wide, y + high) if number % 7 else None,
        (x + 1, y, x + wide + random.normal(0, 6), y + high) if number % 5 else None,
        random.integers(0, 40, (3, 3)) * (number % 6 > 0),
        boundary=BoundaryCounts(random.integers(0, 9, 3), random.integers(9, 20, 3)) if number % 4 else None,
        likely=likely,
        objects=Objects(labels, true, random.random(len(labels)) < 0.2, guessed, found, random.random(len(found))),
    )


def parts(shown: list[Outcome]) -> dict[str, Part]:
    made: dict[str, Any] = {
        "label": finish(scores.label_part(shown, CLASSES)),
        "box": finish(scores.box_part(shown, CLASSES, with_class=True)),
        "mask": finish(scores.mask_part(shown, ("pet", "sky"))),
        "detections": finish(scores.detections_part(shown, CLASSES)),
    }
    return made


def figure(part: Part, key: str) -> float:
    if key == "presence":
        return part["presence"]["mAP"]
    return part["iou_at"][key] if key[0].isdigit() else part[key]


def by_class(part: Part, name: str) -> float | None:
    value = part["classes"].get(name)
    return (
        next((value[key] for key in ("recall", "mean_iou") if key in value), None) if isinstance(value, dict) else value
    )


@pytest.mark.parametrize("seed", range(2))
def test_a_draw_says_what_a_folder_with_its_pictures_so_often_says(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, random = outcomes(seed), np.random.default_rng(seed + 100)
    asked: list[tuple[int, dict[int, str], Callable[[np.ndarray], tuple[dict[str, np.ndarray], np.ndarray]]]] = []

    def ask(*all_of_it: Any) -> Generator[Step, None, Part]:
        asked.append(all_of_it[:3])
        yield from ()
        return {"interval": None}

    with monkeypatch.context() as patch:
        patch.setattr(spreads, "told", ask)
        parts(shown)
    for _ in range(5):
        times = random.integers(0, 3, PICTURES)
        # scores of their own, so that no order of equals is left to chance
        again = parts([replace(each) for each, often in zip(shown, times.tolist(), strict=True) for _ in range(often)])
        there = {
            "label": np.ones(PICTURES, bool),
            "box": np.array([each.box is not None for each in shown]),
            "mask": np.ones(PICTURES, bool),
            "detections": np.ones(PICTURES, bool),
        }
        for (pictures, named, of), (name, part) in zip(asked, again.items(), strict=True):
            weights = times[there[name]].astype(float)[None]
            assert pictures == weights.shape[1]
            figures, classes = of(weights)
            assert {key: float(value[0]) for key, value in figures.items()} == pytest.approx(
                {key: figure(part, key) for key in figures}, abs=1e-9
            ), name
            for place, title in named.items():
                value = by_class(part, title)
                assert float(classes[0, place]) == pytest.approx(np.nan if value is None else value, nan_ok=True), name


def test_every_figure_that_can_have_an_interval_has_one_around_it() -> None:
    shown = outcomes(1)
    told = parts(shown)
    assert set(told["label"]["intervals"]) == {"accuracy", "macro_f1", "top5"}
    assert set(told["box"]["intervals"]) == {"mean_iou", "localization_accuracy", "iou_at"}
    assert set(told["box"]["intervals"]["iou_at"]) == set(told["box"]["iou_at"])
    edges = {"mIoU", "mean_image_mIoU", "pixel_accuracy", "frequency_weighted_IoU", "boundary_IoU"}
    assert set(told["mask"]["intervals"]) == edges
    assert set(told["detections"]["intervals"]) == {"mAP", "AP", "AP50", "AP75", "AR100", "presence"}
    for part in told.values():
        assert part["interval"] == next(iter(part["intervals"].values()))
        assert set(part["class_intervals"]) <= set(part["classes"]) and part["class_intervals"]
        for key, pair in part["intervals"].items():
            pairs = pair.items() if isinstance(pair, dict) else [(key, pair)]
            assert all(low - 0.02 <= figure(part, name) <= high + 0.02 for name, (low, high) in pairs), key
        for name, (low, high) in part["class_intervals"].items():
            value = by_class(part, name)
            assert value is not None and low <= value <= high


def test_one_picture_has_no_interval() -> None:
    for part in parts(outcomes(2)[1:2]).values():
        assert part["interval"] is None and "intervals" not in part
    alone = finish(objects.part([each.objects for each in outcomes(2)[1:2] if each.objects is not None], CLASSES))
    assert alone is not None and alone["interval"] is None


def test_intervals_are_the_same_in_however_few_draws_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [each.objects for each in outcomes(5) if each.objects is not None]
    whole = finish(objects.part(found, CLASSES))
    monkeypatch.setattr(spreads, "_VALUES", 70 * sum(len(each.scores) for each in found))
    steps, part = followed(objects.part(found, CLASSES))
    assert part == whole
    drawn = [step.done for step in steps if step.kind == "draws"]
    assert drawn == [*range(70, 1000, 70), 1000]


def test_while_figures_are_worked_out_it_is_said_how_far(tmp_path: Path) -> None:
    for _ in shapes.write_scenes(str(tmp_path / "scenes"), images=4, seed=1):
        pass
    steps = evaluate(str(places.sample_checkpoint()), str(tmp_path / "scenes"), "all", "cpu", 1)
    assert [(step.done, step.total) for step in steps if step.kind == "scoring"] == [(done, 4) for done in range(4)]


def test_intervals_stand_beside_their_figures_on_the_page() -> None:
    told = parts(outcomes(3))
    plain: Any = {"images": PICTURES, "split": "test", "split_hash": "a", "leak": {}, "definition": {}, "baselines": {}}
    text = page(Report(**plain | told))
    asked = ("label", "macro_f1"), ("box", "localization_accuracy"), ("mask", "pixel_accuracy"), ("detections", "AP50")
    for name, key in asked:
        low, high = told[name]["intervals"][key]
        assert f"{told[name][key]:.3f} ({low:.3f} to {high:.3f})" in text
    for part in told.values():
        low, high = next(iter(part["class_intervals"].values()))
        assert f"<td>{low:.3f} to {high:.3f}</td>" in text
    old = {name: {key: value for key, value in part.items() if "interval" not in key} for name, part in told.items()}
    assert f"Macro F1 {told['label']['macro_f1']:.3f}." in page(Report(**plain | old)), "older reports have none"
