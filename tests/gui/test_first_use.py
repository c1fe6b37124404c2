"""What a person sees who opens a folder for the first time: counts, colours, classes, sliders, words."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from engine.datasets.record import Dataset, Listing, Record
from gui.canvas.tools.box import UNNAMED
from gui.dialogs.label_popup import LabelPopup
from gui.job import Failure
from gui.look import palette
from gui.panels.band import message
from gui.safekeeping.rereading import found
from gui.widgets.dial import LEAST
from gui.wording import sentence, short, without_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

from engine.annotation import Box, Instance
from tests.gui.driving import PATIENCE, act, go, open_folder, truth
from tests.gui.fakes import asked_of


@pytest.fixture
def fresh_colours() -> Iterator[None]:
    """As on a machine that has given no class a colour yet."""
    kept = [f"{tint} {name}" for name, tint in palette._given.items()]
    palette.recall(())
    yield
    palette.recall(kept)


@pytest.mark.usefixtures("fresh_colours")
def test_classes_of_a_folder_are_told_apart_and_keep_their_colours() -> None:
    pets = ("Abyssinian", "Bengal", "american_bulldog")
    kept = palette.tell_apart(pets)
    shown = [palette.colour(name) for name in pets]
    assert min(palette.distance(*pair) for pair in combinations(shown, 2)) >= palette.NEAR
    palette.recall(())
    palette.recall(kept)
    palette.tell_apart(("zebra", *reversed(pets)))
    assert [palette.colour(name) for name in pets] == shown
    palette.tell_apart(f"class {number}" for number in range(1000))


@pytest.mark.usefixtures("fresh_colours")
def test_colours_that_are_not_ours_are_passed_over() -> None:
    palette.recall(("#123456 cat food", "nonsense", "", "#FFFFFF"))
    assert palette._given == {}


@pytest.mark.usefixtures("fresh_colours")
def test_no_colour_changes_when_every_label_has_been_read(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """Two classes whose own colours are alike, and masks with names of the folder's own."""
    for xml in (folder / "Annotations").glob("*.xml"):
        xml.write_text(re.sub("<name>.*?</name>", "<name>american_bulldog</name>", xml.read_text(), count=1))
    first = folder / "Annotations" / "scene_0000.xml"
    first.write_text(first.read_text().replace("american_bulldog", "Abyssinian"))
    seen: list[list[str]] = []

    def look() -> None:
        labels = [one.label for one in truth(window).instances]
        masks = [palette.of_value(value, window.document.mask_classes) for value in (1, 2, 3)]
        seen.append([*map(palette.colour, labels), *masks])

    window.reviewing.arrived.connect(look)
    open_folder(qtbot, window, folder)
    assert "Abyssinian" in {one.label for one in truth(window).instances}
    look()
    assert seen[0] == seen[-1]
    assert palette.distance(palette.colour("Abyssinian"), palette.colour("american_bulldog")) >= palette.NEAR


def test_the_sample_is_drawn_once_however_often_it_is_asked_for(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    asked = asked_of(window.lanes.folder, monkeypatch)
    for _ in range(2):
        window.welcome.sample.click()
    assert [job.call for job in asked] == ["sample"]
    asked[0].failed.emit(Failure("The disk is full.", "", True))
    window.welcome.sample.click()
    assert [job.call for job in asked] == ["sample", "sample"], "what has failed can be tried again"
    window.status.stop_wanted.emit("opening")
    window.welcome.sample.click()
    assert len(asked) == 3, "what was stopped, too"


def test_a_folder_whose_pictures_lie_deeper_leads_to_them(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    deep = tmp_path / "a" / "b" / "c" / "scenes"
    deep.parent.mkdir(parents=True)
    folder.rename(deep)
    failed: list[str] = []
    window.failed.connect(failed.append)
    window.open_path(tmp_path / "a")
    qtbot.waitUntil(lambda: bool(window.toasts.shown()), timeout=PATIENCE)
    (note,) = window.toasts.shown()
    assert note.kind == "warning" and note.text.endswith(f"The nearest lie in {short(deep)}.") and failed == [note.text]
    assert isinstance(note.way_in, QPushButton) and window.document.dataset is None
    with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
        note.way_in.click()
    assert window.document.dataset is not None and window.document.dataset.root == deep


def test_what_lies_in_a_folder_is_said_in_counts() -> None:
    def folder(kind: str, *records: Record) -> Dataset:
        return Dataset(Path("f"), kind, Listing.of(records), Path("f"))

    full = Record("a", "a.jpg", "a.xml", "a.png")
    boxed, bare = Record("b", "b.jpg", "b.xml"), Record("c", "c.jpg")
    assert found(folder("voc", full, boxed)) == "VOC folder: 2 pictures, 2 box files, 1 mask. 1 picture has no mask."
    assert found(folder("plain", bare)) == "Folder: 1 picture, no labels yet."
    assert found(folder("pets", full, bare, bare)).endswith("2 pictures have no box file, 2 pictures have no mask.")


def test_opening_says_what_was_found_and_where_networks_run(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    assert [toast.text for toast in window.toasts.shown()] == ["VOC folder: 8 pictures, 8 box files, 8 masks."]
    assert window.status.device.text() != ""
    assert window.settings.texts("colours") != []


def popup_for(window: MainWindow, index: int) -> LabelPopup:
    window.commands.ask_label(window.mapToGlobal(window.rect().center()), index)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, LabelPopup)
    return popup


def name_it(window: MainWindow, index: int, label: str) -> None:
    popup = popup_for(window, index)
    popup.field.setText(label)
    QTest.keyClick(popup.field, Qt.Key.Key_Return)


def test_the_answer_for_an_object_that_has_gone_is_nobodys(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """The popup is up while undo takes the object back, or another picture comes."""
    open_folder(qtbot, window, folder)
    before = truth(window).instances
    index = window.document.add(Instance(UNNAMED, Box(5, 5, 60, 60)))
    assert index is not None and index == len(before)
    popup = popup_for(window, index)
    window.document.undo.undo()
    popup.chosen.emit("gnome")
    assert truth(window).instances == before
    go(qtbot, window, "next")
    there = truth(window).instances
    popup.chosen.emit("gnome")
    popup.close()
    assert truth(window).instances == there and "gnome" not in window.instances.classes.names()


def test_a_class_of_ones_own_is_listed_and_train_counts_it(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """In a folder without labels nothing can be learnt; after three are drawn and saved it can, without reopening."""
    for name in ("Annotations", "SegmentationClass", "SegmentationObject", "ImageSets"):
        for path in sorted((folder / name).rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        (folder / name).rmdir()
    open_folder(qtbot, window, folder / "JPEGImages")
    assert window.instances.classes.nothing.isVisibleTo(window.instances)
    window.acts["train"].trigger()
    for _ in range(4):
        index = window.document.add(Instance(UNNAMED, Box(5, 5, 60, 60)))
        assert index is not None
        name_it(window, index, "gnome")
        act(qtbot, window, "save")
        go(qtbot, window, "next")
    assert window.instances.classes.names() == ("gnome",)
    assert not window.instances.classes.nothing.isVisibleTo(window.instances)
    with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
        pass
    assert window.opening.index is not None and int(window.opening.index.has_boxes.sum()) == 4
    line = window.train_panel.notice
    qtbot.waitUntil(lambda: line.text.startswith("Train on about 2 pictures"), timeout=PATIENCE)


def test_a_class_that_is_added_leaves_the_digits_of_the_others(window: MainWindow) -> None:
    window.instances.classes.show_counts({"dog": 1, "hen": 2})
    window.instances.classes.add("ant")
    window.instances.classes.show_counts({"ant": 1, "dog": 1, "hen": 2})
    assert [window.instances.classes.at(digit) for digit in (1, 2, 3)] == ["dog", "hen", "ant"]


def test_undone_and_saved_is_not_edited(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    before = truth(window).instances
    window.document.edit(before[1:], "Delete")
    act(qtbot, window, "save")
    assert window.images.model.state(0) == "edited"
    act(qtbot, window, "undo")
    act(qtbot, window, "save")
    assert window.images.model.state(0) == "none"


@pytest.mark.parametrize("width", [1280, 1920])
def test_sliders_are_long_enough_to_use(qtbot: QtBot, window: MainWindow, folder: Path, width: int) -> None:
    window.resize(width, 800)
    open_folder(qtbot, window, folder)
    for slider in (window.strip.confidence, window.strip.opacity):
        assert slider.isVisible()
        assert slider.width() >= LEAST


def test_a_narrow_window_keeps_the_views_whole(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.resize(860, 600)
    qtbot.waitUntil(lambda: not window.strip.masks.isVisible())
    qtbot.wait(50)  # docks give way after the window has been laid out
    strip = window.strip
    shown = [strip.view_menu] if strip.view_menu.isVisible() else strip._views
    assert all(button.isVisible() and button.width() >= button.sizeHint().width() for button in shown)


def test_a_truncated_picture_is_said_to_be_left_out(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    first = sorted((folder / "JPEGImages").iterdir())[0]
    first.write_bytes(first.read_bytes()[: first.stat().st_size // 2])
    open_folder(qtbot, window, folder)
    assert "left out of training" in message(window.document)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no such folder", "No such folder."),
        ("a.jpg: is not a picture", "a.jpg: is not a picture."),
        ("/data/x: there are no pictures.", "/data/x: there are no pictures."),
        ("", ""),
    ],
)
def test_messages_become_sentences(line: str, said: str) -> None:
    assert sentence(line) == said


def test_advice_for_the_terminal_stays_out_of_the_window() -> None:
    line = (
        "the pretrained weights of m are not here and could not be downloaded (no connection: [Errno -2] no name); "
        "give a folder that holds m-1.pth (--weights FOLDER, or Weights in the settings), or say --weights none"
    )
    assert sentence(without_options(line)) == (
        "The pretrained weights of m are not here and could not be downloaded (no connection: no name). "
        "A folder that holds m-1.pth helps."
    )


def test_choosing_weights_says_so(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.settings.set("weights", str(folder))
    assert str(folder) in window.train_panel.notice.text
