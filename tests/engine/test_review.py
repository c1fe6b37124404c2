"""Which pictures deserve a look: by what is wrong in them, by doubt, and by networks that never saw them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.annotation import Annotation, Box, Instance
from engine.datasets.index import index
from engine.datasets.shapes import write_scenes
from engine.errors import EngineError
from engine.reporting.objects import Objects
from engine.reporting.scores import Outcome
from engine.review import disagreement, folds, uncertainty
from engine.review.ranked import Ranked, first
from engine.review.ranking import KINDS, rank
from tests.engine.finishing_for_tests import finish

SAMPLE = Path(__file__).parents[2] / "resources" / "sample.safetensors"


def seen(*found: tuple[str, Box, float | None], **more: object) -> Annotation:
    instances = tuple(Instance(label, box, score=score) for label, box, score in found)
    return Annotation(100, 80, instances, **more)  # pyright: ignore[reportArgumentType]


def test_the_worst_is_what_is_furthest_from_its_truth() -> None:
    half = Outcome("half", (100, 80), 0, 0, 0.9, (0, 0, 40, 40), (0, 0, 40, 20))
    wrong = replace(half, name="wrong", predicted=1)
    blind = replace(half, name="blind", predicted_box=None)
    found = first([disagreement.worst(one) for one in (half, wrong, blind)], None)
    assert [(one.image, one.score) for one in found] == [("wrong", 0.75), ("blind", 0.5), ("half", 0.25)]
    assert "another class" in found[0].why and "box IoU 0.50" in found[0].why
    assert disagreement.worst(Outcome("nothing", (1, 1))).score == 0


def test_a_detector_is_worst_where_an_object_is_found_worst() -> None:
    true = np.array([[0, 0, 40, 40], [50, 50, 70, 70], [0, 60, 9, 70]], float)
    found = np.array([[0, 0, 40, 40], [50, 50, 70, 60], [50, 50, 70, 70], [50, 50, 70, 70]], float)
    labels, hard = np.array([0, 1, 1]), np.array([False, False, True])
    half = Objects(labels, true, hard, np.array([0, 1, 0, 1]), found, np.array([0.9, 0.8, 0.9, 0.1]))
    said = disagreement.worst(Outcome("half", (100, 80), objects=half))
    assert said.score == pytest.approx(0.5) and said.why == "box IoU 0.50"  # of its class, and not hardly seen
    blind = replace(half, scores=np.zeros(4))
    assert disagreement.worst(Outcome("blind", (100, 80), objects=blind)).score == 1
    hardly = replace(half, difficult=np.ones(3, bool))
    assert disagreement.worst(Outcome("hardly", (100, 80), objects=hardly)).score == 0


def test_false_and_missed_objects_are_counted_and_named() -> None:
    truth = seen(("cat", Box(0, 0, 20, 20), None), ("dog", Box(40, 40, 80, 80), None))
    prediction = seen(
        ("cat", Box(0, 0, 20, 20), 0.9), ("cat", Box(60, 0, 90, 20), 0.8), ("dog", Box(0, 60, 9, 70), 0.1)
    )
    false, missed = (disagreement.counted("p", truth, prediction, kind) for kind in ("false", "missed"))
    assert (false.score, missed.score) == (1, 1)  # what hardly scores is not held against anyone
    assert "cat" in false.why and "dog" in missed.why
    swapped = seen(("dog", Box(0, 0, 20, 20), 0.9), ("dog", Box(40, 40, 80, 80), 0.9))
    assert disagreement.counted("p", truth, swapped, "missed").score == 1


def test_a_mirror_image_is_turned_back_and_doubt_is_between_none_and_all() -> None:
    mask = np.zeros((80, 100), np.uint8)
    mask[:, :30] = 1
    there = seen(("cat", Box(0, 10, 30, 50), 1.0), mask=mask, label="cat", label_score=1.0)
    back = uncertainty.mirrored(uncertainty.mirrored(there))
    assert back.instances == there.instances and np.array_equal(back.mask, mask)  # pyright: ignore[reportArgumentType]
    assert uncertainty.of("p", there, there).score == 0
    other = uncertainty.of("p", there, replace(uncertainty.mirrored(there), label="dog"))
    assert 0.5 < other.score <= 1 and "another class" in other.why


def test_equal_scores_stand_in_order_of_their_names_and_nothing_is_left_out() -> None:
    found = [Ranked("b", 1), Ranked("a", 1), Ranked("c", 2), Ranked("fine", 0)]
    assert [one.image for one in first(found, None)] == ["c", "a", "b"]
    assert [one.image for one in first(found, 2)] == ["c", "a"]


def test_a_label_and_a_box_are_doubted_by_how_much_networks_contradict_them() -> None:
    logits = np.log(np.array([0.1, 0.9]))
    assert folds._swapped(logits, 1, ("cat", "dog")) == (0.0, None)
    score, why = folds._swapped(logits, 0, ("cat", "dog"))
    assert score == pytest.approx(0.9) and str(why) == "labelled cat, seen as dog (0.90)"
    assert folds._placed(0.8, 0.7)[0] == 0 and folds._placed(float("nan"), 0.7)[0] == 0
    assert folds._placed(0.0, 0.7)[0] == 1 and folds._placed(0.35, 0.7)[0] == pytest.approx(0.5)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Sixty scenes, and the six of them whose labels are wrong."""
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    return folder, finish(write_scenes(str(folder), images=60, seed=8, wrong=6))


@pytest.fixture(scope="module")
def scenes(made: tuple[Path, list[str]]) -> Path:
    return made[0]


@pytest.mark.parametrize("by", KINDS)
def test_every_ranking_of_a_folder_says_why(
    made: tuple[Path, list[str]], by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    scenes, wrong = made
    wish = ["rank", str(SAMPLE), str(scenes), "--by", by, "--limit", "15", "--device", "cpu", "--threads", "1"]
    assert cli.main([*wish, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) <= 15 and (rows or by in ("false", "missed"))
    assert all(row.keys() == {"image", "score", "why"} and row["score"] > 0 for row in rows)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    names, found = set(finish(index(str(scenes))).dataset.records.name), {row["image"] for row in rows}
    assert found <= names
    if by == "mislabelled":  # the classes of shapes are learnt by five small heads within seconds
        assert len(found.intersection(wrong)) >= 5, "labels made wrong come first"


def test_one_damaged_picture_does_not_stop_the_ranking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folds, "FOLDS", 2)
    folder = tmp_path / "scenes"
    finish(write_scenes(str(folder), images=11, seed=8))
    first_one = min((folder / "JPEGImages").iterdir())
    first_one.write_bytes(first_one.read_bytes()[:900])
    found = finish(rank(str(SAMPLE), str(folder), "mislabelled", None, "cpu", 1))
    assert found and first_one.stem not in {one.image for one in found}


def test_what_cannot_be_ranked_is_said(scenes: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no ranking"):
        finish(rank(str(SAMPLE), str(scenes), "beauty"))
    finish(write_scenes(str(tmp_path / "few"), images=4))
    with pytest.raises(EngineError, match="at least 10"):
        finish(rank(str(SAMPLE), str(tmp_path / "few"), "mislabelled", None, "cpu", 1))
