"""Leaving the window: what a person answered last counts, and what is under way is asked about."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from engine.safekeeping import journal
from gui import closing
from gui.dialogs import questions
from tests.engine.label_folder_for_tests import ordinary_user
from tests.gui.driving import PATIENCE, go
from tests.gui.fakes import box
from tests.gui.test_conflicts import safety

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def answers(monkeypatch: pytest.MonkeyPatch, question: str, *said: object) -> Iterator[object]:
    left = iter(said)
    monkeypatch.setattr(questions, question, lambda *_: next(left))
    return left


def edited(qtbot: QtBot, window: MainWindow) -> Path:
    """The open folder, with an edit that nothing saves by itself."""
    assert window.document.dataset is not None
    root = window.document.dataset.root
    window.settings.set("autosave", False)
    qtbot.waitUntil(lambda: safety(window)._root == root, timeout=PATIENCE)
    window.document.add(box("mine", 3, 3, 40, 30))
    return root


def test_what_is_kept_for_later_is_kept_after_a_discard_that_came_to_nothing(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = edited(qtbot, opened)
    opened.training.state = "running"
    answers(monkeypatch, "unsaved", "discard", "later")
    answers(monkeypatch, "close_while_training", False, True)
    opened.close()
    assert opened.isVisible() and opened.document.unsaved
    opened.close()
    assert not opened.isVisible() and len(journal.newest(journal.left(root))) == 1


def test_what_was_saved_at_the_end_is_not_offered_again(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = edited(qtbot, opened)
    answers(monkeypatch, "unsaved", "save")
    opened.close()
    assert not opened.isVisible() and not opened.document.unsaved and not journal.newest(journal.left(root))


@pytest.mark.parametrize("lane", ["convert", "export"])
def test_files_that_are_being_written_are_not_stopped_unasked(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch, lane: str
) -> None:
    left = answers(monkeypatch, "stop_files", False, True)
    getattr(opened.lanes, lane).ask(lane, {})
    opened.close()
    assert opened.isVisible()
    opened.close()
    assert not opened.isVisible() and next(left, None) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders")
def test_leaving_a_folder_that_cannot_be_written_tries_no_save_in_vain(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened.document.dataset is not None
    edited(qtbot, opened)
    opened.settings.set("autosave", True)
    xml_folder = opened.document.dataset.xml_folder
    go(qtbot, opened, "next")
    xml_folder.chmod(0o555)
    try:
        with ordinary_user():
            for _ in range(3):
                opened.document.add(box("mine", 3, 3, 40, 30))
                go(qtbot, opened, "next")
            failed: list[object] = []
            opened.document.failed.connect(failed.append)
            answers(monkeypatch, "unsaved", "stay")
            assert not closing.may_lose(opened, opened.document, opened.settings)
    finally:
        xml_folder.chmod(0o755)
    assert failed == [] and len(opened.document.unsaved) == 3
    answers(monkeypatch, "unsaved", "save")
    assert closing.may_lose(opened, opened.document, opened.settings) and not opened.document.unsaved
