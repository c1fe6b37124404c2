"""A large folder can be worked in from its first picture on; the rest of its list comes behind, and moves nothing."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from engine.datasets.folder import open_folder as listing
from gui.folders.opening import Opening

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.datasets.record import Dataset
    from gui.main_window import MainWindow

from tests.gui.driving import PATIENCE, go, open_folder, press, truth, xml_of

PICTURES = 3000


@pytest.fixture
def large(folder: Path, tmp_path: Path) -> Path:
    """3,000 records of eight scenes; label files of their own."""
    root = tmp_path / "large"
    for name, ending in (("JPEGImages", ".jpg"), ("Annotations", ".xml")):
        (root / name).mkdir(parents=True)
        scenes = sorted((folder / name).iterdir())
        for number in range(PICTURES):
            copy = os.link if ending == ".jpg" else shutil.copyfile
            copy(scenes[number % len(scenes)], root / name / f"n{number:04d}{ending}")
    return root


@pytest.fixture
def hold(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Keeps the listing from being asked for until it is called."""
    held: list[Callable[[], None]] = []
    ask = Opening._list

    def keep(opening: Opening, turn: int, dataset: Dataset) -> None:
        held.append(lambda: ask(opening, turn, dataset))

    def release() -> None:
        qtbot.waitUntil(lambda: bool(held))  # the window is painted first
        held.pop()()

    monkeypatch.setattr(Opening, "_list", keep)
    return release


def begin(qtbot: QtBot, window: MainWindow, root: Path) -> None:
    """Open the folder as far as its first picture."""
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        window.open_path(root)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.acts["next"].isEnabled())


def finish(qtbot: QtBot, window: MainWindow, release: Callable[[], None]) -> None:
    with qtbot.waitSignal(window.opening.listed, timeout=PATIENCE):
        release()


def test_working_before_the_folder_is_listed_loses_nothing(
    qtbot: QtBot, window: MainWindow, large: Path, hold: Callable[[], None]
) -> None:
    document, images = window.document, window.images
    begin(qtbot, window, large)
    assert document.dataset is not None and document.dataset.partial and len(document.dataset.records) == 100
    assert images.footer.text() == "The first 100 pictures · 0 verified"
    assert "n0000.jpg (1/…)" in window.windowTitle()
    saved, left = len(truth(window).instances), xml_of(window)
    document.select(0)
    press(qtbot, window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(truth(window).instances) == saved - 1)
    for name in ("n0001", "n0002"):  # leaving a picture saves it
        with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
            press(qtbot, window, Qt.Key.Key_D)
        assert document.record is not None and document.record.name == name
    assert left.read_text(encoding="utf-8").count("<object>") == saved - 1
    before = truth(window)
    document.select(0)
    press(qtbot, window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: document.dirty)
    document.select(0)
    edited, selected = truth(window), document.selected
    images.list.verticalScrollBar().setValue(1234)
    finish(qtbot, window, hold)
    assert document.dataset.records == listing(large).records and not document.dataset.partial
    assert images.footer.text() == "3,000 pictures · 0 verified" and "n0002.jpg (3/3000)" in window.windowTitle()
    assert truth(window) is edited and document.selected == selected and document.unsaved == ("n0002",)
    assert window.reviewing.position == 2 and images.list.currentIndex().row() == 2
    assert images.model.state(0) == "edited" and images.list.verticalScrollBar().value() == 1234
    assert window.canvas.hasFocus()
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not document.dirty)
    assert truth(window).instances == before.instances
    window.reviewing.go(0)
    qtbot.waitUntil(lambda: document.record is not None and document.record.name == "n0000")
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(truth(window).instances) == saved)
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        window.reviewing.go(PICTURES - 1)
    assert document.record is not None and document.record.name == "n2999"


def test_a_search_goes_on_in_the_whole_list(
    qtbot: QtBot, window: MainWindow, large: Path, hold: Callable[[], None]
) -> None:
    begin(qtbot, window, large)
    window.images.search.setFocus()
    qtbot.keyClicks(window.images.search, "n0 99")
    assert list(window.images.model.positions) == [99]
    finish(qtbot, window, hold)
    found = [place for place in range(1000) if "99" in f"{place:04d}"]
    assert list(window.images.model.positions) == found and window.images.search.hasFocus()
    assert window.images.footer.text() == f"{len(found)} of 3,000 · 0 verified"


def test_a_listing_that_was_stopped_says_so_and_goes_on(
    qtbot: QtBot, window: MainWindow, large: Path, hold: Callable[[], None]
) -> None:
    begin(qtbot, window, large)
    window.status.stop_wanted.emit("opening")
    assert window.images.footer.text() == "The first 100 pictures · 0 verified"
    [note] = window.toasts.shown()
    assert note.text == "Stopped. The list holds the first 100 pictures only." and note.kind == "warning"
    qtbot.mouseClick(note.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
        finish(qtbot, window, hold)
    assert window.document.dataset is not None and len(window.document.dataset.records) == PICTURES
    window.status.stop_wanted.emit("opening")
    assert not any("Stopped" in note.text for note in window.toasts.shown())  # all is known


def test_labels_that_were_not_all_read_are_said_and_read_on(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Opening, "_done", lambda *_: None)  # no answer comes before Stop
    with qtbot.waitSignal(window.opening.finished, timeout=PATIENCE):
        window.open_path(folder)
        dataset = listing(folder)
        window.opening._here = dataset
        window.status.stop_wanted.emit("opening")
    [note] = window.toasts.shown()
    assert note.text.startswith("Stopped. Not every label has been read")
    monkeypatch.undo()
    with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
        qtbot.mouseClick(note.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)


def test_nobody_has_to_wait_for_it(qtbot: QtBot, window: MainWindow, large: Path) -> None:
    opened: list[bool] = []
    window.opening.opened.connect(lambda dataset, _position: opened.append(dataset.partial))
    open_folder(qtbot, window, large)  # until its labels are read
    assert opened == [True] and window.document.dataset is not None
    assert window.document.dataset.records == listing(large).records
    assert window.opening.index is not None and len(window.opening.index.dataset.records) == PICTURES
    assert window.settings.noted("counts", large) == "3000"
    go(qtbot, window, "next")
    assert window.reviewing.position == 1


def test_a_picture_that_comes_later_waits_for_the_whole_list(qtbot: QtBot, window: MainWindow, large: Path) -> None:
    listed: list[object] = []
    window.opening.listed.connect(listed.append)
    open_folder(qtbot, window, large, select="n2500.jpg")
    assert window.document.record is not None and window.document.record.name == "n2500"
    assert not listed and window.images.footer.text() == "3,000 pictures · 0 verified"
    open_folder(qtbot, window, large, select="n0050")
    assert window.document.record.name == "n0050" and len(listed) == 1


def test_another_folder_meanwhile_is_the_one_that_is_listed(
    qtbot: QtBot, window: MainWindow, large: Path, folder: Path, hold: Callable[[], None]
) -> None:
    begin(qtbot, window, large)
    open_folder(qtbot, window, folder)
    hold()
    open_folder(qtbot, window, folder)
    assert window.document.dataset is not None and window.document.dataset.root == folder
    assert window.images.footer.text() == "8 pictures · 0 verified"


def test_a_folder_that_cannot_be_listed_any_more_is_told(
    qtbot: QtBot, window: MainWindow, large: Path, hold: Callable[[], None]
) -> None:
    begin(qtbot, window, large)
    large.rename(large.with_name("elsewhere"))
    with qtbot.waitSignal(window.opening.failed, timeout=PATIENCE) as told:
        hold()
    assert told.args is not None and "no such folder" in told.args[0]
    assert window.images.footer.text() == "The first 100 pictures · 0 verified"


def test_what_a_crash_left_is_looked_for_when_every_record_is_known(
    qtbot: QtBot, window: MainWindow, large: Path, hold: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lane, asked = window.lanes.folder, []
    ask = lane.ask
    monkeypatch.setattr(lane, "ask", lambda call, arguments: (asked.append(call), ask(call, arguments))[1])
    begin(qtbot, window, large)
    qtbot.wait(50)
    assert asked == ["open"]
    finish(qtbot, window, hold)
    qtbot.waitUntil(lambda: asked == ["open", "list", "look_after"])


def test_a_folder_that_cannot_be_opened_leaves_the_other_one_whole(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    open_folder(qtbot, window, folder)
    window.opening.index = None  # its labels are still being read
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignals([window.opening.failed, window.opening.indexed], timeout=PATIENCE):
        window.open_path(tmp_path / "empty")
    assert window.document.dataset is not None and window.document.dataset.root == folder


def test_what_was_hidden_and_locked_in_one_folder_is_not_in_the_next(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    window.viewing.locked = window.viewing.unseen = frozenset({("scene_0000", "truth", 0)})
    open_folder(qtbot, window, folder)
    assert not window.viewing.locked and not window.viewing.unseen
