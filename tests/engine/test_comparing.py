"""Two reports beside each other: what changed, on the pictures that both saw with the same truth."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import cli
from engine.errors import EngineError
from engine.reporting.comparing import compare
from engine.reporting.report import Report
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path


def report(**rows: dict) -> Report:
    pictures = tuple({"name": name, "truth": "0" * 8, **row} for name, row in rows.items())
    return Report(
        images=len(pictures),
        split="test",
        split_hash="a" * 16,
        leak={"images": 0, "names": [], "exact": 0, "near": 0},
        definition={"iou": "half open"},
        baselines={},
        mask={"mIoU": 0.5},
        pictures=pictures,
    )


def test_a_picture_that_lost_its_box_has_regressed_and_one_that_won_its_class_is_fixed() -> None:
    before = report(a={"iou": 0.8}, b={"label": "cat", "right": False}, c={"iou": 0.6, "right": False}, d={"iou": 0.4})
    after = report(a={"iou": 0.3}, b={"label": "cat", "right": True}, c={"iou": 0.1, "right": True}, d={"iou": 0.45})
    found = finish(compare(before, after))
    assert found["regressed"] == ["a", "c"]  # what lost one thing and won another has regressed
    assert found["fixed"] == ["b"]
    box = found["differences"]["box.mean_iou"]
    assert (box["a"], box["b"]) == (pytest.approx(0.6), pytest.approx(0.85 / 3)) and box["images"] == 3
    assert found["differences"]["label.accuracy"]["classes"]["cat"]["difference"] == 1.0
    assert found["differences"]["mask.mIoU"]["difference"] == 0.0


def test_a_picture_whose_truth_changed_is_left_out_and_counted() -> None:
    before, after = report(a={"iou": 0.8}, b={"iou": 0.8}, c={}), report(a={"iou": 0.1}, b={"iou": 0.9}, d={})
    rows = ({**after.pictures[0], "truth": "1" * 8}, *after.pictures[1:])
    found = finish(compare(before, replace(after, pictures=rows)))
    assert found["images"] == 1 and found["regressed"] == []
    assert found["left_out"] == {"only_a": 1, "only_b": 1, "truth_changed": 1}
    assert "mask.mIoU" not in found["differences"]  # counted over pictures that are not the same


def test_what_makes_two_reports_hard_to_compare_is_said() -> None:
    before = report(a={"iou": 0.8})
    after = replace(before, split_hash="b" * 16, definition={"iou": "inclusive"}, leak={"images": 3})
    notes = " ".join(finish(compare(before, after))["notes"])
    assert "different splits" in notes and "define iou" in notes and "B has learnt from 3" in notes
    with pytest.raises(EngineError, match="no picture in common"):
        finish(compare(before, report(z={"iou": 0.8})))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=40))
def test_turned_round_everything_turns_round(values: list[tuple[float, float]]) -> None:
    rows = [({f"p{i}": {"iou": pair[side]} for i, pair in enumerate(values)}) for side in (0, 1)]
    there, back = (
        finish(compare(report(**rows[0]), report(**rows[1]))),
        finish(compare(report(**rows[1]), report(**rows[0]))),
    )
    assert there["regressed"] == back["fixed"] and there["fixed"] == back["regressed"]
    one, other = (found["differences"]["box.mean_iou"] for found in (there, back))
    assert one["difference"] == pytest.approx(-other["difference"], abs=1e-12)
    assert one["difference"] == pytest.approx(float(np.mean([b - a for a, b in values])), abs=1e-12)
    low, high = one["interval"]
    assert low - 1e-4 <= one["difference"] <= high + 1e-4


def test_the_command_reads_reports_and_run_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "report.json").write_text(report(a={"iou": 0.8}).to_json())
    (tmp_path / "b.json").write_text(report(a={"iou": 0.2}).to_json())
    assert cli.main(["compare", str(tmp_path / "run"), str(tmp_path / "b.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["regressed"] == ["a"]
    assert cli.main(["compare", str(tmp_path / "run"), str(tmp_path / "b.json")]) == 0
    assert "1 regressed: a" in capsys.readouterr().out
    for text, why in (
        ("[]", "it lacks what a report has"),
        ("no JSON", "it is no JSON"),
        ("[" * 99_999, "it is no JSON"),
    ):
        (tmp_path / "b.json").write_text(text)
        assert cli.main(["compare", str(tmp_path / "run"), str(tmp_path / "b.json")]) == 2
        said = capsys.readouterr().err
        assert f"b.json: this is no report of an evaluation ({why}); name" in said and said.count("\n") == 1


def test_a_report_that_is_not_there_is_told_with_the_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "a.json").write_text(report(a={"iou": 0.8}).to_json())
    for place, cure in (("run", "let the run end with fit --resume"), ("gone.json", "name a run's folder")):
        assert cli.main(["compare", str(tmp_path / place), str(tmp_path / "a.json")]) == 2
        said = capsys.readouterr().err
        assert place in said and "there is no report here" in said and cure in said and said.count("\n") == 1
    (tmp_path / "a.json").chmod(0o600)
    nowhere = str(tmp_path / "no" / "page.html")
    assert cli.main(["compare", str(tmp_path / "a.json"), str(tmp_path / "a.json"), "--out", nowhere]) == 2
    assert "no/page.html cannot be written here; name a file in a folder" in capsys.readouterr().err
    page = tmp_path / "page.html"
    assert cli.main(["compare", str(tmp_path / "a.json"), str(tmp_path / "a.json"), "--out", str(page)]) == 0
    assert "What changed" in page.read_text()


def objects_of(counts: list[tuple[int, int, int]], names: tuple[str, ...]) -> Report:
    """Of each picture, of its one class (by turns): objects, found, matched."""
    rows = {f"p{n}": {"classes": [[n % len(names), *each]]} for n, each in enumerate(counts)}
    confusion = {"names": [*names, "background"], "counts": []}
    return replace(report(**rows), mask=None, detections={"mAP": 0.5, "confusion": confusion})


def f1(counts: list[tuple[int, int, int]]) -> float:
    return sum(2 * m for _, _, m in counts) / sum(o + f for o, f, _ in counts)


def test_objects_are_compared_class_by_class_with_paired_intervals() -> None:
    before = [(2, 2, 1), (1, 3, 1)] * 20
    after = [(2, 2, 2), (1, 3, 1)] * 20  # cats are found better, dogs as before
    found = finish(compare(objects_of(before, ("cat", "dog")), objects_of(after, ("cat", "dog"))))["differences"]
    one = found["detections.f1"]
    cats, dogs = one["classes"]["cat"], one["classes"]["dog"]
    assert (cats["a"], cats["b"]) == (pytest.approx(f1(before[::2])), pytest.approx(f1(after[::2])))
    assert cats["interval"][0] > 0 and cats["images"] == 20
    assert dogs["difference"] == 0 and dogs["interval"] == [0, 0]
    assert one["difference"] == pytest.approx((cats["difference"] + dogs["difference"]) / 2)
    assert found["detections.mAP"]["interval"] is None


def test_classes_in_another_order_are_the_same_classes() -> None:
    counts = [(2, 2, 1), (1, 3, 1)] * 3
    turned = objects_of([counts[1], counts[0]] * 3, ("dog", "cat"))
    shifted = {row["name"]: row["classes"] for row in turned.pictures}
    rows = {f"p{n}": {"classes": shifted[f"p{n + 1 if n % 2 == 0 else n - 1}"]} for n in range(6)}
    other = replace(report(**rows), mask=None, detections=turned.detections)
    one = finish(compare(objects_of(counts, ("cat", "dog")), other))["differences"]["detections.f1"]
    assert all(each["difference"] == 0 for each in one["classes"].values()) and set(one["classes"]) == {"cat", "dog"}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=20))
def test_masks_are_compared_on_their_pixels(pixels: list[tuple[int, int, int]]) -> None:
    def made(side: int) -> Report:
        rows = {f"p{n}": {"pixels": [[1, each[side], each[0] + each[1] + each[2]]]} for n, each in enumerate(pixels)}
        return replace(report(**rows), mask={"mIoU": 0.1, "confusion": {"names": ["background", "cat"]}})

    one = finish(compare(made(0), made(1)))["differences"]["mask.mIoU"]
    total = sum(map(sum, pixels))
    assert one["a"] == pytest.approx(sum(each[0] for each in pixels) / total)
    assert one["b"] == pytest.approx(sum(each[1] for each in pixels) / total)
    assert one["interval"][0] - 1e-4 <= one["interval"][1] + 1e-4
    assert set(one["classes"]) == {"cat"}


def test_a_picture_whose_objects_are_mostly_lost_has_regressed() -> None:
    good, bad = {"objects": 4, "found": 4, "matched": 3}, {"objects": 4, "found": 4, "matched": 1}
    empty, noisy = {"objects": 0, "found": 0, "matched": 0}, {"objects": 0, "found": 2, "matched": 0}
    found = finish(
        compare(report(a=good, b=bad, c=empty, d=noisy, e=good), report(a=bad, b=good, c=noisy, d=empty, e=good))
    )
    assert found["regressed"] == ["a", "c"] and found["fixed"] == ["b", "d"]
