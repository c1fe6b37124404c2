"""A killed window loses at most the last seconds: what was not saved is offered at the next start of the folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer

from engine.annotation import Annotation, Box, Instance
from engine.datasets.labels import Labels
from engine.safekeeping import journal
from gui.document import Document
from gui.safekeeping.journaling import REST, Journaling
from tests.gui.driving import PATIENCE, act, go, open_folder, xml_of
from tests.gui.fakes import Folder, box
from tests.gui.test_conflicts import labels, safety

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow
    from gui.safekeeping.recovering import Recovering

CHILD = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from engine.annotation import Box, Instance
from gui.main_window import MainWindow
from gui.settings import Settings

app = QApplication([])
settings = Settings(Path(sys.argv[2]))
settings.set("autosave", False)
window = MainWindow(settings)
window.show()
window.furnish()

def edit(turn):
    if window.document.truth is not None:
        window.document.add(Instance(f"edit {turn}", Box(turn % 50, 5, turn % 50 + 30, 40)))
        print(f"{time.time()} edit {turn}", flush=True)
    QTimer.singleShot(200, lambda: edit(turn + 1))

QTimer.singleShot(0, lambda: (window.open_path(Path(sys.argv[1])), edit(0)))
app.exec()
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("gui.safekeeping.journaling.REST", 50)  # nothing here depends on how long an edit rests
    return tmp_path / "data"


def recovering(qtbot: QtBot, window: MainWindow) -> Recovering:
    qtbot.waitUntil(lambda: safety(window)._parts_made, timeout=PATIENCE)
    return safety(window).recovering


def leave_edits(folder: Path, *names: str, label: str = "lost") -> None:
    """What a window that was killed has left in its journal."""
    from engine.datasets.folder import open_folder as read
    from engine.datasets.labels import read as read_labels

    dataset = read(folder)
    book = journal.Journal(folder)
    for record in dataset.records:
        if record.name in names or not names:
            found = read_labels(dataset.format, record)
            new = (*found.annotation.instances, Instance(label, Box(2, 2, 30, 30)))
            book.note([journal.Unsaved(record.name, found.annotation.with_instances(new), found.stamp, found.data)], ())
            if not names:
                break
    book.close()


def offered(qtbot: QtBot, window: MainWindow, answer: str) -> str:
    waiting = recovering(qtbot, window)
    qtbot.waitUntil(lambda: waiting.box is not None, timeout=PATIENCE)
    assert waiting.box is not None
    said = f"{waiting.box.text()} {waiting.box.informativeText()}"
    next(button for button in waiting.box.buttons() if button.text() == answer).click()
    qtbot.waitUntil(lambda: waiting.box is None)
    return said


def left(folder: Path) -> int:
    return len(journal.newest(journal.left(folder)))


@pytest.mark.skipif(os.name == "nt", reason="a kill that cannot be caught")
def test_a_killed_window_loses_at_most_its_last_five_seconds(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, data: Path
) -> None:
    assert data
    command = [sys.executable, "-c", CHILD, str(folder), str(tmp_path / "child.ini")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as child:
        assert child.stdout is not None
        made: list[tuple[float, str]] = []
        while len(made) < 28:
            when, _, name = child.stdout.readline().strip().partition(" ")
            made.append((float(when), name))
        child.send_signal(signal.SIGKILL)
        end = time.time()
        child.wait()
    open_folder(qtbot, window, folder)
    said = offered(qtbot, window, "Restore")
    assert "One picture has edits that were never saved" in said and " → " in said
    qtbot.waitUntil(lambda: window.document.dirty, timeout=PATIENCE)
    back = set(labels(window))
    lost = [end - when for when, name in made if name not in back]
    print(f"{len(made)} edits, {len(lost)} lost, the oldest of them {max(lost, default=0):.1f} s before the kill")
    assert max(lost, default=0) <= 5 and len(lost) < len(made) / 2
    window.document.undo.undo()
    assert not any(label.startswith("edit") for label in labels(window)), "one step of undo"


def test_later_keeps_offering_and_discard_ends_it(qtbot: QtBot, window: MainWindow, folder: Path, data: Path) -> None:
    assert data
    leave_edits(folder)
    window.settings.set("autosave", False)
    for turn in ("Later", "Later", "Discard"):
        open_folder(qtbot, window, folder)
        assert "One picture has" in offered(qtbot, window, turn)
        assert "lost" not in labels(window)
    qtbot.waitUntil(lambda: left(folder) == 0, timeout=PATIENCE)


def test_restored_edits_can_be_saved_and_are_not_offered_again(
    qtbot: QtBot, window: MainWindow, folder: Path, data: Path
) -> None:
    assert data
    window.settings.set("autosave", False)
    from engine.datasets.folder import open_folder as read

    names = [record.name for record in read(folder).records[:3]]
    leave_edits(folder, *names)
    open_folder(qtbot, window, folder)
    said = offered(qtbot, window, "Restore")
    assert "3 pictures have" in said and all(name in said for name in names)
    assert set(window.document.unsaved) == set(names)
    assert window.document.save_all() and not window.document.unsaved
    assert b"lost" in xml_of(window).read_bytes()
    go(qtbot, window, "next")
    assert labels(window)[-1] == "lost"
    qtbot.waitUntil(lambda: left(folder) == 0, timeout=PATIENCE)


def test_what_cannot_be_restored_now_is_offered_again_and_nothing_else(
    qtbot: QtBot, window: MainWindow, folder: Path, data: Path
) -> None:
    assert data
    window.settings.set("autosave", False)
    leave_edits(folder, "scene_0000", "scene_0001")
    leave_edits(folder, "scene_0001", label="later")
    bad = folder / "Annotations" / "scene_0001.xml"
    whole = bad.read_bytes()
    bad.write_bytes(whole[:100])
    open_folder(qtbot, window, folder)
    assert "2 pictures have" in offered(qtbot, window, "Restore")
    assert window.document.unsaved == ("scene_0000",)
    assert any(" 1 could not be restored" in each.text for each in window.toasts.shown()), "one picture of two states"
    assert window.document.save_all()
    bad.write_bytes(whole)
    qtbot.waitUntil(lambda: left(folder) == 2, timeout=PATIENCE)
    open_folder(qtbot, window, folder, "scene_0001")
    assert "One picture has" in offered(qtbot, window, "Restore") and labels(window)[-1] == "later"


def test_what_was_saved_after_the_last_note_is_not_offered(
    qtbot: QtBot, window: MainWindow, folder: Path, data: Path
) -> None:
    """Killed between a save and its note: the journal says what the file says already."""
    assert data
    leave_edits(folder)
    from engine.datasets import labels as files
    from engine.datasets.folder import open_folder as read

    dataset = read(folder)
    (state,) = journal.newest(journal.left(folder))
    files.save(dataset, dataset.records[0], state.annotation, state.stamp)
    open_folder(qtbot, window, folder)
    waiting = recovering(qtbot, window)
    qtbot.waitUntil(lambda: left(folder) == 0, timeout=PATIENCE)
    assert waiting.box is None


def test_edits_of_a_file_that_changed_since_are_a_conflict(
    qtbot: QtBot, window: MainWindow, folder: Path, data: Path
) -> None:
    assert data
    leave_edits(folder)
    window.settings.set("autosave", False)
    from engine.datasets.folder import open_folder as read

    xml = read(folder).records[0].xml
    assert xml is not None
    theirs = xml.read_bytes().replace(b"<name>", b"<name>their ")
    xml.write_bytes(theirs)
    open_folder(qtbot, window, folder)
    assert "its file has changed since" in offered(qtbot, window, "Restore")
    assert "lost" in labels(window)
    act(qtbot, window, "save")
    watching = safety(window).watching
    qtbot.waitUntil(lambda: watching.box is not None, timeout=PATIENCE)
    assert xml.read_bytes() == theirs and watching.box is not None
    next(button for button in watching.box.buttons() if button.text() == "Keep mine").click()
    assert b"lost" in xml.read_bytes() and b"their" not in xml.read_bytes()


def test_leaving_without_saving_forgets(qtbot: QtBot, qapp: object, tmp_path: Path, data: Path) -> None:
    assert qapp is not None and data
    document, journaling = working(tmp_path)
    document.edit((), "Delete")
    qtbot.waitUntil(lambda: any((data / "safekeeping").rglob("*.journal")), timeout=PATIENCE)
    document.given_up.emit(True)
    journaling.end()
    assert left(tmp_path) == 0


def test_a_window_that_ends_notes_its_last_edit(qapp: object, tmp_path: Path, data: Path) -> None:
    assert qapp is not None and data
    document, journaling = working(tmp_path)
    document.edit((), "Delete")
    journaling.end()
    assert left(tmp_path) == 1


def working(root: Path, count: int = 3) -> tuple[Document, Journaling]:
    folder = Folder({"one": tuple(box(f"class {n % 7}", n % 150, 5, n % 150 + 20, 60) for n in range(count))})
    document = Document()
    document.open(folder.dataset)
    folder.show(document, "one")
    journaling = Journaling(document, document)
    journaling.begin(root)
    return document, journaling


def test_edits_that_are_to_come_along_into_a_copy_survive_a_kill(
    qtbot: QtBot, window: MainWindow, folder: Path, data: Path
) -> None:
    """Between the folder that gives them up and the copy that takes them they are in the copy's journal."""
    assert data
    open_folder(qtbot, window, folder)
    copy = Path(shutil.copytree(folder, folder.parent / "copy"))
    leave_edits(folder, "scene_0000")
    (state,) = journal.newest(journal.left(folder))
    recovering(qtbot, window).carry(copy, [state])
    (kept,) = journal.newest(journal.left(copy))
    assert kept.record == state.record and kept.annotation.instances == state.annotation.instances


@pytest.mark.slow
def test_notes_do_not_hold_up_the_window(qtbot: QtBot, qapp: object, tmp_path: Path, data: Path) -> None:
    """Ten thousand objects and a mask of 12 megapixels, edited while they are being noted: the beat goes on."""
    import numpy as np

    assert qapp is not None and data
    objects = tuple(Instance(f"class {n % 20}", Box(n % 3900, 5, n % 3900 + 20, 60), origin=n) for n in range(10_000))
    chance = np.random.default_rng(1)
    mask = np.kron(chance.integers(0, 20, (300, 400), np.uint8), np.ones((10, 10), np.uint8))
    document, journaling = working(tmp_path)
    journaling._soon.setInterval(REST)
    record = document.record
    assert record is not None
    document.take_disk(record, Labels(Annotation(4000, 3000, objects, mask), (), "x", None, b"<annotation/>" * 100_000))
    clock, gaps = QElapsedTimer(), []
    beat = QTimer(interval=10)
    beat.timeout.connect(lambda: gaps.append(clock.restart()))
    edited = mask.copy()
    edited[:9] = 3
    document.records.step("one", Annotation(4000, 3000, objects[1:], edited), "Edit")
    qtbot.wait(REST - 300)
    clock.start()
    beat.start()
    began = time.perf_counter()
    qtbot.waitUntil(lambda: left_busy(journaling), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not left_busy(journaling), timeout=PATIENCE)
    beat.stop()
    print(f"noted in {time.perf_counter() - began:.2f} s, longest gap {max(gaps)} ms of a beat of 10 ms")
    journaling.end()
    (state,) = journal.newest(journal.left(tmp_path))
    assert len(state.annotation.instances) == 9_999 and (state.annotation.mask == edited).all()
    assert max(gaps) < 400, "half a second is what a person feels"


def left_busy(journaling: Journaling) -> bool:
    return journaling._beside.busy
