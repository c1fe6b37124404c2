"""Every nasty thing that a Pets folder can hold: it is named, nothing else is, nothing crashes, nothing is written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.checking import check
from engine.conversion import FORMATS, convert
from engine.datasets.index import index
from engine.datasets.statistics import statistics
from engine.errors import EngineError
from engine.fine_tuning import fit
from engine.runs import FitSettings
from engine.scoring.score import score
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import indexed
from tests.engine.nasty_pets_for_tests import NASTY, TEST, TRAINVAL, make

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOUND: Mapping[str, list[str]] = {
    "list: a word for a class": ["list.txt:3 list-line"],
    "list: class 0": ["list.txt:3 list-line"],
    "list: class 38": ["list.txt:3 list-line"],
    "list: a class below 0": ["list.txt:3 list-line"],
    "list: a class with a point": ["list.txt:3 list-line"],
    "list: a huge class": ["list.txt:3 list-line"],
    "list: digits of another script": ["list.txt:3 list-line"],
    "list: species 0": ["list.txt:3 list-line"],
    "list: species 3": ["list.txt:3 list-line"],
    "list: the other species": ["list.txt:3 list-line"],
    "list: the breed of another": ["list.txt:3 list-line"],
    "list: one column": ["list.txt:3 list-line"],
    "list: three columns": ["list.txt:3 list-line"],
    "list: five columns": ["list.txt:3 list-line"],
    "list: tabs": [],
    "list: CRLF": [],
    "list: CR alone": [],
    "list: a byte order mark": [],
    "list: UTF-16": ["list.txt encoding"],
    "list: Latin-1": ["list.txt:11 list"],
    "list: NUL bytes": ["list.txt:11 list-line", "list.txt:11 list-missing"],
    "list: empty": ["list.txt list-empty"],
    "list: comments alone": ["list.txt list-empty"],
    "list: gone": [],
    "list: no final line end": [],
    "list: a line twice": ["list.txt:4 list-repeated"],
    "list: a line twice, otherwise": ["list.txt:4 list-line", "list.txt:4 list-repeated"],
    "list: a picture that is not here": ["list.txt:4 list-missing"],
    "list: a line is missing": ["list.txt list-missing"],
    "list: an ending": ["list.txt:3 list-line"],
    "list: a path": [
        "list.txt list-missing",
        "list.txt:3 list-line",
        "list.txt:3 list-missing",
        "list.txt:3 list-path",
    ],
    "list: other capitals": ["list.txt list-missing", "list.txt:3 list-line", "list.txt:3 list-missing"],
    "list: a letter nobody sees": ["list.txt list-missing", "list.txt:3 list-line", "list.txt:3 list-missing"],
    "list: a line break of Unicode": [],
    "list: spaces around": [],
    "list: a long line": ["list.txt:3 list-line"],
    "list: a folder": ["list.txt list"],
    "lists: in both": ["Abyssinian_1.jpg leak"],
    "lists: in none": ["Abyssinian_3.jpg unlisted"],
    "lists: a line twice": ["test.txt:2 list-repeated"],
    "lists: nobody's picture": ["test.txt:2 list-missing"],
    "lists: names alone": [],
    "lists: CRLF and a mark": [],
    "lists: empty": [
        "Abyssinian_3.jpg unlisted",
        "Abyssinian_4.jpg unlisted",
        "pug_3.jpg unlisted",
        "pug_4.jpg unlisted",
        "test.txt list-empty",
    ],
    "lists: gone": [],
    "lists: not one of the pictures": [
        "Abyssinian_3.jpg unlisted",
        "Abyssinian_4.jpg unlisted",
        "pug_3.jpg unlisted",
        "pug_4.jpg unlisted",
        "test.txt:1 list-missing",
    ],
    "lists: binary": [
        "Abyssinian_3.jpg unlisted",
        "Abyssinian_4.jpg unlisted",
        "pug_3.jpg unlisted",
        "pug_4.jpg unlisted",
        "test.txt:2 list",
    ],
    "lists: the same picture under two names": ["Abyssinian_3.jpg leak"],
    "xml: no object": [],
    "xml: nothing": ["Abyssinian_1.xml labels"],
    "xml: cut short": ["Abyssinian_1.xml:7 labels"],
    "xml: another root": ["Abyssinian_1.xml:1 labels"],
    "xml: an object without a name": ["Abyssinian_1.xml:5 name"],
    "xml: an object without a box": ["Abyssinian_1.xml:4 no-box"],
    "xml: the other species": [],
    "xml: no species": [],
    "xml: the breed for a name": [],
    "xml: capitals": [],
    "xml: reversed": ["Abyssinian_1.xml:7 reversed"],
    "xml: outside": ["Abyssinian_1.xml:4 outside"],
    "xml: zero area": ["Abyssinian_1.xml:7 zero-area"],
    "xml: no numbers": ["Abyssinian_1.xml:7 number"],
    "xml: another size": ["Abyssinian_1.xml size"],
    "xml: twice the same": ["Abyssinian_1.xml:9 duplicate"],
    "xml: of no picture": ["ghost_7.xml no-picture"],
    "xml: gone": ["Abyssinian_1.jpg no-boxes"],
    "xml: all gone": [],
    "xml: other capitals": ["Abyssinian_1.jpg no-boxes", "abyssinian_1.xml no-picture"],
    "xml: a folder": ["Abyssinian_1.jpg no-boxes", "Abyssinian_1.xml labels"],
    "trimap: another size": ["Abyssinian_3.png mask-size"],
    "trimap: 0 and 255": ["Abyssinian_3.png mask-values", "Abyssinian_3.png mask-void"],
    "trimap: counted from 0": ["Abyssinian_3.png mask-values"],
    "trimap: gone": ["Abyssinian_3.jpg no-label"],
    "trimap: RGB": ["Abyssinian_3.png mask"],
    "trimap: RGBA": ["Abyssinian_3.png mask"],
    "trimap: a palette": [],
    "trimap: one bit": ["Abyssinian_3.png mask-format", "Abyssinian_3.png mask-values"],
    "trimap: 16 bits": ["Abyssinian_3.png mask-format"],
    "trimap: a JPEG": ["Abyssinian_3.png mask"],
    "trimap: cut short": ["Abyssinian_3.png mask"],
    "trimap: nothing": ["Abyssinian_3.png mask"],
    "trimap: background alone": ["Abyssinian_3.png mask-empty"],
    "trimap: border alone": ["Abyssinian_3.png mask-void"],
    "trimap: of no picture": ["ghost_7.png no-picture"],
    "trimap: what a Mac leaves": [],
    "trimap: not where the box is": ["Abyssinian_1.png mask-box"],
    "picture: nothing": ["Abyssinian_1.jpg picture"],
    "picture: cut short": ["Abyssinian_1.jpg damaged"],
    "picture: a PNG": ["Abyssinian_1.jpg ending"],
    "picture: gone": [
        "Abyssinian_1.png no-picture",
        "Abyssinian_1.xml no-picture",
        "list.txt:3 list-missing",
        "trainval.txt:1 list-missing",
    ],
    "picture: a new one": ["Abyssinian_50.jpg no-label", "Abyssinian_50.jpg unlisted"],
    "picture: of no breed": ["holiday.jpg no-label", "holiday.jpg unlisted"],
    "picture: twice": ["Abyssinian_1.png no-label", "Abyssinian_1.png same-name", "Abyssinian_1.png unlisted"],
    "picture: a .mat": ["Abyssinian_1.mat foreign"],
    "name: a space": ["list.txt:3 list-line"],
    "name: spaces and a number": ["list.txt:5 list-line"],
    "name: decomposed": [],
    "name: emoji": [],
    "name: a point": [],
    "name: a small cat": ["list.txt:3 list-line"],
    "link: a picture elsewhere": ["Abyssinian_1.jpg link"],
    "link: labels elsewhere": ["Abyssinian_1.jpg no-boxes", "Abyssinian_1.xml not-read"],
    "link: labels within": ["Abyssinian_1.xml link"],
    "link: a list elsewhere": ["list.txt list"],
    "link: to nowhere": ["Abyssinian_1.jpg no-boxes", "Abyssinian_1.xml labels", "Abyssinian_1.xml not-read"],
    "link: round": ["round link"],
}
"""What `check` says, as `file:line code`, of each."""

PROTOCOLS = ("voc2007", "voc2010", "coco", "single", "masks")
CASES = [what for what in NASTY if os.name != "nt" or not what.startswith("link:")]


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def predictions(folder: Path) -> Path:
    """Found by some program: a box in every picture."""
    folder.mkdir()
    for line in (*TRAINVAL, *TEST):
        name = line.split()[0]
        (folder / f"{name}.txt").write_text(f"{name.rpartition('_')[0]} 0.5 6 6 39 29\n")
    return folder


def test_a_folder_in_order_has_no_findings(tmp_path: Path) -> None:
    assert finish(check(str(make(tmp_path / "pets")))).findings == () and set(FOUND) == set(NASTY)


@pytest.mark.parametrize("what", CASES)
def test_what_is_wrong_is_named_and_nothing_else(what: str, tmp_path: Path) -> None:
    root = make(tmp_path / "pets")
    NASTY[what](root)
    before = contents(root)
    found = finish(check(str(root))).findings
    said = {
        f"{each.file.rpartition('/')[2]}{'' if each.line is None else f':{each.line}'} {each.code}" for each in found
    }
    assert said == set(FOUND[what])
    cured = all(len(each.message) > 20 and any(mark in each.message for mark in ";:") for each in found)
    assert cured, "every message says what to do"
    assert contents(root) == before


@pytest.mark.slow
@pytest.mark.parametrize("what", CASES)
def test_it_is_counted_converted_and_scored_all_the_same(what: str, tmp_path: Path) -> None:
    root = make(tmp_path / "pets")
    NASTY[what](root)
    before, turn = contents(root), sorted(NASTY).index(what)
    said = statistics(indexed(root))
    to, protocol = FORMATS[turn % len(FORMATS)], PROTOCOLS[turn % len(PROTOCOLS)]
    document = finish(convert(str(root), str(tmp_path / "new"), to))
    left_out = sum("left out" in each["message"] for each in document["skipped"])
    assert document["images"] == int(str(said["images"])) - left_out >= 7
    assert len(finish(index(str(tmp_path / "new"))).dataset.records) == document["images"]
    theirs = predictions(tmp_path / "found")
    if protocol == "masks":
        finish(convert(str(make(tmp_path / "good")), str(tmp_path / "masks"), "voc_masks"))
        theirs = tmp_path / "masks"
    try:
        assert finish(score(str(root), str(theirs), protocol))["images"] > 0
    except EngineError as error:
        assert str(error).partition(": ")[2]
    assert contents(root) == before


@pytest.mark.parametrize("some", range(4))
def test_a_run_says_its_plan_or_why_there_is_none(some: int, tmp_path: Path) -> None:
    """Several at once: one of the lists, of the XMLs, of the trimaps, of the pictures."""
    kinds = [[name for name in CASES if name.startswith(kind)] for kind in ("list:", "xml:", "trimap:", "picture:")]
    for turn in range(some, max(map(len, kinds)), 4 * 3):
        root = make(tmp_path / f"pets {turn}")
        for names in kinds:
            NASTY[names[turn % len(names)]](root)
        settings = FitSettings(str(root), "unet", str(tmp_path / f"run {turn}"), epochs=1, weights="none", device="cpu")
        work = fit(settings)
        try:
            assert "Learning from" in next(step for step in work if step.kind == "plan").what
        except EngineError as error:
            assert str(root) in str(error)
        finally:
            work.close()
