"""The picture that is wanted comes, whatever is found out of its labels meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.gui.driving import PATIENCE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def test_a_picture_whose_labels_were_changed_while_it_was_fetched_is_fetched_again(
    qtbot: QtBot, opened: MainWindow
) -> None:
    dataset = opened.document.dataset
    assert dataset is not None
    qtbot.waitUntil(lambda: not opened.lanes.pictures.busy, timeout=PATIENCE)
    opened.reviewing.go(6)
    opened.showing.forget(dataset.records[6].name)
    qtbot.waitUntil(lambda: opened.document.record == dataset.records[6], timeout=PATIENCE)
