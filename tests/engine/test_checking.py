"""`check`: what is wrong in a folder is found with its place and cure, what is in order is not, nothing is written."""

from __future__ import annotations

import io
import json
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from engine_for_tests import ROOT
from PIL import Image

from engine import cli
from engine.calls import find
from engine.checking import check
from engine.checks.finding import SEVERITIES, Findings
from engine.formats import voc, voc_edit, voc_masks
from tests.engine.finishing_for_tests import finish
from tests.engine.label_folder_for_tests import ordinary_user

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTH, HEIGHT = 60, 40
NAMES = ("a", "b", "c", "d")


def picture(shade: int, ending: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    rng = np.random.default_rng(shade)
    image = Image.fromarray(rng.integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)).convert(mode)
    out = io.BytesIO()
    image.save(out, ending, **more)
    return out.getvalue()


def xml(name: str, *objects: tuple[str, tuple[object, ...]], size: tuple[int, int] = (WIDTH, HEIGHT)) -> str:
    text = f"<annotation>\n<filename>{name}.jpg</filename>\n"
    text += f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>\n"
    for label, edges in objects:
        sides = "".join(f"<{edge}>{value}</{edge}>" for edge, value in zip(voc.EDGES, edges, strict=True))
        text += f"<object>\n<name>{label}</name>\n<difficult>0</difficult>\n<bndbox>{sides}</bndbox>\n</object>\n"
    return text + "</annotation>\n"


def mask(value: int = 8) -> np.ndarray:
    made = np.zeros((HEIGHT, WIDTH), np.uint8)
    made[5:30, 5:40] = value
    made[4, 5:40] = 255
    return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A VOC folder in which everything is in order: four pictures, boxes, masks, two lists."""
    folder = tmp_path / "root"
    for part in ("JPEGImages", "Annotations", "SegmentationClass", "ImageSets/Main"):
        (folder / part).mkdir(parents=True)
    for shade, name in enumerate(NAMES):
        (folder / "JPEGImages" / f"{name}.jpg").write_bytes(picture(shade))
        boxes = ("cat", (6, 6, 40, 30)), ("cat", (10, 10, 60, 40))
        (folder / "Annotations" / f"{name}.xml").write_text(xml(name, *boxes))
        (folder / "SegmentationClass" / f"{name}.png").write_bytes(voc_masks.to_bytes(mask()))
    (folder / "ImageSets" / "Main" / "train.txt").write_text("a\nb\n")
    (folder / "ImageSets" / "Main" / "val.txt").write_text("c\nd\n")
    return folder


def checked(folder: Path) -> Findings:
    return finish(check(str(folder)))


def said(folder: Path) -> list[tuple[str, int | None, str]]:
    return [(each.file, each.line, each.code) for each in checked(folder).findings]


def test_a_folder_in_order_has_no_findings(root: Path) -> None:
    assert checked(root) == Findings(4, ())


def change(root: Path, place: str, old: str, new: str) -> None:
    path = root / place
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def put(place: str, data: bytes | str) -> Callable[[Path], None]:
    """Write a file of the folder."""

    def act(root: Path) -> None:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_bytes(data.encode() if isinstance(data, str) else data)

    return act


def box(*edges: object, label: str = "cat") -> Callable[[Path], None]:
    """Give a.xml one box more, from line 14 on; its name is there in line 15, its box in line 17."""
    return put("Annotations/a.xml", xml("a", ("cat", (6, 6, 40, 30)), ("cat", (10, 10, 60, 40)), (label, edges)))


A_XML, A_JPG, A_PNG = "Annotations/a.xml", "JPEGImages/a.jpg", "SegmentationClass/a.png"
TRAIN, VAL, A_GIF = "ImageSets/Main/train.txt", "ImageSets/Main/val.txt", "SegmentationClass/a.gif"
WRONG: dict[str, tuple[Callable[[Path], object], set[tuple[str, int | None, str]]]] = {
    "unreadable labels": (put(A_XML, xml("a")[:-20]), {(A_XML, 3, "labels")}),
    "out of bounds": (box(30, 20, 80, 40), {(A_XML, 14, "outside")}),
    "zero area": (box("9.0", "6.0", "9.0", "30.0"), {(A_XML, 17, "zero-area")}),
    "reversed": (box(30, 6, 20, 20), {(A_XML, 17, "reversed")}),
    "duplicate": (box(6, 6, 40, 30), {(A_XML, 14, "duplicate")}),
    "normalised": (
        box(0.25, 0.25, 0.5, 0.5),
        {(A_XML, 17, "normalised"), (A_XML, 14, "outside"), (A_PNG, None, "mask-box")},
    ),
    "confusable": (box(6, 6, 40, 20, label="c\u0430t"), {(A_XML, None, "class-confusable")}),
    "capitals": (box(6, 6, 40, 20, label="Cat"), {(A_XML, None, "class-confusable")}),
    "spaces": (box(6, 6, 40, 20, label="c at"), {(A_XML, None, "class-confusable")}),
    "zero width": (
        box(6, 6, 40, 20, label="ca\u200bt"),
        {(A_XML, None, "class-name"), (A_XML, None, "class-confusable")},
    ),
    "decomposed": (box(6, 6, 40, 20, label="cha\u0302t"), {(A_XML, None, "class-name")}),
    "labels without picture": (put("Annotations/z.xml", xml("z")), {("Annotations/z.xml", None, "no-picture")}),
    "picture without labels": (
        put("JPEGImages/z.jpg", picture(9)),
        {("JPEGImages/z.jpg", None, "no-label"), ("JPEGImages/z.jpg", None, "unlisted")},
    ),
    "box not in the mask": (box(6, 33, 40, 39), {(A_PNG, None, "mask-box")}),
    "class not in the mask": (box(6, 6, 40, 20, label="dog"), {(A_PNG, None, "mask-class")}),
    "class not in the boxes": (put(A_PNG, voc_masks.to_bytes(mask(12))), {(A_PNG, None, "mask-class")}),
    "another size in XML": (
        put(A_XML, xml("a", ("cat", (6, 6, 40, 30)), size=(640, 480))),
        {(A_XML, None, "size")},
    ),
    "values that are no class": (
        put(A_PNG, voc_masks.to_bytes(np.where(mask() == 8, np.uint8(8), np.uint8(99)))),
        {(A_PNG, None, "mask-values")},
    ),
    "mask of another size": (put(A_PNG, voc_masks.to_bytes(mask()[:20])), {(A_PNG, None, "mask-size")}),
    "mask cut short": (put(A_PNG, voc_masks.to_bytes(mask())[:-60]), {(A_PNG, None, "mask")}),
    "mask as GIF": (put(A_GIF, picture(0, "GIF", "P")), {(A_GIF, None, "not-read")}),
    "listed and not there": (put(TRAIN, "a\nb\nghost\n"), {(TRAIN, 3, "list-missing")}),
    "there and not listed": (put(TRAIN, "a\n"), {("JPEGImages/b.jpg", None, "unlisted")}),
    "in two lists": (put(VAL, "c\nd\na\n"), {(A_JPG, None, "leak")}),
    "same picture in two lists": (put("JPEGImages/c.jpg", picture(0)), {("JPEGImages/c.jpg", None, "leak")}),
    "wrong ending": (put(A_JPG, picture(7, "GIF", "P")), {(A_JPG, None, "ending")}),
    "picture cut short": (put(A_JPG, picture(0)[:-400]), {(A_JPG, None, "damaged")}),
    "no picture": (put(A_JPG, b"<html>404</html>"), {(A_JPG, None, "picture")}),
    "foreign file": (put("JPEGImages/a.mat", b"MATLAB 5.0"), {("JPEGImages/a.mat", None, "foreign")}),
    "list in a strange encoding": (
        put(TRAIN, b"a\nb\nch\xe2t\n"),
        {(TRAIN, 3, "list"), (A_JPG, None, "unlisted"), ("JPEGImages/b.jpg", None, "unlisted")},
    ),
    "unknown class": (put("class_names.txt", "dog\ncow\n"), {(A_XML, None, "class-unknown")}),
}


@pytest.mark.parametrize("what", [what for what in WRONG if what != "unknown class"])
def test_what_is_wrong_is_found_and_nothing_else(what: str, root: Path) -> None:
    act, expected = WRONG[what]
    act(root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    found = checked(root)
    assert {(each.file, each.line, each.code) for each in found.findings} == expected
    assert all(each.severity == SEVERITIES[each.code] and len(each.message) > 10 for each in found.findings)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before, "check writes nothing"


def test_a_class_that_the_folder_does_not_list_is_told(root: Path) -> None:
    WRONG["unknown class"][0](root)
    assert (A_XML, None, "class-unknown") in said(root)


def test_zeros_and_no_edge_at_the_picture_s_end_are_told_as_0_based(root: Path) -> None:
    for name in NAMES:
        (root / "Annotations" / f"{name}.xml").write_text(xml(name, ("cat", (5, 0, 59, 39))))
    assert ("Annotations", None, "zero-based") in said(root)
    change(root, "Annotations/b.xml", "<xmax>59<", "<xmax>60<")
    assert ("Annotations", None, "zero-based") not in said(root)


def test_a_finding_leads_to_its_picture_and_object(root: Path) -> None:
    box(30, 6, 20, 20)(root)
    (found,) = checked(root).findings
    assert found.record == "a" and found.box is not None and found.box.as_tuple() == (19, 5, 30, 20)
    assert found.plain() == {
        "file": A_XML,
        "line": 17,
        "code": "reversed",
        "severity": "warning",
        "message": "cat: xmax 20 is left of xmin 30; they were read the other way round: check the box",
    }


def test_boxes_with_corners_the_wrong_way_round_are_offered_and_survive_an_edit(root: Path) -> None:
    path = root / A_XML
    box(30, 20, 20, 6)(root)
    file = voc.parse(path, path.read_bytes())
    assert file.instances[2].box.as_tuple() == (19, 5, 30, 20)
    untouched = voc_edit.edited(path, path.read_bytes(), file.instances, False)
    assert untouched == path.read_bytes()
    moved = replace(file.instances[2], box=replace(file.instances[2].box, xmin=21.0))
    after = voc.parse(path, voc_edit.edited(path, path.read_bytes(), (*file.instances[:2], moved), False))
    assert after.instances[2].box.as_tuple() == (21, 5, 30, 20) and not after.problems


def test_the_terminal_prints_one_document_and_says_errors_by_its_status(
    root: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["check", str(root), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"images": 4, "findings": []}
    (root / "JPEGImages" / "a.mat").write_bytes(b"x")
    assert cli.main(["check", str(root)]) == 0, "a warning is no failure"
    assert "warning: JPEGImages/a.mat" in capsys.readouterr().out
    (root / A_XML).write_text("<annotation>")
    assert cli.main(["check", str(root), "--json"]) == 1
    out = capsys.readouterr().out
    assert {each["code"] for each in json.loads(out)["findings"]} == {"labels", "foreign"}
    (tmp_path / "empty").mkdir()
    assert cli.main(["check", str(tmp_path / "empty"), "--json"]) == 2 == cli.main(["stats", str(tmp_path / "empty")])
    assert capsys.readouterr().err.count("empty: no pictures here; open a folder with JPEG or PNG pictures") == 2
    (tmp_path / "empty" / "read me.txt").write_text("soon")
    assert cli.main(["check", str(tmp_path / "empty"), "--json"]) == 0
    assert [each["code"] for each in json.loads(capsys.readouterr().out)["findings"]] == ["no-pictures"]
    assert cli.main(["check", str(tmp_path / "nowhere")]) == 2
    assert find("check") is check


def test_pets_have_their_known_faults_and_no_other(shared: Path) -> None:
    """SOURCE.md names all but Bengal_175, which has no XML either; Abyssinian_34's trimap is all background."""
    pets = shared / "data" / "pets"
    assert set(said(pets)) == {
        ("images/Abyssinian_34.jpg", None, "ending"),
        ("images/Abyssinian_34.jpg", None, "unlisted"),
        ("annotations/trimaps/Abyssinian_34.png", None, "mask-empty"),
        ("images/Abyssinian_5.jpg", None, "ending"),
        ("images/Abyssinian_5.jpg", None, "alpha"),
        ("images/Abyssinian_82.jpg", None, "unlisted"),
        ("images/Abyssinian_104.jpg", None, "no-boxes"),
        ("images/Bengal_111.jpg", None, "no-boxes"),
        ("images/Bengal_175.jpg", None, "no-boxes"),
        ("images/Abyssinian_100.mat", None, "foreign"),
    }
    without = {path.stem for path in (pets / "images").glob("*.jpg")}
    without -= {path.stem for path in (pets / "annotations" / "xmls").glob("*.xml")}
    taught = {line.split()[0] for line in (pets / "annotations" / "trainval.txt").read_text().splitlines()}
    assert without & taught == {"Abyssinian_104", "Bengal_111", "Bengal_175"}


@pytest.mark.parametrize("name", ["voc2012", "raccoon", "pets_32breeds", "odd/gray_depth3"])
def test_real_folders_in_order_have_no_findings(name: str, shared: Path) -> None:
    assert said(shared / "data" / name) == []


def test_labels_named_otherwise_than_their_pictures_are_told(shared: Path) -> None:
    found = checked(shared / "data" / "odd" / "labelimg_name_mismatch")
    assert {each.code for each in found.findings} == {"name", "filename", "list-missing"} and found.errors == 0
    assert sum(each.code == "name" for each in found.findings) == 12


def test_check_reads_no_torch(root: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from engine.checking import check\n"
        f"list(check({str(root)!r}))\n"
        "assert 'torch' not in sys.modules and 'PySide6' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)


def test_left_overs_hidden_files_and_twins_are_told(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    for name in ("a.jpg", "a.png", ".b.jpg", "noext", "\u00e9.jpg", "e\u0301.jpg"):
        shutil.copy(root / A_JPG, folder / name)
    (folder / "a.xml.bak").write_text("<annotation/>")
    found = {(each.file, each.code) for each in checked(folder).findings}
    assert {(".b.jpg", "hidden"), ("noext", "hidden"), ("a.xml.bak", "left-over"), ("a.png", "same-name")} <= found
    assert sum(code == "same-name" for _, code in found) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders")
def test_a_folder_without_labels_in_which_nobody_may_write_is_told(tmp_path: Path) -> None:
    root = tmp_path / "pictures"
    root.mkdir()
    (root / "a.jpg").write_bytes(picture(90))
    root.chmod(0o555)
    try:
        with ordinary_user():
            findings = checked(root).findings
    finally:
        root.chmod(0o755)
    assert [(finding.file, finding.code, finding.severity) for finding in findings] == [(".", "read-only", "warning")]
