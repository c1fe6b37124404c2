"""Undo and save on a real label file, and what the window's rooms cost at its start."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from shutil import copy
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine import reading
from engine.annotation import Box
from engine.datasets import labels
from gui.changing import editing
from gui.document import Document
from tests.engine.finishing_for_tests import finish
from tests.gui.fakes import Folder, box

if TYPE_CHECKING:
    from pathlib import Path


def test_saving_real_files_through_undo(qapp: object, tmp_path: Path, shared: Path) -> None:
    assert qapp is not None
    source = shared / "data" / "voc2012"
    for part in ("JPEGImages", "Annotations"):
        (tmp_path / part).mkdir()
    name = min(path.stem for path in (source / "Annotations").glob("*.xml"))
    copy(source / "JPEGImages" / f"{name}.jpg", tmp_path / "JPEGImages")
    copy(source / "Annotations" / f"{name}.xml", tmp_path / "Annotations")
    dataset = finish(reading.open_folder(str(tmp_path)))
    record = dataset.records[0]
    assert record.xml is not None
    document = Document()
    document.open(dataset)
    document.show(record, finish(reading.picture(dataset.format, record, None)))
    assert document.truth is not None and document.picture is not None and not document.picture.isNull()
    before = document.truth.instances
    document.edit(before[1:], "Delete")
    assert document.save()
    document.undo.undo()
    assert document.save()
    document.add(box("person", 3, 4, 30, 40))
    assert document.save()
    *kept, new = document.truth.instances
    document.edit((*kept, replace(new, box=new.box.moved(2, 0))), "Move")
    assert document.save()
    document.undo.undo()
    document.undo.undo()
    assert document.save()
    read = labels.read(dataset.format, record).annotation.instances
    assert sorted((one.label, one.box.as_tuple()) for one in read) == sorted(
        (one.label, one.box.as_tuple()) for one in before
    )


ODD = b"""<annotation verified='no'>
  <!-- by hand --><size><width>200</width><height>100</height></size>
  <object><name>cat</name><bndbox><xmin>5.00</xmin><ymin> 6</ymin><xmax>20</xmax><ymax>3e1</ymax></bndbox></object>
</annotation>"""


@pytest.fixture
def odd(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    """The shown picture's label file is written as no other program would."""
    assert qapp is not None
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    for part in ("JPEGImages", "Annotations"):
        (tmp_path / "voc" / part).mkdir(parents=True)
    Image.new("RGB", (200, 100)).save(tmp_path / "voc" / "JPEGImages" / "a.jpg")
    (tmp_path / "voc" / "Annotations" / "a.xml").write_bytes(ODD)
    document = Document()
    document.open(finish(reading.open_folder(str(tmp_path / "voc"))))
    assert document.dataset is not None
    record = document.dataset.records[0]
    document.show(record, finish(reading.picture(document.dataset.format, record, None)))
    return document


def work_on(document: Document) -> Path:
    """Change all there is, with a save after each change."""
    changes = ({"difficult": True}, {"box": Box(7, 8, 30, 40)}, {"label": "dog"}, {"pose": "Left"}, {"truncated": True})
    for change in changes:
        assert document.truth is not None and document.record is not None
        document.edit((replace(document.truth.instances[0], **change),), "Change")  # pyright: ignore[reportArgumentType] as named
        assert document.save()
    editing.verify(document)
    assert document.save() and document.record is not None and document.record.xml is not None
    return document.record.xml


def test_undo_past_saves_brings_a_file_back_to_the_byte(odd: Document) -> None:
    xml = work_on(odd)
    texts = []
    while odd.undo.canUndo():
        texts.append(xml.read_bytes())
        odd.undo.undo()
        assert odd.save()
    assert xml.read_bytes() == ODD and len(set(texts)) == 6
    for text in reversed(texts):
        odd.undo.redo()
        assert odd.save() and xml.read_bytes() == text


def test_undo_past_a_save_brings_what_another_program_wrote_back_to_the_byte(odd: Document) -> None:
    assert odd.dataset is not None and odd.record is not None and odd.record.xml is not None
    theirs = ODD.replace(b"20</xmax>", b"40.250</xmax>")
    odd.record.xml.write_bytes(theirs)
    odd.take_disk(odd.record, labels.read(odd.dataset.format, odd.record))
    assert odd.truth is not None
    odd.edit((replace(odd.truth.instances[0], box=Box(7, 8, 30, 40)),), "Move")
    assert odd.save()
    odd.undo.undo()
    assert odd.save() and odd.record.xml.read_bytes() == theirs


def test_undo_past_saves_takes_nothing_back_that_another_program_wrote(odd: Document) -> None:
    xml = work_on(odd)
    xml.write_bytes(xml.read_bytes().replace(b"by hand", b"by theirs"))
    assert odd.dataset is not None and odd.record is not None
    odd.take_disk(odd.record, labels.read(odd.dataset.format, odd.record))
    while odd.undo.canUndo():
        odd.undo.undo()
    assert odd.save() and b"by theirs" in xml.read_bytes()
    read = labels.read(odd.dataset.format, odd.record).annotation
    assert [(one.label, one.box, one.difficult) for one in read.instances] == [("cat", Box(4, 5, 20, 30), False)]
    assert not read.verified


def test_an_object_that_another_program_deleted_comes_back_as_it_was_written(odd: Document) -> None:
    assert odd.dataset is not None and odd.record is not None and odd.record.xml is not None
    xml, (start, end) = odd.record.xml, (ODD.index(b"<object>"), ODD.index(b"</object>") + len(b"</object>"))
    xml.write_bytes(ODD[:start] + ODD[end:])
    odd.take_disk(odd.record, labels.read(odd.dataset.format, odd.record))
    assert odd.truth is not None and not odd.truth.instances
    odd.undo.undo()
    assert odd.save() and ODD[start:end] in xml.read_bytes()


def test_the_window_s_rooms_load_nothing_heavy() -> None:
    code = (
        "import sys; import gui.document, gui.viewing, gui.look.theme, gui.look.icons, gui.canvas.view;"
        "print([name for name in ('numpy', 'cv2', 'lxml', 'pyqtgraph', 'PIL', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_a_save_writes_what_is_shown(qapp: object, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Edits, undo, redo and saves in any order: the file then holds what the picture shows, each object once."""
    assert qapp is not None
    chance = random.Random(seed)
    folder = Folder({"one": tuple(box(f"class {n}", 10 * n, 10, 10 * n + 8, 50) for n in range(4))})
    monkeypatch.setattr(labels, "save", folder.save)
    document = Document()
    document.open(folder.dataset)
    folder.show(document, "one")
    for turn in range(120):
        assert document.truth is not None
        shown = list(document.truth.instances)
        deed = chance.choice(("add", "delete", "move", "undo", "undo", "redo", "save"))
        at = chance.randrange(len(shown)) if shown else None
        if deed == "add":
            document.add(box(f"new {turn}", chance.uniform(0, 90), 20, chance.uniform(100, 190), 60))
        elif deed == "undo":
            document.undo.undo()
        elif deed == "redo":
            document.undo.redo()
        elif deed == "save":
            assert document.save() and not document.dirty
            on_disk = sorted((one.label, one.box.as_tuple()) for one in folder.files["one"])
            assert on_disk == sorted((one.label, one.box.as_tuple()) for one in document.truth.instances)
        elif at is not None:
            moved = replace(shown[at], box=shown[at].box.moved(chance.uniform(-3, 3), 0))
            document.edit((*shown[:at], *([moved] if deed == "move" else []), *shown[at + 1 :]), deed)
