"""Changes of many pictures in a real window: counted, done, said as they are on disk, and taken back as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from engine import predictions
from engine.annotation import Annotation, Box, Instance
from engine.datasets import labels
from gui.changing.accepting import Acceptings
from gui.changing.batches import Batches
from gui.changing.renaming import Renamings
from gui.look import palette
from tests.gui.driving import PATIENCE, act, go, open_folder, truth
from tests.gui.fakes import box

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.dialogs.accepting import AcceptingDialog
    from gui.dialogs.renaming import RenamingDialog
    from gui.main_window import MainWindow

KEY = "0123456789abcdef"


@pytest.fixture
def opened(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    open_folder(qtbot, window, folder)
    return window


def files(folder: Path) -> dict[str, bytes]:
    kinds = (".xml", ".png")
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in kinds
    }


def on_disk(window: MainWindow) -> dict[str, list[str]]:
    dataset = window.document.dataset
    assert dataset is not None
    return {
        record.name: [one.label for one in labels.read(dataset.format, record).annotation.instances]
        for record in dataset.records
    }


def count(window: MainWindow, label: str) -> int:
    return sum(each.count(label) for each in on_disk(window).values())


def said(window: MainWindow) -> str:
    return " ".join(toast.text for toast in window.toasts.shown())


def settle(qtbot: QtBot, window: MainWindow) -> None:
    batches = window.findChild(Batches)
    assert isinstance(batches, Batches)
    qtbot.waitUntil(lambda: batches._run is None, timeout=PATIENCE)


def rename_dialog(qtbot: QtBot, window: MainWindow, old: str, new: str) -> RenamingDialog:
    act(qtbot, window, "rename_class")
    room = window.findChild(Renamings)
    assert isinstance(room, Renamings) and room.dialog is not None
    room.dialog.old.setCurrentText(old)
    room.dialog.new.setEditText(new)
    return room.dialog


def rename(qtbot: QtBot, window: MainWindow, old: str, new: str) -> str:
    """Rename a class as a person does; returns what was said before."""
    dialog = rename_dialog(qtbot, window, old, new)
    qtbot.waitUntil(dialog.does.isEnabled, timeout=PATIENCE)
    before = dialog.said.text()
    qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    return before


def test_a_class_is_renamed_in_the_whole_folder_and_back(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    before, number = files(folder), count(opened, "star")
    pictures = sum("star" in each for each in on_disk(opened).values())
    preview = rename(qtbot, opened, "star", "sun")
    assert preview.startswith(f"Rename star to sun: {number} objects in {pictures} pictures.")
    assert files(folder) != before and count(opened, "sun") == number and count(opened, "star") == 0
    assert f"{number} objects in {pictures} pictures" in said(opened) and not opened.document.unsaved
    qtbot.waitUntil(lambda: "star" not in opened.instances.class_names(), timeout=PATIENCE)
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
    assert "One picture with other edits is not saved yet" in said(opened)
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
    assert "One picture was left as it was" in said(opened) and held[0] in said(opened)


def test_two_classes_become_one(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    before, both = files(folder), count(opened, "star") + count(opened, "circle")
    dialog = rename_dialog(qtbot, opened, "star", "circle")
    qtbot.waitUntil(dialog.does.isEnabled, timeout=PATIENCE)
    assert dialog.does.text().startswith("Merge") and " and " in dialog.said.text(), "the masks follow"
    dialog.does.click()
    settle(qtbot, opened)
    assert count(opened, "circle") == both and "Merged star into circle" in said(opened)
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert files(folder) == before


def test_what_is_being_written_cannot_be_edited_meanwhile(opened: MainWindow) -> None:
    failed: list[object] = []
    opened.document.failed.connect(failed.append)
    assert opened.document.record is not None
    opened.document.records.held = frozenset({opened.document.record.name})
    assert opened.document.add(box("new", 3, 3, 40, 30)) is None
    assert "being written just now" in str(failed[0]) and not opened.document.undo.count()
    opened.document.records.held = frozenset()
    assert opened.document.add(box("new", 3, 3, 40, 30)) is not None


def test_another_colour_is_a_step_of_undo(qtbot: QtBot, opened: MainWindow) -> None:
    before = palette.colour("star")
    dialog = rename_dialog(qtbot, opened, "star", "star")
    assert not dialog.does.isEnabled()
    dialog.colour.setCurrentIndex((dialog.colour.currentIndex() + 5) % dialog.colour.count())
    assert dialog.does.text() == "Recolour" and dialog.does.isEnabled()
    wanted = dialog.colour.currentData()
    dialog.does.click()
    assert palette.colour("star") == wanted != before and f"{wanted} star" in opened.settings.texts("colours")
    act(qtbot, opened, "undo")
    assert palette.colour("star") == before
    act(qtbot, opened, "redo")
    assert palette.colour("star") == wanted
    palette.give("star", before)


def sure(window: MainWindow, *positions: int) -> None:
    """Keep a confident prediction of a new object, and a faint one, for the pictures at these positions."""
    dataset = window.document.dataset
    assert dataset is not None
    for place in positions:
        new = Instance("ring", Box(1, 1, 12, 12), score=0.95)
        faint = Instance("ring", Box(30, 1, 42, 12), score=0.5)
        predictions.store(KEY, dataset.records[place].image, Annotation(320, 240, (new, faint), source=KEY))
    window.showing.set_checkpoint(KEY)
    window.training.checkpoint = "kept"


def accept_dialog(window: MainWindow) -> AcceptingDialog:
    window.commands.refresh()
    room = window.findChild(Acceptings)
    assert isinstance(room, Acceptings)
    room.ask()
    assert room.dialog is not None
    return room.dialog


def test_all_confident_predictions_of_the_list_are_accepted_as_one_step(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    before = files(folder)
    sure(opened, 0, 1, 2, 5)
    names = opened.document.dataset.records.name
    opened.images.show_only([names[0], names[1], names[5], names[6]], "chosen")
    dialog = accept_dialog(opened)
    qtbot.waitUntil(dialog.does.isEnabled, timeout=PATIENCE)
    assert "3 added, 0 replaced in 3 pictures. 0 left as they are." in dialog.said.text()
    assert "4 pictures that the list shows" in dialog.where.text() and dialog.does.text() == "Accept 3"
    dialog.does.click()
    settle(qtbot, opened)
    assert [name for name, each in on_disk(opened).items() if "ring" in each] == [names[0], names[1], names[5]]
    assert "3 objects added, in 3 pictures" in said(opened)
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert files(folder) == before


def test_a_lower_score_is_counted_anew(qtbot: QtBot, opened: MainWindow) -> None:
    sure(opened, 1, 2)
    dialog = accept_dialog(opened)
    qtbot.waitUntil(dialog.does.isEnabled, timeout=PATIENCE)
    dialog.score.setValue(0.4)
    assert not dialog.does.isEnabled()
    qtbot.waitUntil(dialog.does.isEnabled, timeout=PATIENCE)
    assert "4 added" in dialog.said.text()
    dialog.reject()
    assert not opened.document.undo.count()


def test_accepting_here_takes_what_has_no_partner(qtbot: QtBot, opened: MainWindow) -> None:
    here = truth(opened)
    near = here.instances[0].box.moved(1, 0)
    guesses = (
        Instance("ring", Box(1, 1, 12, 12), score=0.95),
        Instance("ring", Box(30, 1, 42, 12), score=0.5),
        Instance(here.instances[0].label, near, score=0.99),
    )
    opened.document.set_prediction(Annotation(here.width, here.height, guesses, source="test"))
    act(qtbot, opened, "accept_here")
    assert [one.label for one in truth(opened).instances] == [*(one.label for one in here.instances), "ring"]
    assert truth(opened).instances[0] == here.instances[0] and "1 has a box already" in said(opened)
    act(qtbot, opened, "undo")
    assert truth(opened).instances == here.instances
