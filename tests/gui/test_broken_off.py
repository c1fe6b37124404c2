"""A save that a kill broke off between two files: the window shows it whole, and takes nobody else to have written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.datasets.folder import open_folder as read
from engine.safekeeping import journal
from tests.engine.test_together import changed, content, killed
from tests.gui.driving import PATIENCE, open_folder, truth
from tests.gui.test_conflicts import add, focus, safety

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forks here")
@pytest.mark.parametrize("renames", [1, 2])
def test_what_is_brought_to_its_end_is_no_conflict_and_offered_to_nobody(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    window.settings.set("autosave", False)
    from engine.datasets import labels

    dataset = read(folder)
    record = dataset.records[0]
    before = labels.read(dataset.format, record)
    wanted = changed(before)
    book = journal.Journal(folder)
    book.note([journal.Unsaved(record.name, wanted, before.stamp, before.data, mask_edited=True)], ())
    book.close()
    killed(dataset, record, renames)
    half = content(record)
    open_folder(qtbot, window, folder)
    assert len(truth(window).instances) == len(wanted.instances) and content(record) != half
    add(window)
    qtbot.waitUntil(lambda: safety(window)._root == folder, timeout=PATIENCE)
    focus(window)
    qtbot.wait(300)
    assert safety(window).watching.box is None and safety(window).recovering.box is None
    assert not any("another program" in each.text for each in window.toasts.shown())
    assert window.document.save() and len(labels.read(dataset.format, record).annotation.instances) == len(
        truth(window).instances
    )
