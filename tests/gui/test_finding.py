"""Finding actions, folders and pictures by typing; first and last; folders opened lately."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from gui import wording
from gui.comfort import finding
from gui.dialogs.finder import Finder
from gui.folders import recent
from gui.folders.returning import Place, left_at
from tests.gui.driving import IMAGES, PATIENCE, drop, go, open_folder, press

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def ask(window: MainWindow, name: str) -> Finder:
    window.acts[name].trigger()
    found = QApplication.activePopupWidget()
    assert isinstance(found, Finder)
    return found


def test_words_fit_by_beginning_by_part_and_by_letters() -> None:
    assert finding.fit("draw box", "Draw a box Tools") > finding.fit("raw", "Draw a box Tools") > 0
    assert finding.fit("dab", "Draw a box Tools") > 0
    assert finding.fit("box", "Draw a box") > finding.fit("box", "Toolbox") > finding.fit("box", "Bring out x") > 0
    assert finding.fit("draw polygon", "Draw a box Tools") == 0
    assert finding.fit("", "anything") > 0


def test_an_action_is_found_and_done_with_the_keys_alone(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    finder = QApplication.activePopupWidget()
    assert isinstance(finder, Finder)
    qtbot.keyClicks(finder.field, "draw box")
    assert finder.found[0].text == "Draw a box" and finder.found[0].keys == window.acts.keys_text("box")
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert window.canvas.tool == "box"
    assert QApplication.activePopupWidget() is None


def test_an_action_that_is_off_says_why_and_nothing_happens(qtbot: QtBot, window: MainWindow) -> None:
    finder = ask(window, "find")
    qtbot.keyClicks(finder.field, "evaluate")
    assert finder.found[0].why_off == "Open a folder first"
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert finder.isVisible() and finder.said.text() == "Evaluate: Open a folder first."
    qtbot.keyClick(finder.field, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def test_a_picture_is_gone_to_by_number_and_by_name(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    finder = ask(window, "goto")
    assert finder.list.height() == 0 and finder.height() < 120, "it covers no more of the picture than it has to"
    assert finder.found == []
    qtbot.keyClicks(finder.field, "5")
    assert window.document.dataset is not None
    names = window.document.dataset.records.name
    assert names[4] in finder.found[0].text
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert window.reviewing.position == 4
    finder = ask(window, "find")
    qtbot.keyClicks(finder.field, names[2][-4:])
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert window.reviewing.position == 2


def test_up_and_down_go_round(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    finder = ask(window, "find")
    last = len(finder.found) - 1
    assert last > 30
    qtbot.keyClick(finder.field, Qt.Key.Key_Up)
    assert finder.list.currentRow() == last
    qtbot.keyClick(finder.field, Qt.Key.Key_Down)
    assert finder.list.currentRow() == 0
    qtbot.keyClick(finder.field, Qt.Key.Key_PageDown)
    assert finder.list.currentRow() == 9
    finder.close()


def test_home_and_end_are_the_first_and_the_last_of_the_list(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        press(qtbot, window, Qt.Key.Key_End)
    assert window.reviewing.position == IMAGES - 1
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        press(qtbot, window, Qt.Key.Key_Home)
    assert window.reviewing.position == 0


def test_folders_opened_lately_are_in_the_menu_and_found(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    menu = recent.menu(window)
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    assert len(texts) == 1 and folder.name in texts[0]
    found = finding.everything(window, folder.name)
    assert any(one.text == f"Open {folder.name}" for one in found)
    with qtbot.waitSignal(window.opening.opened, timeout=PATIENCE):
        menu.actions()[0].trigger()
    assert "Open again" in [one.title() for one in window.findChildren(QMenu)]


def test_a_folder_is_come_back_to_where_it_was_left(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    go(qtbot, window, "next")
    go(qtbot, window, "next")
    window.viewing.view = "truth"
    window.images.search.setText("scene")
    open_folder(qtbot, window, folder)
    assert window.reviewing.position == 2
    assert window.viewing.view == "truth" and window.images.search.text() == "scene"


def test_a_dropped_picture_opens_its_folder_there(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    picture = sorted((folder / "JPEGImages").iterdir())[3]
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        drop(window, picture)
    assert window.document.record is not None and window.document.record.image == picture


def test_a_checkpoint_dropped_first_predicts_the_next_folder(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.training, "predict", lambda: None)
    checkpoint = tmp_path / "network.safetensors"
    checkpoint.write_bytes(b"read by nobody here")
    drop(window, checkpoint)
    open_folder(qtbot, window, folder)
    assert window.training.checkpoint == str(checkpoint)


def test_a_place_written_by_hand_or_gone_does_no_harm(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    for text in ("nonsense", "[]", '{"picture": 3}', '{"other": "x"}'):
        window.settings.note("places", folder, text)
        assert left_at(window.settings, folder) == Place()
    window.settings.note("places", folder, '{"picture": "gone", "view": "upside down", "search": ""}')
    open_folder(qtbot, window, folder)
    assert window.reviewing.position == 0 and window.viewing.view == "both"
    assert any("gone" in toast.text for toast in window.toasts.shown()), "what is no longer there is said"


def test_home_is_said_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", classmethod(lambda _cls: tmp_path))
    assert wording.short(tmp_path / "a" / "b") == str(Path("~/a/b"))
    assert wording.short(Path(f"{tmp_path}x")) == f"{tmp_path}x"
