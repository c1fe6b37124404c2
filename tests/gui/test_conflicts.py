"""Other programs, other windows and folders that nobody may write: nothing is overwritten unasked, nothing is lost."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from engine.safekeeping import lock, versions
from tests.engine.label_folder_for_tests import ordinary_user
from tests.gui.driving import PATIENCE, act, go, open_folder, truth, xml_of
from tests.gui.fakes import box

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow
    from gui.safekeeping.safety import Safety


def safety(window: MainWindow) -> Safety:
    from gui.safekeeping.safety import Safety

    found = window.findChild(Safety)
    assert isinstance(found, Safety)
    return found


@pytest.fixture
def opened(qtbot: QtBot, opened: MainWindow) -> MainWindow:
    opened.settings.set("autosave", False)
    qtbot.waitUntil(lambda: safety(opened)._parts_made, timeout=PATIENCE)
    return opened


def add(window: MainWindow, label: str = "mine") -> None:
    window.document.add(box(label, 3, 3, 40, 30))


def labels(window: MainWindow) -> list[str]:
    return [one.label for one in truth(window).instances]


def focus(window: MainWindow) -> None:
    """The window gets the focus back from another program."""
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))


def change(window: MainWindow) -> None:
    """Another program renames every class in the file."""
    path = xml_of(window)
    path.write_bytes(path.read_bytes().replace(b"<name>", b"<name>their "))


def question(qtbot: QtBot, window: MainWindow) -> QMessageBox:
    watching = safety(window).watching
    qtbot.waitUntil(lambda: watching.box is not None, timeout=PATIENCE)
    assert watching.box is not None
    return watching.box


def answer(qtbot: QtBot, window: MainWindow, text: str) -> None:
    asked = question(qtbot, window)
    next(button for button in asked.buttons() if button.text() == text).click()
    qtbot.waitUntil(lambda: safety(window).watching.box is None)


def test_what_another_program_wrote_is_shown_when_the_window_gets_the_focus(qtbot: QtBot, opened: MainWindow) -> None:
    change(opened)
    focus(opened)
    qtbot.waitUntil(lambda: all(label.startswith("their ") for label in labels(opened)), timeout=PATIENCE)
    assert not opened.document.dirty and any(
        "changed by another program" in each.text for each in opened.toasts.shown()
    )
    opened.document.undo.undo()
    assert not any(label.startswith("their ") for label in labels(opened)) and opened.document.dirty


@pytest.mark.parametrize("noticed", ["focus", "save"])
def test_keep_mine(qtbot: QtBot, opened: MainWindow, noticed: str) -> None:
    add(opened)
    change(opened)
    theirs = xml_of(opened).read_bytes()
    focus(opened) if noticed == "focus" else act(qtbot, opened, "save")
    asked = question(qtbot, opened)
    assert "was changed by another program" in asked.text() and xml_of(opened).read_bytes() == theirs
    answer(qtbot, opened, "Keep mine")
    assert b"their" not in xml_of(opened).read_bytes() and b"mine" in xml_of(opened).read_bytes()
    assert not opened.document.dirty
    kept = [versions.read(each) for each in versions.listed(opened.document.dataset.root, xml_of(opened))]
    assert theirs in kept, "what was overwritten is one click away"


def test_take_theirs_and_think_again(qtbot: QtBot, opened: MainWindow) -> None:
    add(opened)
    change(opened)
    act(qtbot, opened, "save")
    answer(qtbot, opened, "Take theirs")
    assert all(label.startswith("their ") for label in labels(opened)) and not opened.document.dirty
    opened.document.undo.undo()
    assert labels(opened)[-1] == "mine" and opened.document.dirty
    act(qtbot, opened, "save")
    assert b"their" not in xml_of(opened).read_bytes() and b"mine" in xml_of(opened).read_bytes()


def test_show_both_then_decide(qtbot: QtBot, opened: MainWindow) -> None:
    add(opened)
    change(opened)
    theirs = xml_of(opened).read_bytes()
    focus(opened)
    answer(qtbot, opened, "Show both")
    seen = opened.document.prediction
    assert seen is not None and all(one.label.startswith("their ") for one in seen.instances)
    assert labels(opened)[-1] == "mine" and xml_of(opened).read_bytes() == theirs
    focus(opened)
    qtbot.wait(200)
    assert safety(opened).watching.box is None, "a person has been asked; the next save asks again"
    act(qtbot, opened, "save")
    answer(qtbot, opened, "Keep mine")
    assert opened.document.prediction is None and b"mine" in xml_of(opened).read_bytes()


def test_a_changed_mask_is_a_change(qtbot: QtBot, opened: MainWindow) -> None:
    from engine.formats import voc_masks

    record = opened.document.record
    assert record is not None and record.mask is not None
    mask = voc_masks.read_indices(record.mask).copy()
    mask[:5] = 0 if mask[:5].any() else 1
    record.mask.write_bytes(voc_masks.to_bytes(mask))
    focus(opened)
    qtbot.waitUntil(lambda: (truth(opened).mask == mask).all(), timeout=PATIENCE)
    assert not opened.document.dirty


def test_deciding_later_keeps_both_and_asks_at_the_next_save(qtbot: QtBot, opened: MainWindow) -> None:
    add(opened)
    change(opened)
    theirs = xml_of(opened).read_bytes()
    for _ in range(2):
        act(qtbot, opened, "save")
        answer(qtbot, opened, "Decide later")
        assert opened.document.dirty and xml_of(opened).read_bytes() == theirs


@pytest.mark.parametrize(("answered", "left"), [("Keep mine", "mine"), ("Take theirs", "theirs")])
def test_a_label_file_that_another_program_made_is_a_change(
    qtbot: QtBot, opened: MainWindow, folder: Path, answered: str, left: str
) -> None:
    path = folder / "Annotations" / "scene_0000.xml"
    text = path.read_bytes()
    path.unlink()
    open_folder(qtbot, opened, folder, "scene_0000")
    qtbot.waitUntil(lambda: safety(opened)._root == folder, timeout=PATIENCE)
    assert opened.document.record is not None and opened.document.record.xml is None
    add(opened)
    path.write_bytes(text.replace(b"<name>", b"<name>theirs "))
    act(qtbot, opened, "save")
    assert "was changed by another program" in question(qtbot, opened).text() and b"mine" not in path.read_bytes()
    answer(qtbot, opened, answered)
    assert opened.document.record.xml == path and not opened.document.dirty
    go(qtbot, opened, "next")
    go(qtbot, opened, "previous")
    assert labels(opened) and all(label.startswith(left) for label in labels(opened))
    assert (b"mine" in path.read_bytes()) == (left == "mine")


def test_the_same_change_on_both_sides_is_no_conflict(qtbot: QtBot, opened: MainWindow) -> None:
    before = truth(opened).instances
    opened.document.edit(tuple(replace(one, label=f"their {one.label}") for one in before), "Rename")
    change(opened)
    act(qtbot, opened, "save")
    qtbot.waitUntil(lambda: not opened.document.dirty, timeout=PATIENCE)
    assert safety(opened).watching.box is None


def test_a_failing_save_keeps_the_edit_and_says_so_once(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    opened.failed.connect(said.append)
    add(opened)
    old = xml_of(opened).read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _full)
        act(qtbot, opened, "save")
    assert opened.document.dirty and xml_of(opened).read_bytes() == old
    assert len(said) == 1 and "No space left" in said[0] and "the old file stands" in said[0]
    act(qtbot, opened, "save")
    assert not opened.document.dirty and b"mine" in xml_of(opened).read_bytes() and len(said) == 1


def _full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_verified_can_be_undone(qtbot: QtBot, opened: MainWindow) -> None:
    from gui.changing import editing

    old = xml_of(opened).read_bytes()
    editing.verify(opened.document)
    act(qtbot, opened, "save")
    assert b'verified="yes"' in xml_of(opened).read_bytes()
    opened.document.undo.undo()
    act(qtbot, opened, "save")
    assert xml_of(opened).read_bytes() == old and not truth(opened).verified


def test_a_second_window_is_told(qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    first = lock.take(folder)
    assert isinstance(first, lock.Lock)
    open_folder(qtbot, window, folder)
    qtbot.waitUntil(lambda: any("another window" in toast.text for toast in window.toasts.shown()), timeout=PATIENCE)
    told = next(toast.text for toast in window.toasts.shown() if "another window" in toast.text)
    assert f"process {os.getpid()}" in told and "since" in told
    first.release()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders")
def test_a_read_only_folder_says_so_at_the_first_edit_and_a_copy_takes_the_edits_along(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    root = opened.document.dataset.root
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    try:
        with ordinary_user():
            opened.settings.set("autosave", True)
            add(opened)
            assert any("cannot be written" in each.text for each in opened.toasts.shown())
            go(qtbot, opened, "next")
            assert len([toast for toast in opened.toasts.shown() if toast.kind != "info"]) == 1, "said once"
            go(qtbot, opened, "previous")
            assert labels(opened)[-1] == "mine"
            _copy(qtbot, opened, tmp_path)
    finally:
        for path in folders:
            path.chmod(0o755)


def test_a_copy_takes_the_edits_along(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    add(opened)
    _copy(qtbot, opened, tmp_path)


def test_a_copy_says_what_is_not_in_it(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    root = opened.document.dataset.root
    for name in ("b", "c", "d", "e"):
        (root / "Annotations" / f"{name}.xml").symlink_to(tmp_path / "nowhere.xml")
    add(opened)
    _copy(qtbot, opened, tmp_path)
    (told,) = [toast.text for toast in opened.toasts.shown() if "not in the copy" in toast.text]
    assert told.startswith("4 files are not in the copy: links lead them out of the folder")
    assert told.endswith("(Annotations/b.xml, Annotations/c.xml, Annotations/d.xml, …).")


def _copy(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    old = window.document.dataset.root
    safety(window).copying.copy_into(tmp_path)
    qtbot.waitUntil(lambda: window.document.dataset.root != old, timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.document.dirty, timeout=PATIENCE)
    assert labels(window)[-1] == "mine" and window.document.dataset.root == tmp_path / f"{old.name} copy"
    act(qtbot, window, "save")
    assert b"mine" in xml_of(window).read_bytes() and xml_of(window).is_relative_to(tmp_path / f"{old.name} copy")


def test_a_folder_of_another_format_is_only_read(opened: MainWindow) -> None:
    said: list[str] = []
    opened.document.refused.connect(said.append)
    opened.document.dataset = replace(opened.document.dataset, format="coco")
    before = truth(opened).instances
    add(opened)
    assert truth(opened).instances == before and "Convert to VOC to edit" in said[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files otherwise")
def test_one_protected_file_is_named_and_the_others_are_saved_as_ever(qtbot: QtBot, opened: MainWindow) -> None:
    protected = xml_of(opened)
    protected.chmod(0o444)
    with ordinary_user():
        opened.settings.set("autosave", True)
        add(opened)
        add(opened)
        (told,) = [toast.text for toast in opened.toasts.shown() if toast.kind == "warning"]
        assert told.startswith(f"{protected.name} is write-protected.")
        go(qtbot, opened, "next")
        add(opened)
        second = xml_of(opened)
        go(qtbot, opened, "next")
    assert b"mine" in second.read_bytes() and b"mine" not in protected.read_bytes()
    assert opened.document.unsaved == (protected.stem,)
