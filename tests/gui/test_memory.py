"""Going through pictures for hours costs no more memory than doing so for minutes."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest

from engine.datasets import shapes
from gui.changing.edits import Edit
from tests.gui.driving import open_folder, truth
from tests.gui.fakes import box

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

PICTURES, WARM, CHANGES = 60, 500, 2000
ROOM = 24 << 20
"""Bytes by which window and processes may be larger at the end: the steps of undo, and how memory is dealt out."""


def resident() -> int:
    """Bytes of memory that this process and those it has started hold, what they share counted once a process."""
    gc.collect()
    here = psutil.Process()
    return sum(one.memory_info().rss for one in (here, *here.children(recursive=True)))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_memory_is_flat_over_two_thousand_pictures(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    for _ in shapes.write_scenes(str(tmp_path / "many"), images=PICTURES, seed=1):
        pass
    open_folder(qtbot, window, tmp_path / "many")
    reviewing = window.reviewing
    held: dict[int, int] = {}
    for change in range(1, CHANGES + 1):
        reviewing.go(change % PICTURES)
        qtbot.waitUntil(lambda: showing(window) == reviewing.position)
        window.canvas.grab()
        if change % 10 == 0:
            edit(window, change)
        if change in (WARM, CHANGES):
            qtbot.wait(300)
            held[change] = resident()
    assert held[CHANGES] - held[WARM] < ROOM, {change: f"{size >> 20} MB" for change, size in held.items()}


def showing(window: MainWindow) -> int | None:
    document = window.document
    assert document.dataset is not None
    return None if document.record is None else document.dataset.records.place(document.record.name)


def edit(window: MainWindow, change: int) -> None:
    """Draw and take back, or paint; what is painted is saved when the picture is left."""
    document, here = window.document, truth(window)
    if change % 20 == 0:
        document.add(box("circle", 10, 10, 60, 50))
        document.undo.undo()
    elif here.mask is not None and document.record is not None:
        mask = here.mask.copy()
        mask[5:15, 5 + change % 40 : 20 + change % 40] = change % 3
        document.push(Edit(document.record.name, here, replace(here, mask=mask), "Paint"))
