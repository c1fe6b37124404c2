"""A picture's file that becomes another picture while its labels are edited: nothing is written for the wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from gui.panels import band
from tests.gui.driving import PATIENCE, act, go, truth, xml_of
from tests.gui.test_conflicts import add, focus, labels, safety
from tests.gui.test_undoing import arrive, said

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.datasets.record import Record
    from gui.main_window import MainWindow


@pytest.fixture
def opened(qtbot: QtBot, opened: MainWindow) -> MainWindow:
    qtbot.waitUntil(lambda: safety(opened)._parts_made, timeout=PATIENCE)
    return opened


def first(window: MainWindow) -> Record:
    assert window.document.dataset is not None
    return window.document.dataset.records[0]


def shrink(window: MainWindow) -> tuple[int, int]:
    """Another program puts half of the picture in its place; returns the size it has now."""
    path = first(window).image
    with Image.open(path) as image:
        size = image.width // 2, image.height // 2
        image.resize(size).save(path)
    return size


def shown(window: MainWindow) -> tuple[int, int]:
    picture = window.document.picture
    assert picture is not None
    return picture.width(), picture.height()


def size(window: MainWindow) -> tuple[int, int]:
    return truth(window).width, truth(window).height


def content(window: MainWindow) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in first(window).image.parent.parent.rglob("*") if path.is_file()}


@pytest.mark.parametrize("way", ["previous", "undo"])
def test_what_was_done_to_another_picture_is_not_undone_in_this_one(qtbot: QtBot, opened: MainWindow, way: str) -> None:
    add(opened)
    go(qtbot, opened, "next")
    assert b"mine" in (first(opened).xml or first(opened).image).read_bytes(), "saved on leaving"
    now = shrink(opened)
    before = content(opened)
    act(qtbot, opened, way)
    arrive(qtbot, opened, 0)
    assert size(opened) == shown(opened) == now and "mine" in labels(opened)
    assert "another size now" in band.message(opened.document)
    assert not opened.document.undo.canUndo() and not opened.document.undo.canRedo()
    assert opened.document.save_all() and content(opened) == before
    add(opened, "new")
    assert opened.document.save() and b"new" in xml_of(opened).read_bytes()


def test_unsaved_edits_of_another_picture_are_kept_and_not_written(qtbot: QtBot, opened: MainWindow) -> None:
    opened.settings.set("autosave", False)
    add(opened)
    go(qtbot, opened, "next")
    old = first(opened).image.read_bytes()
    now, before = shrink(opened), content(opened)
    go(qtbot, opened, "previous")
    assert shown(opened) == now and opened.document.truth is None
    assert "unsaved edits" in band.message(opened.document) and not opened.document.editable
    assert not opened.document.save_all() and "nothing was saved" in said(opened) and content(opened) == before
    first(opened).image.write_bytes(old)
    go(qtbot, opened, "next")
    go(qtbot, opened, "previous")
    assert "mine" in labels(opened) and opened.document.save_all() and b"mine" in xml_of(opened).read_bytes()


def test_unsaved_edits_of_another_picture_can_be_taken_back(qtbot: QtBot, opened: MainWindow) -> None:
    opened.settings.set("autosave", False)
    add(opened)
    go(qtbot, opened, "next")
    now = shrink(opened)
    go(qtbot, opened, "previous")
    act(qtbot, opened, "undo")
    assert not opened.document.unsaved
    go(qtbot, opened, "next")
    go(qtbot, opened, "previous")
    assert size(opened) == now and opened.document.editable and "mine" not in labels(opened)


def test_a_picture_replaced_while_it_is_shown_is_noticed(qtbot: QtBot, opened: MainWindow) -> None:
    add(opened)
    assert opened.document.save()
    now = shrink(opened)
    focus(opened)
    qtbot.waitUntil(lambda: shown(opened) == now, timeout=PATIENCE)
    assert size(opened) == now and not opened.document.undo.canUndo()


def test_a_save_says_that_the_picture_is_another(qtbot: QtBot, opened: MainWindow) -> None:
    opened.settings.set("autosave", False)
    add(opened)
    shrink(opened)
    before = content(opened)
    act(qtbot, opened, "save")
    assert opened.document.unsaved and content(opened) == before
    name = first(opened).image.name
    assert name in said(opened) and "nothing was saved" in said(opened)
