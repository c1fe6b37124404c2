"""Work in a copy: the edits come along into that folder and no other, and so does the checkpoint in use."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from engine import places
from engine.safekeeping.upkeep import Copied
from tests.gui.driving import PATIENCE, open_folder
from tests.gui.fakes import asked_of
from tests.gui.test_conflicts import add, labels, opened, safety

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

__all__ = ["opened"]


def root(window: MainWindow) -> Path:
    assert window.document.dataset is not None
    return window.document.dataset.root


def another(folder: Path) -> Path:
    """A folder whose pictures have the same names."""
    return Path(shutil.copytree(folder, folder.parent / "another"))


def said(window: MainWindow, text: str) -> bool:
    return any(text in toast.text for toast in window.toasts.shown())


def test_edits_are_carried_into_the_folder_that_they_are_for(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    add(opened)
    working, record = opened.document.records, opened.document.record
    assert record is not None
    here = working.get(record.name)
    assert here is not None
    safety(opened).recovering.carry(tmp_path / "copy", [here.snapshot(record.name).unsaved()])
    assert opened.document.save_all()
    other = another(root(opened))
    opened.document.undo.undo()
    assert opened.document.save_all()
    shutil.copytree(root(opened), tmp_path / "copy")
    open_folder(qtbot, opened, other)
    qtbot.waitUntil(lambda: safety(opened)._root == other and not opened.lanes.folder.busy, timeout=PATIENCE)
    assert not opened.document.unsaved
    open_folder(qtbot, opened, tmp_path / "copy")
    qtbot.waitUntil(lambda: labels(opened)[-1] == "mine" and opened.document.dirty, timeout=PATIENCE)


def test_a_copy_goes_on_while_another_folder_is_opened_and_says_where_it_is(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = asked_of(opened.lanes.convert, monkeypatch)
    safety(opened).copying.copy_into(tmp_path)
    (job,) = jobs
    copy = shutil.copytree(root(opened), str(job.arguments["target"]))
    other = another(root(opened))
    open_folder(qtbot, opened, other)
    job.succeeded.emit(Copied(copy, ()))
    qtbot.waitUntil(lambda: said(opened, Path(copy).name), timeout=PATIENCE)
    assert root(opened) == other
    toast = next(toast for toast in opened.toasts.shown() if Path(copy).name in toast.text)
    toast.way_in.click()
    qtbot.waitUntil(lambda: root(opened) == Path(copy), timeout=PATIENCE)


def test_a_copy_that_ends_while_another_folder_is_being_opened_does_not_take_its_place(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = asked_of(opened.lanes.convert, monkeypatch)
    qtbot.waitUntil(lambda: not opened.lanes.folder.busy, timeout=PATIENCE)
    safety(opened).copying.copy_into(tmp_path)
    (job,) = jobs
    copy = shutil.copytree(root(opened), str(job.arguments["target"]))
    other = another(root(opened))
    opened.open_path(other)
    job.succeeded.emit(Copied(copy, ()))
    qtbot.waitUntil(lambda: said(opened, Path(copy).name), timeout=PATIENCE)
    assert root(opened) == other
    toast = next(toast for toast in opened.toasts.shown() if Path(copy).name in toast.text)
    toast.way_in.click()
    qtbot.waitUntil(lambda: root(opened) == Path(copy), timeout=PATIENCE)


def test_a_copy_that_is_stopped_says_so(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    safety(opened).copying.copy_into(tmp_path)
    opened.status.stop_wanted.emit("copy")
    qtbot.waitUntil(lambda: said(opened, "was stopped"), timeout=PATIENCE)
    assert not list(tmp_path.glob("* copy")) and said(opened, "nothing of it is left")


def test_what_is_left_of_a_copy_that_was_stopped_is_named(
    opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = asked_of(opened.lanes.convert, monkeypatch)
    safety(opened).copying.copy_into(tmp_path)
    left = Path(str(jobs[0].arguments["target"]))
    left.mkdir()
    jobs[0].cancelled.emit()
    assert said(opened, left.name) and not said(opened, "nothing of it is left")


def test_a_copy_is_shown_with_the_checkpoint_in_use(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_of(opened.lanes.predict, monkeypatch)
    first, second = (Path(shutil.copy(places.sample_checkpoint(), tmp_path / f"{name}.safetensors")) for name in "ab")
    source = root(opened)
    opened.open_path(source, checkpoint=str(first))
    qtbot.waitUntil(lambda: opened.training.checkpoint == str(first), timeout=PATIENCE)
    opened.use_checkpoint(str(second))
    safety(opened).copying.copy_into(tmp_path)
    qtbot.waitUntil(lambda: root(opened) != source, timeout=PATIENCE)
    assert opened.training.checkpoint == str(second)
