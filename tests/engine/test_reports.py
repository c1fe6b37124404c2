"""A report says what was measured on what, survives its file, and its page is safe to open."""

from __future__ import annotations

import json
import pickle
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.errors import EngineError
from engine.formats import rle
from engine.metrics import masks, trimaps
from engine.metrics.boundaries import BoundaryCounts
from engine.reporting import diagrams, objects, plots, scores
from engine.reporting.definition import definition
from engine.reporting.objects import Objects
from engine.reporting.page import page
from engine.reporting.report import Report, figures
from engine.reporting.scores import Outcome, Training
from engine.reporting.wording import report_text
from engine.reporting.worst import shown, worst
from tests.engine.finishing_for_tests import finish

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
    parts: dict[str, Any] = {
        "images": 4,
        "split": "test",
        "split_hash": "0123456789abcdef",
        "leak": {"images": 0, "names": [], "exact": 0, "near": 0},
        "definition": {"iou": "as usual"},
        "baselines": scores.baselines(found, train, CLASSES),
        "label": finish(scores.label_part(found, CLASSES)),
        "box": finish(scores.box_part(found, CLASSES, with_class=True)),
        "mask": finish(scores.mask_part(found, ("pet",))),
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


def test_how_far_scores_can_be_believed_is_told_bin_by_bin() -> None:
    part: Any = finish(scores.label_part(outcomes(), CLASSES))
    bins = part["calibration"]
    assert [one["images"] for one in bins] == [1, 1, 1, 1]  # of the scores 0, .6, .9, 1
    assert [one["score"] for one in bins] == pytest.approx([0, 0.6, 0.9, 1])
    assert [one["accuracy"] for one in bins] == [0, 0, 1, 1]
    apart = sum(one["images"] * abs(one["score"] - one["accuracy"]) for one in bins) / 4
    assert part["ece"] == pytest.approx(apart) and part["classes"]["cat"]["f1"] == pytest.approx(4 / 5)
    assert part["macro_f1"] == pytest.approx(2 / 5)


def test_the_five_likeliest_are_told_where_there_are_more() -> None:
    names = tuple(f"class {number}" for number in range(7))
    likely = [(3, 0, 1, 2, 4), (3, 6, 1, 2, 4), (6, 3, 1, 2, 4), (0, 1, 2, 3, 4)]
    made = [Outcome(str(n), (9, 9), 6, each[0], 0.5, likely=each) for n, each in enumerate(likely)]
    part: Any = finish(scores.label_part(made, names))
    assert (part["accuracy"], part["top5"]) == (0.25, 0.5)
    few: Any = finish(scores.label_part([Outcome("a", (9, 9), 0, 0, 0.5, likely=(0, 1))], CLASSES))
    assert "top5" not in few


def test_whether_a_class_is_there_at_all_is_scored_over_pictures() -> None:
    part: Any = finish(scores.detections_part(detected(), CLASSES))
    # cats: .9 and .6 in pictures that have one, .3 in one that has none; of the dogs one is difficult, one is not found
    assert part["presence"] == {"mAP": pytest.approx((1 + 1 / 2) / 2), "classes": {"cat": 1, CLASSES[1]: 0.5}}


def test_edges_and_the_readings_of_a_trimap_have_figures_of_their_own() -> None:
    truth = np.zeros((60, 80), np.uint8)
    truth[10:40, 10:50] = 255
    truth[15:35, 15:45] = 1
    said = np.zeros_like(truth)
    said[12:38, 12:48] = 1
    made = Outcome(
        "a",
        (80, 60),
        mask=masks.confusion(truth, said, 2),
        boundary=BoundaryCounts.of(truth, said, 2),
        readings=tuple(trimaps.confusions(truth, said)),
    )
    part: Any = finish(scores.mask_part([made, made], ("pet",)))
    read = part["trimap_readings"]
    assert read["void"]["mIoU"] == part["mIoU"] == 1
    joined, pet, ground = 30 * 40, 26 * 36, 60 * 80 - 30 * 40
    assert read["joined"]["classes"]["pet"] == pytest.approx(pet / joined)
    assert read["three"]["classes"]["border"] == 0
    assert read["three"]["classes"]["pet"] == pytest.approx(20 * 30 / pet)
    assert read["three"]["classes"]["background"] == pytest.approx(ground / (60 * 80 - pet))
    assert part["boundary_IoU"] == 1 and part["frequency_weighted_IoU"] == 1


def test_parts_that_do_not_apply_are_left_out() -> None:
    made = report(label=None, mask=None)
    assert {"label", "mask", "before"} & set(made.plain()) == set()
    (figure,) = figures(made)
    assert figure.key == "box.mean_iou" and figure.baseline == pytest.approx(0.5)
    assert figures(made.plain()) == figures(made)
    nothing = [Outcome("a", (10, 10))]
    assert finish(scores.label_part(nothing, CLASSES)) is finish(scores.box_part(nothing, CLASSES, True)) is None
    assert finish(scores.mask_part(nothing, ("pet",))) is None


def test_classes_never_learnt_are_said() -> None:
    part = finish(scores.label_part(outcomes(), CLASSES, learnt=1))
    assert part is not None and part["unknown"] == 1 and part["accuracy"] == 0.5
    assert "1 picture is of classes it never learnt" in page(report(label=part))


def test_the_interval_of_masks_is_around_the_figure() -> None:
    random = np.random.default_rng(0)
    many = [Outcome(str(n), (9, 9), mask=random.integers(1, 99, (3, 3))) for n in range(50)]
    part: Any = finish(scores.mask_part(many, ("a", "b")))
    low, high = part["interval"]
    assert low < part["mIoU"] < high


def test_the_worst_pictures_come_first() -> None:
    made = report()
    assert [row["name"] for row in worst(made.pictures, 9)] == ["<script>", "b", "a", "only a class"]
    there = {outcome.name: Path(outcome.name) for outcome in outcomes()}
    first: Any = shown(outcomes(), made.pictures, there, (CLASSES, ()))[1]
    assert (first["name"], first["image"], first["width"], first["height"]) == ("b", "b", 200, 100)
    assert first["truth"] == [{"label": "cat", "box": [0, 0, 50, 50], "difficult": False}]
    assert first["found"] == [{"label": CLASSES[1], "box": [0, 0, 50, 25], "score": 0.6}]


def test_objects_that_are_not_sure_are_not_drawn() -> None:
    rows = scores.rows(detected(), CLASSES)
    there = {outcome.name: Path(outcome.name) for outcome in detected()}
    drawn: Any = {row["name"]: row for row in shown(detected(), rows, there, (CLASSES, ()))}
    assert [one["difficult"] for one in drawn["a"]["truth"]] == [False, True]
    assert [one["score"] for one in drawn["a"]["found"]] == [0.9, 0.8, 0.7]
    assert drawn["c"]["truth"] == drawn["c"]["found"] == drawn["nobody knows"]["truth"] == []


@pytest.mark.parametrize("points", [[(1.0, 0.5)], [(1.0, 0.0), (2.0, 0.0)], [(1.0, 1e-9), (300.0, 5e4)]])
def test_plots_take_what_comes(points: list[tuple[float, float]]) -> None:
    drawing = plots.curves([plots.Line("loss", points, plots.ACCENT)], "epoch")
    ElementTree.fromstring(drawing)
    assert "nan" not in drawing and "inf" not in drawing
    assert plots.curves([plots.Line("empty", [], plots.ACCENT)], "epoch") == ""
    ElementTree.fromstring(plots.histogram([], "IoU", 0.5))
    assert diagrams.confusion([[1] * 41] * 41, ["x"] * 41) == ""


def square(x: float, y: float, side: float = 40) -> tuple[float, float, float, float]:
    return x, y, x + side, y + side


def found_in(true: list[tuple], found: list[tuple], difficult: tuple[int, ...] = ()) -> Objects:
    """`true`: label and box; `found`: label, score and box."""
    return Objects(
        np.array([label for label, _ in true], np.int64),
        np.array([box for _, box in true], np.float64).reshape(-1, 4),
        np.array([n in difficult for n in range(len(true))], bool),
        np.array([label for label, _, _ in found], np.int64),
        np.array([box for _, _, box in found], np.float64).reshape(-1, 4),
        np.array([score for _, score, _ in found], np.float64),
    )


def detected() -> list[Outcome]:
    """Of two cats the surer is found, then a false one, then the other; of two dogs one is difficult, none is found; a
    picture without objects has a false cat."""
    first = found_in(
        [(0, square(0, 0)), (1, square(50, 50))],
        [(0, 0.9, square(2, 2)), (0, 0.8, square(50, 0)), (1, 0.7, square(50, 50))],
        difficult=(1,),
    )
    second = found_in([(0, square(10, 10)), (1, square(50, 50, 10))], [(0, 0.6, square(10, 12))])
    third = found_in([], [(0, 0.3, square(0, 0))])
    return [
        Outcome(name, (100, 100), objects=each) for name, each in zip("abc", (first, second, third), strict=True)
    ] + [Outcome("nobody knows", (100, 100))]


def test_all_objects_are_scored_as_voc_and_coco_do() -> None:
    part: Any = finish(scores.detections_part(detected(), CLASSES, learnt=1))
    assert part["classes"] == {"cat": pytest.approx(0.5 * 1 + 0.5 * 2 / 3), CLASSES[1]: 0}
    assert part["mAP"] == pytest.approx((0.5 + 1 / 3) / 2)
    assert (part["images"], part["objects"], part["unknown"]) == (3, 3, 1)
    assert part["counts"] == {"cat": 2, CLASSES[1]: 1} and part["AP50"] == pytest.approx(part["mAP"], abs=0.01)
    assert "masks" not in part and "APl" not in part and 0 < part["AP"] < part["AP50"]
    rows = scores.rows(detected(), CLASSES)
    assert [(row.get("objects"), row.get("found"), row.get("matched")) for row in rows] == [
        (1, 3, 1),
        (2, 1, 1),
        (0, 0, 0),
        (None, None, None),
    ]
    assert finish(scores.detections_part(detected()[3:], CLASSES)) is None
    assert finish(scores.detections_part(detected()[2:], CLASSES)) is None  # nothing to find


def test_the_same_object_everywhere_is_the_baseline_of_objects() -> None:
    train = Training(
        "train",
        np.zeros((0, 4)),
        np.zeros((0, 2)),
        np.zeros(0, np.int64),
        np.tile([0, 0, 0.4, 0.4], (3, 1)),
        np.array([0, 0, 1]),
    )
    base = scores.baselines(detected(), train, CLASSES)["constant_object"]
    assert base == {"mAP": pytest.approx(0.5 / 2), "class": "cat", "box": [0, 0, 0.4, 0.4]}  # one of two cats, first
    nothing = Training("train", np.zeros((0, 4)), np.zeros((0, 2)), np.zeros(0, np.int64))
    assert "constant_object" not in scores.baselines(detected(), nothing, CLASSES)


def test_masks_of_objects_are_scored_where_all_have_been_drawn() -> None:
    region = np.zeros((100, 100), bool)
    region[:40, :40] = True
    whole = found_in([(0, square(0, 0))], [(0, 0.9, square(0, 0))])
    moved = np.roll(region, 2, 1)
    moved[:, :2] = False
    drawn = replace(whole, regions=(rle.encode(region),), found_regions=(rle.encode(moved),))
    undrawn = replace(whole, regions=(None,), found_regions=(rle.encode(~region),))
    part: Any = finish(objects.part([drawn, undrawn], CLASSES))
    assert part["AP"] == pytest.approx(1) and part["masks"]["images"] == 1
    assert part["masks"]["AP50"] == pytest.approx(1)
    assert part["masks"]["AP"] == pytest.approx(0.9)  # they share 38 columns of 42: an IoU of .905
    assert "masks" not in (finish(objects.part([undrawn], CLASSES)) or {})


def test_objects_have_their_place_in_every_form_of_the_report() -> None:
    train = Training("train", np.zeros((0, 4)), np.zeros((0, 2)), np.zeros(0, np.int64), np.ones((1, 4)), np.array([0]))
    found = detected()
    made = report(
        label=None,
        box=None,
        mask=None,
        detections=finish(scores.detections_part(found, CLASSES, learnt=1)),
        baselines=scores.baselines(found, train, CLASSES),
        pictures=scores.rows(found, CLASSES),
        definition=definition(("detections",), (), "voc"),
    )
    assert Report.from_json(made.to_json()).plain() == made.plain()
    (figure,) = figures(made)
    assert figure.key == "detections.mAP" and figure.baseline == 0 and figure.low is not None
    text = page(made, [{"epoch": 1.0, "val_ap": 0.1}, {"epoch": 2.0, "val_ap": 0.2}])
    assert "3 objects in 3 pictures" in text and "1 of 2 found" in text and "PASCAL VOC" in text
    for drawing in re.findall(r"<svg.*?</svg>", text):
        ElementTree.fromstring(drawing)
    assert not re.search(r"<img\b", text)
    words = report_text(made)
    assert "Objects, mAP" in words and "COCO" in words and "1 object is of classes it never learnt" in words
    assert [row["name"] for row in worst(made.pictures, 2)] == ["a", "b"]
