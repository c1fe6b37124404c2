"""What else is done with a folder, scored or copied: what links lead out of it is left out or refused, and named."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.datasets.folder import open_folder
from engine.safekeeping import upkeep
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import coco_json
from tests.engine.label_folder_for_tests import make_folder
from tests.engine.scoring_for_tests import Said, as_results, as_texts, as_voc, predicted, refused, scored


@pytest.fixture(scope="module")
def said(every: Path) -> list[Said]:
    return predicted(every / "voc")


def out(path: Path, place: Path) -> Path:
    """Put a file outside its folder, and a link in its place."""
    place.mkdir(exist_ok=True)
    shutil.move(path, place / path.name)
    path.symlink_to(place / path.name)
    return path


@pytest.mark.parametrize("form", ["voc", "labelme", "yolo"])
def test_truth_that_a_link_leads_out_of_the_folder_is_not_read_and_named(
    form: str, every: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(every / form, tmp_path / form))
    found = as_texts(said, tmp_path / "said")
    before = scored(capsys, root, found, "voc2010")["images"]
    ending = {"labelme": "json", "yolo": "txt"}.get(form, "xml")
    linked = out(sorted(root.rglob(f"scene_*.{ending}"))[0], tmp_path / "elsewhere")
    after = scored(capsys, root, found, "voc2010", status=1)
    assert after["images"] == before - 1
    assert f"{linked.name}: a link leads it out of the opened folder" in " ".join(after["problems"])


@pytest.mark.parametrize("form", ["texts", "voc", "coco"])
def test_predictions_that_a_link_leads_out_of_the_folder_are_refused(
    form: str, every: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scored without them, nobody would know."""
    folder = tmp_path / "said"
    folder.mkdir()
    if form == "coco":
        as_results(said, folder / "said.json")
    else:
        folder = (as_texts if form == "texts" else as_voc)(said, tmp_path / form)
    linked = out(next(path for path in sorted(folder.rglob("*")) if path.is_file()), tmp_path / "elsewhere")
    line = refused(capsys, every / "voc", folder, "voc2010")
    assert f"{linked.name}: a link leads it out of the opened folder" in line


def test_one_coco_file_of_truth_that_a_link_leads_out_is_refused(
    said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "coco"
    root.mkdir()
    (root / "truth.json").write_text(coco_json("scene_0000.jpg"))
    out(root / "truth.json", tmp_path / "elsewhere")
    assert "a link leads it out of the opened folder" in refused(capsys, root, as_texts(said, tmp_path / "t"), "coco")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_copy_holds_the_pictures_that_links_lead_to_and_says_what_it_left_out(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "voc")
    outside, pictures = tmp_path / "outside", folder / "JPEGImages"
    outside.mkdir()
    (pictures / "a.jpg").rename(outside / "a.jpg")
    (pictures / "a.jpg").symlink_to(outside / "a.jpg")
    (outside / "deep" / "more").mkdir(parents=True)
    for place in ("b.jpg", "deep/c.jpg"):
        shutil.copy(outside / "a.jpg", outside / place)
    (outside / "secret.txt").write_text("secret")
    (pictures / "other").symlink_to(outside)
    (folder / "Annotations" / "b.xml").symlink_to(outside / "secret.txt")
    (folder / "Annotations" / "gone.xml").symlink_to(outside / "gone.xml")
    (folder / "kept" / "far" / "down").mkdir(parents=True)
    (folder / "kept" / "far" / "down" / "x.txt").write_text("inside")
    (folder / "again").symlink_to(folder / "kept")
    (folder / "round").symlink_to(tmp_path)
    (folder / "here").symlink_to(folder)
    os.mkfifo(folder / "Annotations" / "pipe.xml")
    (folder / "SegmentationObject").symlink_to(shutil.copytree(folder / "SegmentationClass", tmp_path / "masks"))
    copied = finish(upkeep.copy(str(folder), str(tmp_path / "copy")))
    there = {path.relative_to(tmp_path / "copy").as_posix(): path for path in (tmp_path / "copy").rglob("*")}
    data = (outside / "a.jpg").read_bytes()
    for name in ("a.jpg", "other/a.jpg", "other/b.jpg"):
        assert there[f"JPEGImages/{name}"].read_bytes() == data
    assert there["again/far/down/x.txt"].read_text() == there["kept/far/down/x.txt"].read_text() == "inside"
    assert not [name for name in there if "secret" in name or "gone" in name or "round" in name or "here" in name]
    assert not [path for path in there.values() if path.is_symlink()]
    left = ("here", "round", "Annotations/b.xml", "Annotations/gone.xml", "Annotations/pipe.xml", "SegmentationObject")
    assert sorted(copied.left_out) == sorted(left)
    shown = open_folder(tmp_path / "copy").records.name
    assert shown == open_folder(folder).records.name == ("a", "other/a", "other/b")
