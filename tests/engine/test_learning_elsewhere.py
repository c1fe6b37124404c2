"""Folders that are only read are learnt from, and predictions go into other people's formats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pycocotools.coco import COCO

from engine import cli, delivery
from engine.annotation import Annotation, Box, Instance
from engine.datasets.folder import open_folder
from tests.engine.foreign_for_tests import coco_json, contents, indexed, picture, write

if TYPE_CHECKING:
    from pathlib import Path

MACHINE = ("--device", "cpu", "--threads", "1")

pytestmark = pytest.mark.usefixtures("small_squares")


@pytest.mark.parametrize("form", ["coco", "yolo", "labelme"])
def test_a_read_only_folder_is_learnt_from_predicted_and_scored(
    form: str, every: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of these only COCO holds the scenes' regions: there the mask head learns as well, from painted masks."""
    recipe = ("--recipe", "multi-small", "--weights", "none", "--epochs", "1", "--split", "60,40")
    before = contents(every / form)
    assert cli.main(["fit", str(every / form), *recipe, "--out", str(tmp_path / "run"), *MACHINE, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["box"] and bool(report.get("mask")) == (form == "coco")
    best = str(tmp_path / "run" / "best.safetensors")
    assert cli.main(["evaluate", best, str(every / form), *MACHINE, "--json"]) == 0
    for to in ("voc", "coco", "yolo", "labelme"):
        out = tmp_path / to
        assert cli.main(["predict", best, str(every / form), "--out", str(out), "--to", to, *MACHINE]) == 0
    assert contents(every / form) == before
    capsys.readouterr()
    found = indexed(every / form)
    there = json.loads((tmp_path / "coco" / "predictions.json").read_text())
    assert len(there["images"]) == 10 and all(0 <= entry["score"] <= 1 for entry in there["annotations"])
    for record in found.dataset.records:
        (line,) = (tmp_path / "yolo" / f"{record.name}.txt").read_text().splitlines()
        assert len(line.split()) == 6
        (said,) = json.loads((tmp_path / "labelme" / f"{record.name}.json").read_text())["shapes"]
        assert 0 <= said["score"] <= 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_results_carry_the_ids_of_the_folders_own_json(tmp_path: Path) -> None:
    """Any COCO tool can score them against the file that the folder came with."""
    for name in ("b", "a"):
        picture(tmp_path / "in" / f"{name}.jpg")
    truth = write(tmp_path / "in" / "all.json", coco_json("b.jpg", "a.jpg"))
    writer = delivery._writer("coco", ("box",), tmp_path / "out", ("dog", "cat"))
    for record in open_folder(tmp_path / "in").records:
        writer.write(record, Annotation(64, 48, (Instance("cat", Box(5, 6, 25, 16), score=0.5),)))
    writer.finish()
    results = COCO(str(truth)).loadRes(str(tmp_path / "out" / "results_all.json"))
    assert sorted((each["image_id"], each["category_id"]) for each in results.anns.values()) == [(1, 7), (2, 7)]
    assert [each["bbox"] for each in results.anns.values()] == [[5, 6, 20, 10]] * 2
