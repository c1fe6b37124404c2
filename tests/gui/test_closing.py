"""Leaving the window: what a person answered last counts, and what is under way is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.safekeeping import journal
from gui.dialogs import questions
from tests.gui.driving import PATIENCE
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
