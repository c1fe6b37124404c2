"""A report says what was measured on what, survives its file, and its page is safe to open."""

from __future__ import annotations

import json
import pickle
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.errors import EngineError
from engine.reporting import plots, scores
from engine.reporting.page import page, worst
from engine.reporting.report import Report, figures
from engine.reporting.scores import Outcome, Training

CLASSES = ("cat", "<img src=x>")


def outcomes() -> list[Outcome]:
    whole = np.array([[60, 0], [10, 30]])
    return [
        Outcome("a", (100, 100), 0, 0, 0.9, (0, 0, 50, 50), (0, 0, 50, 50), whole, "1"),
        Outcome("b", (200, 100), 0, 1, 0.6, (0, 0, 50, 50), (0, 0, 50, 25), np.array([[90, 5], [5, 0]]), "2"),
        Outcome("<script>", (100, 100), 1, -1, 0.0, (50, 50, 100, 100), None, None, "3"),
        Outcome("only a class", (100, 100), 0, 0, 1.0),
    ]


def report(**changes: object) -> Report:
    found = outcomes()
    train = Training("train", np.array([(0.0, 0, 50, 50)]), np.array([(100, 100)]), np.array([0, 0, 1]))
    parts: dict = {
        "images": 4,
        "split": "test",
        "split_hash": "0123456789abcdef",
        "leak": {"images": 0, "names": [], "exact": 0, "near": 0},
        "definition": {"iou": "as usual"},
        "baselines": scores.baselines(found, train, CLASSES),
        "label": scores.label_part(found, CLASSES),
        "box": scores.box_part(found, CLASSES, with_class=True),
        "mask": scores.mask_part(found, ("pet",)),
        "pictures": scores.rows(found, CLASSES),
        "recipe": "multi-small",
    }
    return Report(**parts | changes)


def test_the_figures_are_those_of_the_pictures() -> None:
    plain = report().plain()
    assert plain["label"]["accuracy"] == 0.5 and plain["label"]["images"] == 4
    assert plain["label"]["confusion"] == [[2, 1, 0], [0, 0, 1]]  # the last column: nothing was predicted
    assert plain["box"]["mean_iou"] == pytest.approx(0.5) and plain["box"]["images"] == 3
    assert plain["box"]["iou_at"]["0.50"] == pytest.approx(2 / 3)
    assert plain["box"]["localization_accuracy"] == pytest.approx(1 / 3)
    pet, ground = 30 / 50, 150 / 170
    assert plain["mask"]["classes"] == {"background": pytest.approx(ground), "pet": pytest.approx(pet)}
    assert plain["mask"]["mIoU"] == pytest.approx((pet + ground) / 2)
    assert plain["mask"]["mean_image_mIoU"] == pytest.approx(np.mean([(60 / 70 + 30 / 40) / 2, 90 / 100 / 2]))
    base = plain["baselines"]
    assert base["majority_class"] == {"accuracy": 0.75, "class": "cat"}
    assert base["mean_box"]["mean_iou"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert base["all_background"]["mIoU"] == pytest.approx(155 / 200 / 2)


def test_a_report_survives_its_file_and_a_process() -> None:
    made = report(before=report().plain())
    for back in (Report.from_json(made.to_json()), pickle.loads(pickle.dumps(made))):
        assert back.plain() == made.plain()
    assert json.loads(made.to_json())["pictures"][0]["name"] == "a"
    forged = json.dumps(made.plain() | {"pictures": [1]})
    for text in ("", "[]", "{}", '{"images": 1}', "[" * 100_000, forged):
        with pytest.raises(EngineError, match="no report"):
            Report.from_json(text)


def test_parts_that_do_not_apply_are_left_out() -> None:
    made = report(label=None, mask=None)
    assert {"label", "mask", "before"} & set(made.plain()) == set()
    (figure,) = figures(made)
    assert figure.key == "box.mean_iou" and figure.baseline == pytest.approx(0.5)
    assert figures(made.plain()) == figures(made)
    nothing = [Outcome("a", (10, 10))]
    assert scores.label_part(nothing, CLASSES) is scores.box_part(nothing, CLASSES, True) is None
    assert scores.mask_part(nothing, ("pet",)) is None


def test_classes_never_learnt_are_said() -> None:
    part = scores.label_part(outcomes(), CLASSES, learnt=1)
    assert part is not None and part["unknown"] == 1 and part["accuracy"] == 0.5
    assert "1 pictures are of classes it never learnt" in page(report(label=part))


def test_the_interval_of_masks_is_around_the_figure() -> None:
    random = np.random.default_rng(0)
    many = [Outcome(str(n), (9, 9), mask=random.integers(1, 99, (3, 3))) for n in range(50)]
    part = scores.mask_part(many, ("a", "b"))
    assert part is not None
    low, high = part["interval"]
    assert low < part["mIoU"] < high


def test_the_page_escapes_every_name_and_shows_a_leak() -> None:
    curve = [{"epoch": float(n), "train_loss": 3 / n, "val_loss": 3.1 / n, "val_miou": 0.1 * n} for n in range(1, 9)]
    leak = {"images": 1, "names": ["<b>dup</b>"], "exact": 1, "near": 0}
    text = page(report(leak=leak, folder="<i>", checkpoint="&amp", skipped=({"message": "<u>bad"},)), curve)
    assert not re.search(r"<(script|img|b|i|u)\b", text)
    assert "&lt;b&gt;dup&lt;/b&gt;" in text and 'class="leak"' in text
    assert 'class="leak"' not in page(report())
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    for drawing in re.findall(r"<svg.*?</svg>", text):
        ElementTree.fromstring(drawing)
    assert text.count("<svg") == 8


def test_the_worst_pictures_come_first() -> None:
    assert [row["name"] for row in worst(report())] == ["<script>", "b", "a", "only a class"]


@pytest.mark.parametrize("points", [[(1.0, 0.5)], [(1.0, 0.0), (2.0, 0.0)], [(1.0, 1e-9), (300.0, 5e4)]])
def test_plots_take_what_comes(points: list[tuple[float, float]]) -> None:
    drawing = plots.curves([plots.Line("loss", points, plots.ACCENT)], "epoch")
    ElementTree.fromstring(drawing)
    assert "nan" not in drawing and "inf" not in drawing
    assert plots.curves([plots.Line("empty", [], plots.ACCENT)], "epoch") == ""
    ElementTree.fromstring(plots.histogram([], "IoU", 0.5))
    assert plots.confusion([[1] * 41] * 41, ["x"] * 41) == ""
