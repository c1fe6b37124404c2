"""The window in the hands of people who get things wrong: they are told, nothing is lost, and nobody is stuck."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine import reading
from engine.errors import EngineError
from engine.safekeeping import journal
from gui.document import Edit
from gui.panels.welcome import Welcome
from gui.review.ranking import Ranking
from gui.runs.training import Choices
from gui.safekeeping.safety import may_write
from tests.engine.label_folder_for_tests import ordinary_user
from tests.gui.driving import PATIENCE, act, go, open_folder, press, truth, xml_of
from tests.gui.test_conflicts import add, focus, labels, safety
from tests.gui.training_room import FakeLane

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


@pytest.fixture
def closed(folder: Path) -> Iterator[Path]:
    """A folder that may not be looked into: somebody else's."""
    folder.chmod(0)
    with ordinary_user():
        yield folder
    folder.chmod(0o755)


def said(window: MainWindow) -> list[str]:
    return [toast.text for toast in window.toasts.shown()]


def test_a_digit_without_a_class_says_so(qtbot: QtBot, opened: MainWindow) -> None:
    opened.document.select(0)
    before = truth(opened)
    press(qtbot, opened, Qt.Key.Key_9)
    assert said(opened)[-1].startswith("No class has the digit 9.") and truth(opened) is before


def test_edits_of_pictures_that_were_left_can_be_saved_from_anywhere(qtbot: QtBot, opened: MainWindow) -> None:
    """Also where one of them cannot: the others are, and it is named."""
    opened.settings.set("autosave", False)
    files = []
    for _ in range(3):
        opened.document.edit((), "Delete")
        files.append(xml_of(opened))
        go(qtbot, opened, "next")
    qtbot.waitUntil(lambda: opened.acts["save_all"].isEnabled() and not opened.acts["save"].isEnabled())
    files[0].write_bytes(files[0].read_bytes() + b" ")
    act(qtbot, opened, "save_all")
    assert opened.document.unsaved == ("scene_0000",)
    assert [b"<object>" in file.read_bytes() for file in files] == [True, False, False]
    qtbot.waitUntil(lambda: not opened.acts["save"].isEnabled() and opened.isWindowModified())
    opened.document.given_up.emit(True)


def test_a_drive_that_was_pulled_out_and_is_back(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    """Nobody is asked whose labels count while there are none; what comes back is shown as it was."""
    opened.settings.set("autosave", False)
    qtbot.waitUntil(lambda: safety(opened)._parts_made, timeout=PATIENCE)
    watching = safety(opened).watching
    opened.reviewing.go(0)
    add(opened)
    mine, xml = labels(opened), xml_of(opened)
    away = folder.rename(folder.with_name("away"))
    focus(opened)
    qtbot.waitUntil(lambda: not watching._beside.busy, timeout=PATIENCE)
    assert watching.box is None and labels(opened) == mine and opened.document.dirty
    opened.showing.forget("scene_0005")
    with qtbot.waitSignal(opened.reviewing.arrived, timeout=PATIENCE):
        opened.reviewing.go(5)
    assert opened.document.picture is None and "no longer there" in opened.band.label.text()
    assert opened.images.model.state(5) == "damaged"
    focus(opened)
    assert opened.document.picture is None
    away.rename(folder)
    focus(opened)
    qtbot.waitUntil(lambda: opened.document.picture is not None, timeout=PATIENCE)
    assert labels(opened) and not opened.band.isVisibleTo(opened)
    assert opened.images.model.state(5) == "none"
    act(qtbot, opened, "save_all")
    assert not opened.document.unsaved and b"mine" in xml.read_bytes()


def test_a_folder_that_can_be_written_after_all_is_saved_to_again(qtbot: QtBot, opened: MainWindow) -> None:
    opened.settings.set("autosave", True)
    opened.document.unwritable = True  # at the first edit it was
    add(opened)
    act(qtbot, opened, "save")
    xml = xml_of(opened)
    add(opened, "later")
    go(qtbot, opened, "next")
    assert b"later" in xml.read_bytes() and not opened.document.unsaved


def paint(window: MainWindow) -> None:
    """Another mask, noted in the journal."""
    here = truth(window)
    assert here.mask is not None and window.document.record is not None
    name, painted = window.document.record.name, np.where(here.mask == 0, 1, here.mask).astype(np.uint8)
    window.document.push(Edit(name, here, replace(here, mask=painted), "Paint"))
    assert window.document.note()


def test_what_was_saved_on_leaving_a_folder_is_not_offered_as_unsaved(
    qtbot: QtBot, opened: MainWindow, folder: Path, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: safety(opened)._parts_made, timeout=PATIENCE)
    other = shutil.copytree(folder, tmp_path / "other")
    paint(opened)
    open_folder(qtbot, opened, other)
    assert journal.left(folder) == {}


def test_what_is_done_while_another_folder_opens_is_offered_again(
    qtbot: QtBot, opened: MainWindow, folder: Path, tmp_path: Path
) -> None:
    """A slow disk: people go on where they are, and the folder comes when it comes."""
    qtbot.waitUntil(lambda: safety(opened)._parts_made, timeout=PATIENCE)
    other = shutil.copytree(folder, tmp_path / "other")
    with qtbot.waitSignal(opened.opening.opened, timeout=PATIENCE):
        opened.open_path(other)
        add(opened)
    (state,) = journal.newest(journal.left(folder))
    assert state.annotation.instances[-1].label == "mine"


@pytest.mark.parametrize("autosave", [True, False])
@pytest.mark.parametrize("what", ["fit", "evaluate", "rank"])
def test_what_is_learnt_and_measured_is_what_is_on_the_screen(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch, what: str, autosave: bool
) -> None:
    """The picture that was corrected last has not been left yet."""
    ranking = opened.findChild(Ranking)
    assert ranking is not None
    opened.settings.set("autosave", autosave)
    lane = FakeLane()
    monkeypatch.setattr(opened.training, "_lane_run", lane)
    monkeypatch.setattr(opened.lanes.run, "ask", lane.ask)
    opened.training.checkpoint = "any.safetensors"
    add(opened)
    begin = {
        "fit": lambda: opened.training.start(Choices("multi-small")),
        "evaluate": opened.evaluating.start,
        "rank": lambda: ranking.rank("mislabelled"),
    }
    begin[what]()
    assert [job.call for job in lane.jobs] == [what]
    assert (b"mine" in xml_of(opened).read_bytes()) == autosave == (not opened.document.dirty)
    assert autosave or said(opened)[-1].startswith("Edits of 1 picture are not saved.")


def test_a_search_that_finds_nothing_does_not_come_back(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    for text, kept in (("scene_000", "scene_000"), ("a slip", "")):
        opened.images.search.setText(text)
        open_folder(qtbot, opened, folder)
        assert opened.images.search.text() == kept and opened.images.model.positions


@pytest.mark.parametrize("below", ["", "JPEGImages", "JPEGImages/scene_0000.jpg"])
def test_a_folder_that_may_not_be_looked_into_says_so(closed: Path, below: str) -> None:
    with pytest.raises(EngineError, match=r"cannot be read \(Permission denied\)"):
        list(reading.open_folder(str(closed / below)))


def test_neither_the_first_page_nor_an_edit_stumbles_over_one(
    qtbot: QtBot, window: MainWindow, folder: Path, request: pytest.FixtureRequest
) -> None:
    """Opened lately, or still open, when its rights were taken away."""
    open_folder(qtbot, window, folder)
    window.settings.set("recent", [str(folder / "JPEGImages")])
    request.getfixturevalue("closed")
    first = Welcome(window.settings)
    qtbot.addWidget(first)
    assert not may_write(xml_of(window))
    add(window)
    act(qtbot, window, "save")
    assert window.document.dirty and any("cannot be written here" in each for each in said(window))
