"""The window, as people use it: on generated scenes, with the real engine processes behind it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gui.actions import CLASS_KEYS, CONDITIONS, TABLE
from gui.dialogs import questions
from gui.dialogs.shortcuts import Shortcuts
from gui.lane import Lane
from gui.look import theme

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.job import Job
    from gui.main_window import MainWindow

from tests.gui.driving import IMAGES, PATIENCE, act, drop, go, open_folder, press, truth


def test_the_window_is_there_before_any_folder_and_says_what_to_do(window: MainWindow) -> None:
    assert window.welcome.isVisible()
    assert not window.left.isVisible()
    assert not window.acts["next"].isEnabled()
    assert CONDITIONS["folder"] in window.acts["next"].toolTip()
    assert window.acts["open_folder"].isEnabled()


def test_opening_a_folder_shows_its_first_picture_with_its_labels(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    assert window.document.dataset is not None
    assert window.images.model.rowCount() == IMAGES
    assert window.document.picture is not None
    assert len(truth(window).instances) == window.instances.model.rowCount() > 0
    assert window.windowTitle().startswith("[*]scenes — ")
    assert f"(1/{IMAGES})" in window.windowTitle()
    assert window.instances.classes.names() != ()
    assert window.settings.texts("recent") == [str(folder)]
    assert window.left.width() == pytest.approx(theme.px(264), abs=2)
    assert window.right.width() == pytest.approx(theme.px(280), abs=2)
    assert window.canvas.width() >= window.width() / 2


def test_a_picture_given_by_its_path_opens_its_folder_and_shows_it(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    third = sorted((folder / "JPEGImages").iterdir())[2]
    open_folder(qtbot, window, third)
    assert window.document.record is not None
    assert window.document.record.image.name == third.name


def test_a_picture_asked_for_that_is_not_there_is_said_and_the_first_is_shown(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder, "nope")
    assert window.reviewing.position == 0
    assert ["nope" in toast.text for toast in window.toasts.shown() if toast.kind == "error"] == [True]


def test_d_and_a_go_through_the_pictures_and_stop_at_the_ends(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    assert window.document.dataset is not None
    names = [record.name for record in window.document.dataset.records]
    seen = []
    for _ in range(IMAGES):
        assert window.document.record is not None
        seen.append(window.document.record.name)
        if len(seen) < IMAGES:
            with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
                press(qtbot, window, Qt.Key.Key_D)
    assert seen == names
    press(qtbot, window, Qt.Key.Key_D)
    assert window.reviewing.position == IMAGES - 1
    go(qtbot, window, "previous")
    assert window.document.record is not None
    assert window.document.record.name == names[-2]
    assert window.images.list.currentIndex().row() == IMAGES - 2


def test_where_the_cursor_was_is_not_said_of_the_next_picture(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.canvas.hovered.emit(200, 100, "person")
    assert window.status.place.text() == "200, 100  person"
    press(qtbot, window, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: window.reviewing.position == 1 and window.document.picture is not None)
    qtbot.waitUntil(lambda: window.status.place.text() == "")


def test_thumbnails_come_for_the_rows_on_screen(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    qtbot.waitUntil(lambda: not window.thumbnails.busy, timeout=PATIENCE)
    first = window.thumbnails.get(0)
    assert first is not None
    assert not first.isNull()


def test_the_next_pictures_are_there_before_they_are_asked_for(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    qtbot.waitUntil(lambda: not window.lanes.pictures.busy, timeout=PATIENCE)
    act(qtbot, window, "next")
    assert window.document.record is not None
    assert window.document.dataset is not None
    assert window.document.record is window.document.dataset.records[1], "D is immediate"


def test_searching_filters_the_list_and_d_follows_it(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    assert window.document.dataset is not None
    names = [record.name for record in window.document.dataset.records]
    window.images.search.setText(names[5])
    assert window.images.model.rowCount() == 1
    assert window.images.footer.text() == f"1 of {IMAGES} · 0 verified"
    go(qtbot, window, "next")
    assert window.document.record is not None
    assert window.document.record.name == names[5]
    window.images.search.setText("no such picture")
    assert window.images.model.rowCount() == 0
    assert any("no such picture" in label.text() for label in window.images.findChildren(QLabel))
    window.images.search.clear()
    assert window.images.model.rowCount() == IMAGES
    assert window.images.list.currentIndex().row() == 5


def test_a_damaged_picture_and_an_unusable_label_file_are_states_and_d_goes_on(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    pictures = sorted((folder / "JPEGImages").iterdir())
    pictures[1].write_bytes(b"this is no picture")
    pictures[2].write_bytes(pictures[2].read_bytes()[:3000])
    spoilt = folder / "Annotations" / f"{pictures[3].stem}.xml"
    spoilt.write_bytes(spoilt.read_bytes()[:200])
    kept = spoilt.read_bytes()
    open_folder(qtbot, window, folder)
    go(qtbot, window, "next")
    assert window.document.picture is None
    assert window.band.isVisible()
    assert pictures[1].name in window.band.label.text()
    assert window.images.model.state(1) == "damaged"
    qtbot.waitUntil(window.acts["verify"].isEnabled)
    press(qtbot, window, Qt.Key.Key_Space)  # there is nothing to verify, and it goes on as D does
    qtbot.waitUntil(lambda: window.images.model.state(2) == "damaged", timeout=PATIENCE)
    assert window.band.isVisible()
    go(qtbot, window, "next")
    assert window.document.picture is not None and window.document.truth is None
    assert spoilt.name in window.band.label.text()
    assert window.images.model.state(3) == "unusable"
    qtbot.waitUntil(window.acts["verify"].isEnabled)  # what is able is looked at from the event loop
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.document.truth is not None, timeout=PATIENCE)
    assert not window.band.isVisible()
    assert spoilt.read_bytes() == kept


def test_labels_that_a_link_leads_out_of_the_folder_are_said_and_nothing_is_drawn_over_them(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    linked = sorted((folder / "Annotations").iterdir())[1]
    kept, outside = linked.read_bytes(), tmp_path / "elsewhere.xml"
    linked.rename(outside)
    linked.symlink_to(outside)
    said: list[str] = []
    window.document.refused.connect(said.append)
    open_folder(qtbot, window, folder)
    qtbot.waitUntil(lambda: window.images.model.state(1) == "unusable", timeout=PATIENCE)
    go(qtbot, window, "next")
    assert window.document.picture is not None and window.document.truth is None
    assert f"{linked.name}: a link leads it out of the opened folder" in window.band.label.text()
    assert "the file will not be overwritten" in window.band.label.text()
    window.document.edit((), "Draw")
    assert "a link leads it out" in said[0]
    assert linked.is_symlink() and outside.read_bytes() == kept


def test_a_dropped_folder_opens(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
        drop(window, folder)
    assert window.document.dataset is not None
    assert window.document.dataset.root == folder


def test_a_checkpoint_dropped_without_a_folder_is_kept_for_the_next(window: MainWindow, tmp_path: Path) -> None:
    drop(window, tmp_path / "some.safetensors")
    assert [toast.text for toast in window.toasts.shown()] == [
        "some.safetensors predicts the folder that is opened next."
    ]


def test_a_folder_that_is_gone_is_said_and_the_open_one_stays(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    open_folder(qtbot, window, folder)
    with qtbot.waitSignal(window.failed, timeout=PATIENCE):
        window.open_path(tmp_path / "nowhere")
    assert window.document.dataset is not None
    assert window.document.dataset.root == folder
    toasts = [toast for toast in window.toasts.shown() if toast.kind == "error"]
    assert len(toasts) == 1
    assert toasts[0].label.textFormat() == Qt.TextFormat.PlainText


def test_a_reader_that_dies_is_started_anew(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    import psutil

    open_folder(qtbot, window, folder)
    qtbot.waitUntil(lambda: not window.lanes.pictures.busy, timeout=PATIENCE)
    reader = window.lanes.pictures.pid
    assert reader is not None
    psutil.Process(reader).kill()
    for _ in range(4):
        go(qtbot, window, "next")
    assert window.reviewing.position == 4
    assert window.document.picture is not None or window.band.isVisible()
    go(qtbot, window, "next")
    assert window.document.picture is not None


def test_a_window_that_closes_asks_its_engine_for_nothing_more(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(qtbot, window, folder)
    asked: list[str] = []
    ask = Lane.ask

    def note(lane: Lane, call: str, arguments: dict[str, object]) -> Job:
        asked.append(call)
        return ask(lane, call, arguments)

    window.quiet = True
    window.close()
    monkeypatch.setattr(Lane, "ask", note)
    window.showing.fetch_again()  # as for a prediction that was on its way
    window.thumbnails.get(IMAGES - 1)
    qtbot.wait(100)
    assert len(asked) < 4, f"it asks over and over: {len(asked)} times"


def test_ctrl_t_opens_the_train_tab_on_start(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    assert window.bottom.is_folded
    press(qtbot, window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert not window.bottom.is_folded
    assert window.train_panel.isVisible()
    assert window.train_panel.form.start.hasFocus()
    # the plots come beside the window's thread; the window must outlive that
    qtbot.waitUntil(lambda: hasattr(sys.modules.get("pyqtgraph"), "PlotWidget"), timeout=PATIENCE)
    qtbot.wait(500)


def test_closing_while_a_run_trains_asks(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(qtbot, window, folder)
    window.training.state = "running"
    answers = [False, True]
    monkeypatch.setattr(questions, "close_while_training", lambda _parent, _run: answers.pop(0))
    window.close()
    assert window.isVisible()
    window.close()
    assert not window.isVisible()
    assert not answers


def test_every_action_does_something_and_no_key_is_given_twice(window: MainWindow) -> None:
    keys = [key for entry in (*TABLE, *CLASS_KEYS) for key in entry.shortcuts]
    assert len(keys) == len(set(keys))
    for entry in (*TABLE, *CLASS_KEYS):
        action = window.acts[entry.id]
        assert action.receivers("2triggered(bool)") > 0, f"{entry.id} has no handler"
        assert not entry.when or entry.when in CONDITIONS


def test_the_sheet_of_keys_lists_every_key(qtbot: QtBot, window: MainWindow) -> None:
    sheet = Shortcuts(window.acts, window)
    qtbot.addWidget(sheet)
    shown = {label.text() for label in sheet.findChildren(QLabel)}
    for entry in TABLE:
        if entry.shortcuts:
            assert entry.text in shown


def test_names_from_strangers_are_plain_text(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.document.select(0)
    window.commands.take_class("<img src=/dev/zero>")
    window.say_failure("<img src=/dev/zero>")
    for label in window.findChildren(QLabel):
        if "<img" in label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText
    act(qtbot, window, "undo")
