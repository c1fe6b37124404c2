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

from engine import reading
from engine.datasets import labels
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
