"""The picture that is wanted comes as it is on disk, whatever other programs and saves did since it was fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.changing.timeline import BUDGET
from gui.panels import band
from tests.gui.driving import PATIENCE, act, go, truth
from tests.gui.test_conflicts import add, focus, labels

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.datasets.record import Record
    from gui.main_window import MainWindow


@pytest.fixture
def ahead(qtbot: QtBot, opened: MainWindow) -> Record:
    """The next picture, which has been fetched ahead."""
    opened.settings.set("autosave", False)
    record = opened.document.dataset.records[1]
    qtbot.waitUntil(lambda: record.name in opened.showing._kept, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not opened.lanes.pictures.busy, timeout=PATIENCE)
    return record


def file_of(path: Path | None) -> Path:
    assert path is not None
    return path


def test_a_picture_whose_labels_were_changed_while_it_was_fetched_is_fetched_again(
    qtbot: QtBot, opened: MainWindow
) -> None:
    dataset = opened.document.dataset
    assert dataset is not None
    qtbot.waitUntil(lambda: not opened.lanes.pictures.busy, timeout=PATIENCE)
    opened.reviewing.go(6)
    opened.showing.forget(dataset.records[6].name)
    qtbot.waitUntil(lambda: opened.document.record == dataset.records[6], timeout=PATIENCE)


def test_labels_that_another_program_changed_since_they_were_fetched_are_shown_and_verified(
    qtbot: QtBot, opened: MainWindow, ahead: Record
) -> None:
    path = file_of(ahead.xml)
    path.write_bytes(path.read_bytes().replace(b"<name>", b"<name>their "))
    go(qtbot, opened, "next")
    assert labels(opened) and all(label.startswith("their ") for label in labels(opened))
    act(qtbot, opened, "verify")
    act(qtbot, opened, "save_all")
    assert b"<name>their " in path.read_bytes() and b'verified="yes"' in path.read_bytes()


def test_a_mask_that_another_program_changed_since_it_was_fetched_is_shown(
    qtbot: QtBot, opened: MainWindow, ahead: Record
) -> None:
    from engine.formats import voc_masks

    path = file_of(ahead.mask)
    mask = voc_masks.read_indices(path).copy()
    mask[:5] = 0 if mask[:5].any() else 1
    path.write_bytes(voc_masks.to_bytes(mask))
    go(qtbot, opened, "next")
    assert (truth(opened).mask == mask).all()


def test_a_picture_saved_from_another_one_is_shown_as_it_was_saved(qtbot: QtBot, opened: MainWindow) -> None:
    opened.settings.set("autosave", False)
    add(opened, "saved")
    go(qtbot, opened, "next")
    assert opened.document.save_all() and opened.document.dataset.records[0].name not in opened.showing._kept
    opened.document.undo._budget = 1  # later steps have used it up: memory lets go of what is on disk
    add(opened, "other")
    assert opened.document.save()
    opened.document.undo._budget = BUDGET
    for _ in range(2):
        go(qtbot, opened, "previous")
        assert labels(opened)[-1] == "saved"
        go(qtbot, opened, "next")


def test_a_picture_that_is_gone_is_shown_from_memory_and_says_so(
    qtbot: QtBot, opened: MainWindow, ahead: Record
) -> None:
    away = ahead.image.with_suffix(".away")
    ahead.image.rename(away)
    go(qtbot, opened, "next")
    assert band.message(opened.document).startswith(f"{ahead.image.name} is gone; this is what it showed.")
    assert labels(opened)
    focus(opened)
    assert labels(opened)
    away.rename(ahead.image)
    focus(opened)
    qtbot.waitUntil(lambda: band.message(opened.document) == "", timeout=PATIENCE)
    assert labels(opened) and opened.images.model.state(1) == "none"
