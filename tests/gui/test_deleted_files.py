"""Label files and pictures that another program deletes: what is unsaved is kept, and a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from tests.gui.driving import PATIENCE, act, go, open_folder, xml_of
from tests.gui.test_conflicts import add, answer, focus, labels, question, safety

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


@pytest.fixture
def opened(qtbot: QtBot, opened: MainWindow) -> MainWindow:
    opened.settings.set("autosave", False)
    qtbot.waitUntil(lambda: safety(opened)._parts_made, timeout=PATIENCE)
    return opened


@pytest.mark.parametrize("noticed", ["focus", "save"])
def test_a_label_file_deleted_under_edits_is_written_again(qtbot: QtBot, opened: MainWindow, noticed: str) -> None:
    add(opened)
    path, before = xml_of(opened), labels(opened)
    path.unlink()
    focus(opened) if noticed == "focus" else act(qtbot, opened, "save")
    asked = question(qtbot, opened)
    assert asked.text() == f"{path.name} was deleted by another program." and not path.exists()
    assert "History" not in asked.informativeText() and "overwritten" not in asked.informativeText()
    assert {button.text() for button in asked.buttons()} == {"Write it again", "Leave it deleted", "Decide later"}
    answer(qtbot, opened, "Write it again")
    assert b"mine" in path.read_bytes() and labels(opened) == before and not opened.document.dirty


def test_a_label_file_deleted_under_edits_stays_so_and_that_can_be_undone(qtbot: QtBot, opened: MainWindow) -> None:
    add(opened)
    path, before = xml_of(opened), labels(opened)
    path.unlink()
    focus(opened)
    answer(qtbot, opened, "Leave it deleted")
    assert not labels(opened) and not opened.document.dirty and not path.exists()
    act(qtbot, opened, "undo")
    assert labels(opened) == before
    act(qtbot, opened, "save")
    assert b"mine" in path.read_bytes()


def test_a_label_file_deleted_without_edits_says_what_that_means(qtbot: QtBot, opened: MainWindow) -> None:
    path, before = xml_of(opened), labels(opened)
    path.unlink()
    focus(opened)
    qtbot.waitUntil(lambda: not labels(opened), timeout=PATIENCE)
    said = f"{path.name} was deleted by another program. Undo brings its labels back."
    assert said in [each.text for each in opened.toasts.shown()]
    act(qtbot, opened, "undo")
    assert labels(opened) == before and opened.document.dirty


def test_a_label_file_that_became_unusable_under_edits_offers_nothing_to_see(qtbot: QtBot, opened: MainWindow) -> None:
    add(opened)
    path = xml_of(opened)
    path.write_bytes(path.read_bytes()[:200])
    focus(opened)
    asked = question(qtbot, opened)
    assert "Show both" not in [button.text() for button in asked.buttons()]
    assert "your edits go" in asked.informativeText() and "undo" not in asked.informativeText()
    answer(qtbot, opened, "Keep mine")
    assert b"mine" in path.read_bytes() and not opened.document.dirty


def test_edits_of_a_deleted_picture_are_kept_until_it_is_back(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, dataset, asked = opened.document.record, opened.document.dataset, []
    assert here is not None and dataset is not None
    add(opened)
    picture = here.image.read_bytes()
    here.image.unlink()
    act(qtbot, opened, "save")
    said = f"{here.image.name} is no longer there; its labels were not saved. Your edits are kept"
    assert any(each.text.startswith(said) for each in opened.toasts.shown()) and opened.document.dirty
    go(qtbot, opened, "next")
    act(qtbot, opened, "previous")
    opened.settings.set("autosave", True)

    def choose(box: QMessageBox) -> None:
        asked.append({button.text() for button in box.buttons()})
        next(button for button in box.buttons() if button.text() == "Keep for later").click()

    monkeypatch.setattr(QMessageBox, "exec", choose)
    offered = safety(opened).recovering
    for _ in range(2):  # the second time nothing of it is in the window any more
        open_folder(qtbot, opened, dataset.root)
        qtbot.waitUntil(lambda: offered.box is not None, timeout=PATIENCE)
        assert offered.box is not None and here.name in offered.box.informativeText()
        assert "its picture is not there" in offered.box.informativeText()
        later = next(button for button in offered.box.buttons() if button.text() == "Later")
        assert {button.text() for button in offered.box.buttons()} == {"Discard", "Later"}
        later.click()
    assert asked == [{"Save", "Discard edits", "Keep for later", "Stay"}]
    here.image.write_bytes(picture)
    open_folder(qtbot, opened, dataset.root)
    qtbot.waitUntil(lambda: offered.box is not None, timeout=PATIENCE)
    next(button for button in offered.box.buttons() if button.text() == "Restore").click()
    qtbot.waitUntil(lambda: opened.document.unsaved == (here.name,), timeout=PATIENCE)
    assert opened.document.save_all() and b"mine" in here.xml.read_bytes()
