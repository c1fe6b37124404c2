"""Several label files that were changed on both sides: each is asked about, and decided by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.gui.driving import PATIENCE, act, go, xml_of
from tests.gui.predicted import open_predicted
from tests.gui.test_conflicts import add, answer, change, focus, labels, opened, question, safety

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

__all__ = ["opened"]


def edit_two(qtbot: QtBot, window: MainWindow) -> list[Path]:
    """Both sides change the labels of the first picture and of the second, which is shown then."""
    files = []
    for turn in range(2):
        if turn:
            go(qtbot, window, "next")
        add(window)
        files.append(xml_of(window))
    for file in files:
        file.write_bytes(file.read_bytes().replace(b"<name>", b"<name>their "))
    return files


def test_after_one_conflict_the_next_is_asked_about(qtbot: QtBot, opened: MainWindow) -> None:
    files = edit_two(qtbot, opened)
    focus(opened)
    asked = []
    for _ in files:
        asked.append(question(qtbot, opened).text().partition(" ")[0])
        answer(qtbot, opened, "Keep mine")
    assert sorted(asked) == sorted(file.name for file in files)
    assert all(b"mine" in file.read_bytes() and b"their" not in file.read_bytes() for file in files)
    qtbot.wait(200)
    assert safety(opened).watching.box is None and not opened.document.unsaved


def test_after_theirs_were_compared_and_taken_the_network_is_seen_again(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_predicted(qtbot, window, folder)
    add(window)
    change(window)
    focus(window)
    answer(qtbot, window, "Show both")
    assert window.document.prediction is not None and window.document.prediction.source != "run"
    window.toasts.clear()
    act(qtbot, window, "save")
    answer(qtbot, window, "Take theirs")
    there = window.document
    qtbot.waitUntil(lambda: there.prediction is not None and there.prediction.source == "run", timeout=PATIENCE)
    assert not [toast.text for toast in window.toasts.shown() if "yours solid" in toast.text]


def test_both_are_shown_until_it_is_decided_from_wherever(qtbot: QtBot, opened: MainWindow) -> None:
    add(opened)
    change(opened)
    focus(opened)
    answer(qtbot, opened, "Show both")
    assert opened.document.prediction is not None
    go(qtbot, opened, "next")
    act(qtbot, opened, "save_all")
    answer(qtbot, opened, "Take theirs")
    go(qtbot, opened, "previous")
    assert all(label.startswith("their ") for label in labels(opened)) and opened.document.prediction is None
