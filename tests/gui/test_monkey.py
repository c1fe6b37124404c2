"""Whatever is done to the window in whatever order: nothing breaks, and the files say what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.datasets import labels
from tests.gui.driving import PATIENCE
from tests.gui.monkey import Monkey
from tests.gui.predicted import open_predicted

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.annotation import Annotation
    from gui.main_window import MainWindow


def told(annotation: Annotation) -> tuple[object, ...]:
    """What of an annotation a label file says."""
    instances = sorted(
        (one.label, one.box.as_tuple(), one.difficult, one.truncated, one.occluded, one.pose, one.attributes)
        for one in annotation.instances
    )
    mask = annotation.mask
    return instances, annotation.verified, None if mask is None or not mask.any() else mask.tobytes()


def agreed(window: MainWindow) -> int:
    """How many pictures are in memory and say what their files say; all of them must."""
    document, seen = window.document, 0
    assert document.dataset is not None
    for record in document.dataset.records:
        working = document.records.get(record.name)
        if working is None or working.truth is None or working.resting:
            continue
        on_disk = labels.read(document.dataset.format, record).annotation
        here, there = told(working.truth), told(on_disk)
        assert here[0] == there[0], record.name
        assert here[1:] == there[1:], f"{record.name}: verified or mask"
        seen += 1
    return seen


def let_loose(qtbot: QtBot, window: MainWindow, folder: Path, seed: int, deeds: int) -> None:
    open_predicted(qtbot, window, folder)
    monkey, document = Monkey(window, seed), window.document
    with qtbot.capture_exceptions() as faults:
        for _ in range(deeds // 50):
            monkey.play(50)
            assert not faults, (monkey.done[-12:], faults)
    qtbot.waitUntil(lambda: not document.records.held and not window.assisting.busy, timeout=PATIENCE)
    assert document.save_all(), monkey.done[-12:]
    assert not document.unsaved and not window.isWindowModified()
    assert agreed(window) > 0
    assert len(monkey.done) > deeds / 2


@pytest.mark.parametrize("seed", [1, 2])
def test_a_monkey_breaks_nothing(qtbot: QtBot, window: MainWindow, folder: Path, seed: int) -> None:
    let_loose(qtbot, window, folder, seed, 150)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_a_thousand_random_deeds_break_nothing(qtbot: QtBot, window: MainWindow, folder: Path, seed: int) -> None:
    let_loose(qtbot, window, folder, seed, 1000)
