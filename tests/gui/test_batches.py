"""Changes of many pictures in a real window: counted, done, said as they are on disk, and taken back as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from engine.batches import Plan
from engine.deeds import Renaming, Tally
from gui.changing.batches import Batches
from gui.changing.timeline import UndoStep
from gui.dialogs.renaming import RenamingDialog
from gui.look import palette
from tests.gui.batching import count, files, on_disk, rename, rename_dialog, said, settle
from tests.gui.driving import PATIENCE, act, go, truth
from tests.gui.fakes import box

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def test_all_that_a_change_of_many_pictures_does_is_in_sight(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RenamingDialog(("dog", "cat"), "dog", parent)
    dialog.show()
    plan = Plan(("a", "b"), Tally(replaced=10), verified=2, unusable=3)
    dialog.new.setEditText("hound")
    dialog.show_plan("dog", "hound", True, plan, 1)
    said = dialog.counting.said
    qtbot.waitUntil(lambda: said.height() >= said.heightForWidth(said.width()))
    assert said.text().count("\n") == 5 and dialog.counting.does.geometry().bottom() <= dialog.counting.height()


def test_a_class_is_renamed_in_the_whole_folder_and_back(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    before, number = files(folder), count(opened, "star")
    pictures = sum("star" in each for each in on_disk(opened).values())
    preview = rename(qtbot, opened, "star", "sun")
    assert preview.startswith(f"Rename star to sun: {number} objects in {pictures} pictures.")
    assert files(folder) != before and count(opened, "sun") == number and count(opened, "star") == 0
    assert f"{number} objects in {pictures} pictures" in said(opened) and not opened.document.unsaved
    qtbot.waitUntil(lambda: "star" not in opened.instances.classes.names(), timeout=PATIENCE)
    go(qtbot, opened, "next")
    assert [one.label for one in truth(opened).instances] == on_disk(opened)[opened.document.record.name]
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert files(folder) == before and not opened.document.unsaved and "Undone: Rename star to sun" in said(opened)
    assert [one.label for one in truth(opened).instances] == on_disk(opened)[opened.document.record.name]
    act(qtbot, opened, "redo")
    settle(qtbot, opened)
    assert count(opened, "sun") == number
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert files(folder) == before


def test_unsaved_edits_count_before_what_is_on_disk_and_stay_unsaved(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    opened.settings.set("autosave", False)
    before, number, first = files(folder), count(opened, "star"), opened.document.record.name
    opened.document.add(box("star", 3, 3, 40, 30))
    go(qtbot, opened, "next")
    preview = rename(qtbot, opened, "star", "sun")
    assert f"{number + 1} objects" in preview and "will not be saved by this" in preview
    assert (
        opened.document.unsaved == (first,)
        and files(folder)[f"Annotations/{first}.xml"] == before[f"Annotations/{first}.xml"]
    )
    assert "1 picture with other edits is not saved yet" in said(opened)
    go(qtbot, opened, "previous")
    assert [one.label for one in truth(opened).instances][-1] == "sun"
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert [one.label for one in truth(opened).instances][-1] == "star" and opened.document.unsaved == (first,)
    act(qtbot, opened, "undo")
    assert files(folder) == before and not opened.document.unsaved


def test_pictures_opened_and_edited_after_a_batch_are_taken_back_with_it(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    before = files(folder)
    rename(qtbot, opened, "star", "sun")
    for _ in range(3):
        go(qtbot, opened, "next")
        opened.document.add(box("new", 3, 3, 40, 30))
    opened.document.save_all()
    assert count(opened, "new") == 3
    for _ in range(4):
        act(qtbot, opened, "undo")
        settle(qtbot, opened)
    assert opened.document.save_all() and files(folder) == before
    for _ in range(4):
        act(qtbot, opened, "redo")
        settle(qtbot, opened)
    assert opened.document.save_all() and count(opened, "new") == 3 and count(opened, "star") == 0


def test_a_picture_another_program_changed_since_is_left_and_named(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    rename(qtbot, opened, "star", "sun")
    held = [name for name, each in on_disk(opened).items() if "sun" in each and name != opened.document.record.name]
    path = next(folder.rglob(f"{held[0]}.xml"))
    theirs = path.read_bytes().replace(b"sun", b"moon")
    path.write_bytes(theirs)
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert path.read_bytes() == theirs and count(opened, "sun") == 0
    assert "1 picture was left as it was" in said(opened) and held[0] in said(opened)


def test_two_classes_become_one(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    before, both = files(folder), count(opened, "star") + count(opened, "circle")
    dialog = rename_dialog(qtbot, opened, "star", "circle")
    qtbot.waitUntil(dialog.counting.does.isEnabled, timeout=PATIENCE)
    assert dialog.counting.does.text().startswith("Merge") and " and " in dialog.counting.said.text(), (
        "the masks follow"
    )
    dialog.counting.does.click()
    settle(qtbot, opened)
    assert count(opened, "circle") == both and "Merged star into circle" in said(opened)
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert files(folder) == before


def test_pictures_that_rest_are_counted_and_written_without_their_masks_on_the_windows_thread(
    qtbot: QtBot, opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        go(qtbot, opened, "verify")
    opened.document.save_all()
    go(qtbot, opened, "next")
    records, dataset = opened.document.records, opened.document.dataset
    assert dataset is not None
    resting = [working for name in dataset.records.name if (working := records.get(name)) and working.resting]
    assert len(resting) == 4
    before = files(folder)

    def asked(*_: object) -> None:
        raise AssertionError("a mask was read on the window's thread")

    monkeypatch.setattr("gui.safekeeping.saving.mask_of", asked)
    dialog = rename_dialog(qtbot, opened, "star", "circle")
    qtbot.waitUntil(dialog.counting.does.isEnabled, timeout=PATIENCE)
    number, both = count(opened, "star"), count(opened, "star") + count(opened, "circle")
    assert f"{number} objects" in dialog.counting.said.text()
    dialog.counting.does.click()
    settle(qtbot, opened)
    monkeypatch.undo()
    assert count(opened, "circle") == both and all(working.resting and working.clean for working in resting)
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert files(folder) == before
    act(qtbot, opened, "redo")
    settle(qtbot, opened)
    assert count(opened, "circle") == both
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    for _ in range(4):
        act(qtbot, opened, "undo")
    opened.document.save_all()
    assert files(folder) != before and not opened.document.unsaved
    assert not any(b'verified="yes"' in data for name, data in files(folder).items() if name.endswith(".xml"))


def test_a_renamed_class_keeps_its_place_its_colour_and_its_key(qtbot: QtBot, opened: MainWindow) -> None:
    qtbot.waitUntil(lambda: len(opened.instances.classes.names()) > 2, timeout=PATIENCE)
    listed, tint = opened.instances.classes.names(), palette.colour("circle")
    place = listed.index("circle")
    assert place < len(listed) - 1
    opened.document.last_label = "circle"
    heard: list[object] = []
    opened.opening.indexed.connect(heard.append)
    rename(qtbot, opened, "circle", "a sun")
    renamed = tuple("a sun" if name == "circle" else name for name in listed)
    assert opened.instances.classes.names() == renamed and opened.document.last_label == "a sun"
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=PATIENCE)
    assert opened.instances.classes.names() == renamed and palette.colour("a sun") == tint
    assert opened.instances.classes.at(place + 1) == "a sun"
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert opened.instances.classes.names() == listed
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=PATIENCE)
    assert opened.instances.classes.names() == listed and opened.document.last_label == "circle"


def test_a_rename_that_is_refused_leaves_the_class_in_the_list(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: len(opened.instances.classes.names()) > 2, timeout=PATIENCE)
    listed, batches = opened.instances.classes.names(), opened.findChild(Batches)
    assert isinstance(batches, Batches)
    real = batches.do

    def do(*arguments: Any) -> None:  # the folder became read-only since it was counted
        monkeypatch.setattr(batches, "why_not", lambda: "The folder is read-only.")
        real(*arguments)

    monkeypatch.setattr(batches, "do", do)
    rename(qtbot, opened, "circle", "a sun")
    assert opened.instances.classes.names() == listed and not opened.document.undo.count()


def test_what_is_stopped_before_the_first_file_takes_back_what_went_with_it(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches, heard = opened.findChild(Batches), []
    assert isinstance(batches, Batches) and opened.document.dataset is not None
    monkeypatch.setattr(batches, "_begin", lambda *_: batches._end(batches._writing))
    step = UndoStep("Rename", also=heard.append)
    away = tuple(opened.document.dataset.records.name[-2:])
    batches.do(Renaming("circle", "a sun", None), away, step, lambda *_: "")
    assert heard == [True, False] and not opened.document.undo.count()


def test_a_class_that_has_a_colour_already_keeps_it_when_another_gets_its_name() -> None:
    own = palette.colour("dog")
    assert own != palette.colour("circle")
    palette.pass_on("circle", "dog")
    assert palette.colour("dog") == own


def test_what_is_being_written_cannot_be_edited_meanwhile(opened: MainWindow) -> None:
    said: list[str] = []
    opened.document.refused.connect(said.append)
    assert opened.document.record is not None
    opened.document.records.held = frozenset({opened.document.record.name})
    assert opened.document.add(box("new", 3, 3, 40, 30)) is None
    assert "being written just now" in said[0] and not opened.document.undo.count()
    opened.document.records.held = frozenset()
    assert opened.document.add(box("new", 3, 3, 40, 30)) is not None


def test_the_new_name_begins_as_the_old_one_with_its_colour(qtbot: QtBot, opened: MainWindow) -> None:
    dialog = rename_dialog(qtbot, opened, "star", "star")
    assert (dialog.new.currentText(), dialog.new.currentIndex()) == ("star", dialog.old.currentIndex())
    dialog.old.setCurrentText("circle")
    assert (dialog.new.currentText(), dialog.new.currentIndex()) == ("circle", dialog.old.currentIndex())
    dialog.reject()


def test_another_colour_is_a_step_of_undo(qtbot: QtBot, opened: MainWindow) -> None:
    before = palette.colour("star")
    dialog = rename_dialog(qtbot, opened, "star", "star")
    assert not dialog.counting.does.isEnabled()
    dialog.colour.setCurrentIndex((dialog.colour.currentIndex() + 5) % dialog.colour.count())
    assert dialog.counting.does.text() == "Recolour" and dialog.counting.does.isEnabled()
    wanted = dialog.colour.currentData()
    dialog.counting.does.click()
    assert palette.colour("star") == wanted != before and f"{wanted} star" in opened.settings.texts("colours")
    act(qtbot, opened, "undo")
    assert palette.colour("star") == before
    act(qtbot, opened, "redo")
    assert palette.colour("star") == wanted
    palette.give("star", before)
