"""What a person may expect of undo and save: nothing they did is lost, and the file says what the picture shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.datasets import labels
from engine.datasets.record import Dataset, Listing
from engine.images import Screen
from engine.reading import Shown
from gui.document import Document, Edit
from gui.safekeeping import saving
from tests.gui.fakes import Folder, annotation, box

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CAT, DOG, COW = box("cat", 10, 10, 50, 50), box("dog", 60, 10, 120, 90), box("cow", 130, 20, 190, 80)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Folder:
    made = Folder({"one": (CAT, DOG, COW), "two": (DOG,)})
    monkeypatch.setattr(labels, "save", made.save)
    return made


@pytest.fixture
def document(folder: Folder, qapp: object) -> Document:
    assert qapp is not None
    return folder.opened("one")


def names(document: Document) -> list[str]:
    assert document.truth is not None
    return [instance.label for instance in document.truth.instances]


def boxes(folder: Folder, name: str = "one") -> list[tuple[str, tuple[float, ...]]]:
    return [(instance.label, instance.box.as_tuple()) for instance in folder.files[name]]


def delete(document: Document, index: int) -> None:
    assert document.truth is not None
    kept = list(document.truth.instances)
    gone = kept.pop(index)
    document.edit(tuple(kept), f"Delete {gone.label}")


def move(document: Document, index: int, dx: float, merge: str = "") -> None:
    assert document.truth is not None
    moved = list(document.truth.instances)
    moved[index] = replace(moved[index], box=moved[index].box.moved(dx, 0))
    document.edit(tuple(moved), "Move", merge)


def test_a_deleted_box_comes_back_after_a_save(document: Document, folder: Folder) -> None:
    before = boxes(folder)
    delete(document, 0)
    assert document.save() and boxes(folder) == before[1:] and not document.dirty
    document.undo.undo()
    assert names(document) == ["cat", "dog", "cow"] and document.dirty
    assert document.save() and sorted(boxes(folder)) == sorted(before)
    # the two nobody touched were known by their places in the file, the third was new to it
    assert [one.origin for one in folder.saves[-1].instances] == [None, 0, 1]


def test_saves_between_edits_never_confuse_objects(document: Document, folder: Folder) -> None:
    index = document.add(box("sheep", 5.4, 5, 20, 20))
    assert index == 3 and document.selected == 3
    assert document.save()
    assert [one.origin for one in folder.saves[-1].instances] == [0, 1, 2, None]
    move(document, 3, 2)
    assert document.save()
    assert [one.origin for one in folder.saves[-1].instances] == [0, 1, 2, 3]
    assert boxes(folder)[3] == ("sheep", (7, 5, 22, 20))
    document.undo.undo()
    document.undo.undo()
    assert names(document) == ["cat", "dog", "cow"]
    assert document.save() and len(boxes(folder)) == 3
    document.undo.redo()
    document.undo.redo()
    assert document.save() and boxes(folder)[3] == ("sheep", (7, 5, 22, 20))
    delete(document, 1)
    assert document.save()
    document.undo.undo()
    move(document, 0, 1)
    assert document.save()
    assert sorted(boxes(folder)) == sorted(
        [("cat", (11, 10, 51, 50)), ("dog", DOG.box.as_tuple()), ("cow", COW.box.as_tuple()), ("sheep", (7, 5, 22, 20))]
    )


def test_what_is_shown_after_a_save_is_what_the_file_says(document: Document) -> None:
    move(document, 0, 0.4)
    assert document.save() and document.truth is not None
    assert document.truth.instances[0].box == CAT.box
    move(document, 1, 5)
    document.undo.undo()
    assert not document.dirty and document.truth.instances[0].box == CAT.box


def test_undo_is_still_there_after_another_picture(document: Document, folder: Folder) -> None:
    delete(document, 2)
    folder.show(document, "two")
    assert names(document) == ["dog"] and document.unsaved == ("one",)
    move(document, 0, 3)
    folder.show(document, "one")
    assert names(document) == ["cat", "dog"] and document.dirty
    assert document.save_all() and document.unsaved == () and boxes(folder, "two")[0][1][0] == 63
    document.undo.undo()  # the newest edit is of the other picture
    assert names(document) == ["cat", "dog"] and document.unsaved == ("two",)
    document.undo.undo()
    assert names(document) == ["cat", "dog", "cow"] and not document.undo.canUndo()


def test_a_picture_fetched_before_a_save_does_not_bring_old_labels_back(document: Document, folder: Folder) -> None:
    early = folder.shown("one")
    delete(document, 0)
    assert document.save() and document.record is not None
    document.show(document.record, early)
    assert names(document) == ["dog", "cow"] and document.undo.canUndo()


def test_edits_of_a_file_that_somebody_else_changed_are_kept_until_a_person_decides(
    document: Document, folder: Folder
) -> None:
    said: list[object] = []
    conflicts: list[object] = []
    document.failed.connect(said.append)
    document.conflicted.connect(conflicts.append)
    record = document.record
    assert record is not None
    delete(document, 0)
    folder.files["one"] = (COW,)
    assert not document.save() and conflicts == [record] and not said
    assert names(document) == ["dog", "cow"] and document.dirty
    folder.show(document, "two")
    folder.show(document, "one")
    assert names(document) == ["dog", "cow"] and document.dirty
    document.take_disk(record, folder.labels("one"))
    assert names(document) == ["cow"] and not document.dirty
    document.undo.undo()
    assert names(document) == ["dog", "cow"] and document.dirty
    assert document.save()
    assert sorted(boxes(folder)) == [("cow", COW.box.as_tuple()), ("dog", DOG.box.as_tuple())]


def test_a_broken_label_file_is_never_edited(document: Document, folder: Folder) -> None:
    said: list[object] = []
    document.refused.connect(said.append)
    folder.broken.add("two")
    folder.show(document, "two")
    assert document.truth is None and document.label_error is not None
    document.push(Edit("two", annotation(), annotation(CAT), "New cat"))
    assert document.add(CAT) is None
    assert not document.save()
    assert len(said) == 3 and all("not be overwritten" in str(error) for error in said) and not folder.saves


def test_one_word_for_a_new_box_is_one_step_of_undo(document: Document) -> None:
    index = document.add(box("object", 1, 1, 9, 9))
    assert index is not None and document.truth is not None
    named = replace(document.truth.instances[index], label="sheep")
    document.edit((*document.truth.instances[:index], named), "Rename")
    assert names(document)[-1] == "sheep" and document.undo.count() == 1
    document.undo.undo()
    assert names(document) == ["cat", "dog", "cow"] and document.selected is None
    document.undo.redo()
    assert document.selected == 3
    move(document, 3, 1)
    assert document.undo.count() == 2


def test_nudges_are_one_step_until_they_are_saved(document: Document) -> None:
    for _ in range(5):
        move(document, 0, 1, "nudge cat")
    assert document.undo.count() == 1
    assert document.save()
    move(document, 0, 1, "nudge cat")
    assert document.undo.count() == 2
    document.undo.undo()
    assert not document.dirty
    document.undo.undo()
    assert document.truth is not None and document.truth.instances[0].box == CAT.box


def test_the_selection_stays_with_its_object(document: Document, qtbot: QtBot) -> None:
    document.select(2)
    with qtbot.waitSignal(document.selection_changed):
        delete(document, 0)
    assert document.selected == 1
    delete(document, 1)
    assert document.selected is None
    document.undo.undo()
    assert document.selected == 1
    document.undo.undo()
    assert document.selected == 2


def test_a_copied_box_is_an_object_of_its_own(document: Document, folder: Folder) -> None:
    assert document.truth is not None
    instances = document.truth.instances
    document.edit((*instances, instances[0]), "Paste")
    keys = [instance.origin for instance in document.truth.instances]
    assert len(set(keys)) == 4
    assert document.save() and len(folder.files["one"]) == 4


def test_an_edit_that_changes_nothing_is_no_step(document: Document) -> None:
    assert document.truth is not None
    document.edit(document.truth.instances, "Nothing")
    assert document.undo.count() == 0 and not document.dirty


def test_other_folders_start_clean(document: Document, folder: Folder) -> None:
    delete(document, 0)
    document.open(folder.dataset)
    assert document.record is None and document.truth is None and document.picture is None
    assert not document.dirty and document.unsaved == ()
    folder.show(document, "one")
    assert names(document) == ["cat", "dog", "cow"]


def test_listeners_see_the_state_after_the_step(document: Document) -> None:
    seen: list[tuple[bool, bool]] = []
    document.changed.connect(lambda: seen.append((document.dirty, document.undo.canUndo())))
    move(document, 0, 1)
    document.undo.undo()
    assert seen == [(True, True), (False, False)]


def test_a_picture_without_a_label_file_gets_one(
    document: Document, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert document.dataset is not None
    records = Listing.of(record._replace(xml_file=None) for record in document.dataset.records)
    document.open(replace(document.dataset, records=records))
    folder.show(document, "two")
    path = document.dataset.xml_folder / "two.xml"
    monkeypatch.setattr(labels, "save", lambda *given: replace(folder.save(*given), file=path))
    document.add(box("cat", 1, 1, 9, 9))
    assert document.save() and document.record is not None and document.dataset is not None
    assert document.record.xml == path and document.dataset.records[1].xml == path


def test_a_picture_that_cannot_be_read_is_shown_as_such(document: Document, folder: Folder) -> None:
    record = folder.dataset.records[1]
    unreadable = Screen(folder.shown("two").screen.pixels, "two.jpg: not a picture")
    document.show(record, Shown(unreadable))
    assert document.picture is None and document.truth is None and document.problems == ("two.jpg: not a picture",)
    assert document.record == record and not document.dirty


def test_files_that_saves_made_while_the_folder_was_listed_stay_known(document: Document) -> None:
    """The listing began before them."""
    names, images = ("a", "b"), ("/p/a.jpg", "/p/b.jpg")
    beginning = Dataset(Path("/p"), "voc", Listing(names[:1], images[:1]), Path("/p"), partial=True)
    document.open(beginning)
    saving.name_files(document, {"a": {"xml_file": "/p/a.xml", "mask_file": None}})
    document.take_listing(Dataset(Path("/p"), "voc", Listing(names, images), Path("/p")))
    assert document.dataset is not None and document.dataset.records.column("xml_file") == ("/p/a.xml", None)
