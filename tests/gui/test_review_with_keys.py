"""The whole review with keys alone, in one window and one sitting: the worst pictures first, each disagreement decided,
taken back across pictures, the rest accepted at once, saved; what is on disk then is what is on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu

from engine import places, predictions
from engine.annotation import Annotation, Box, Instance
from engine.datasets import labels
from engine.datasets.folder import open_folder as read_folder
from gui.dialogs.accepting import AcceptingDialog
from gui.dialogs.finder import Finder
from tests.gui.driving import PATIENCE, open_folder, press, truth

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TAB, ENTER, SPACE, DOWN = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Down
CIRCLE, SQUARE = Instance("circle", Box(20, 20, 80, 80)), Instance("square", Box(150, 40, 220, 110))
NOTHING = Instance("star", Box(240, 150, 300, 210))
"""A label where there is nothing."""
EXTRA = Box(240, 150, 300, 210)
PLACED, WRONG, SURE = 4, 2, (1, 7)
"""Pictures: boxes that are displaced, labels that are wrong, objects that nobody has labelled but the network finds."""

PLAIN = [(one.label, one.box.as_tuple()) for one in (CIRCLE, SQUARE)]
RELABELLED = [("star", CIRCLE.box.as_tuple()), PLAIN[1]]
MOVED = [("circle", CIRCLE.box.moved(40, 0).as_tuple()), ("square", SQUARE.box.moved(50, 0).as_tuple())]


def prepare(folder: Path) -> None:
    """Every picture has a circle and a square, which the network finds; `PLACED`, `WRONG` and `SURE` differ."""
    key, dataset = predictions.key(places.sample_checkpoint()), read_folder(folder)
    for place, record in enumerate(dataset.records):
        read = labels.read(dataset.format, record)
        here = (CIRCLE, SQUARE, NOTHING) if place == WRONG else (CIRCLE, SQUARE)
        labels.save(dataset, record, read.annotation.with_instances(here), read.stamp)
        found = [Instance(one.label, one.box, score=0.9) for one in (CIRCLE, SQUARE)]
        if place == PLACED:
            found = [Instance(one.label, one.box.moved(by, 0), score=0.9) for one, by in ((CIRCLE, 40), (SQUARE, 50))]
        elif place == WRONG:
            found[0] = Instance("star", CIRCLE.box, score=0.9)
        elif place in SURE:
            found.append(Instance("triangle", EXTRA, score=0.95))
        elif place == 0:
            found.append(Instance("triangle", EXTRA, score=0.6))
        size = read.annotation.width, read.annotation.height
        predictions.store(key, Path(record.image), Annotation(*size, tuple(found), source="run"))


def walked(window: MainWindow) -> str:
    return window.strip.walked.text()


def step(qtbot: QtBot, window: MainWindow, key: Qt.Key, words: str) -> None:
    """Tab, or Shift+Tab, and wait until the walk says `words`."""
    press(qtbot, window, key)
    qtbot.waitUntil(lambda: walked(window) == words, timeout=PATIENCE)


def enabled(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.waitUntil(window.acts[name].isEnabled, timeout=PATIENCE)


def sort_by_worst(qtbot: QtBot, window: MainWindow) -> None:
    """The list's menu from the search line, and on to the list."""

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for key in (DOWN, DOWN, ENTER):
            qtbot.keyClick(menu, key)

    press(qtbot, window, Qt.Key.Key_Slash)
    press(qtbot, window, TAB)
    QTimer.singleShot(200, window, choose)
    press(qtbot, window, SPACE)
    qtbot.waitUntil(lambda: window.images.sorting.kind == "worst", timeout=PATIENCE)
    press(qtbot, window, TAB)


def accept_the_list(qtbot: QtBot, window: MainWindow) -> str:
    """By Ctrl+K and the dialog's own key; returns what was said before anything was done."""
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    finder = QApplication.activePopupWidget()
    assert isinstance(finder, Finder)
    qtbot.keyClicks(finder.field, "accept all list")
    qtbot.keyClick(finder.field, ENTER)
    (dialog,) = window.findChildren(AcceptingDialog)
    qtbot.waitUntil(dialog.counting.does.isEnabled, timeout=PATIENCE)
    preview = f"{dialog.where.text()}. {dialog.counting.said.text()}"
    assert not window.document.unsaved
    qtbot.keyClick(dialog.score, ENTER)
    qtbot.waitUntil(lambda: any("Above 0.90" in each.text for each in window.toasts.shown()), timeout=PATIENCE)
    return preview


def boxes(annotation: Annotation) -> list[tuple[str, tuple[float, ...]]]:
    return [(one.label, one.box.as_tuple()) for one in annotation.instances]


def decide_by_class_and_del(qtbot: QtBot, window: MainWindow) -> None:
    """In `WRONG`: the circle is a star, and the star is nothing."""
    step(qtbot, window, TAB, "circle taken for star")
    assert window.reviewing.position == WRONG
    digit = window.instances.classes.names().index("star") + 1
    press(qtbot, window, Qt.Key(Qt.Key.Key_0 + digit))
    assert truth(window).instances[0].label == "star"
    step(qtbot, window, TAB, "missed star")
    enabled(qtbot, window, "delete")
    press(qtbot, window, Qt.Key.Key_Delete)
    assert boxes(truth(window)) == RELABELLED


def take_both_boxes(qtbot: QtBot, window: MainWindow) -> None:
    """In `PLACED`."""
    step(qtbot, window, TAB, "square placed badly")
    assert window.reviewing.position == PLACED
    for words, moved in (("circle placed badly", 1), ("", 2)):
        enabled(qtbot, window, "accept")
        press(qtbot, window, ENTER)
        assert len(set(boxes(truth(window))) - set(PLAIN)) == moved
        if words:
            step(qtbot, window, TAB, words)
    assert boxes(truth(window)) == MOVED


def there_and_back(qtbot: QtBot, window: MainWindow) -> None:
    """Both boxes and the label in the picture before, undone and done again."""
    for _ in range(3):
        enabled(qtbot, window, "undo")
        press(qtbot, window, Qt.Key.Key_Z, CTRL)
    labelled = [*RELABELLED, ("star", NOTHING.box.as_tuple())]
    qtbot.waitUntil(lambda: window.reviewing.position == WRONG and boxes(truth(window)) == labelled, timeout=PATIENCE)
    for _ in range(3):
        enabled(qtbot, window, "redo")
        press(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: window.reviewing.position == PLACED and boxes(truth(window)) == MOVED, timeout=PATIENCE)


def on_disk_and_on_the_screen(qtbot: QtBot, window: MainWindow) -> list[list[tuple[str, tuple[float, ...]]]]:
    """What every label file says, which is what the window shows of its picture."""
    dataset = window.document.dataset
    assert dataset is not None
    disk = [boxes(labels.read(dataset.format, record).annotation) for record in dataset.records]
    for place, record in enumerate(dataset.records):
        window.reviewing.go(place)
        qtbot.waitUntil(lambda record=record: window.document.record == record, timeout=PATIENCE)
        assert boxes(truth(window)) == disk[place]
    return disk


def test_a_folder_is_reviewed_with_keys_alone(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATA", "CACHE"):
        monkeypatch.setenv(f"OVERLAP_{name}", str(tmp_path / name))
    prepare(folder)
    open_folder(qtbot, window, folder)
    window.training.checkpoint = str(places.sample_checkpoint())
    window.training.predicted.emit(window.training.checkpoint)  # as when the folder has been predicted
    facts, search = window.images.model.facts, window.images.search
    qtbot.waitUntil(lambda: facts.totals() == (13, 6, 4), timeout=PATIENCE)

    sort_by_worst(qtbot, window)
    assert list(window.images.model.positions)[:2] == [WRONG, PLACED]
    decide_by_class_and_del(qtbot, window)
    take_both_boxes(qtbot, window)
    there_and_back(qtbot, window)

    qtbot.waitUntil(lambda: facts.totals() == (16, 3, 0), timeout=PATIENCE)
    press(qtbot, window, Qt.Key.Key_Slash)
    qtbot.keyClicks(search, "false>0")
    qtbot.waitUntil(lambda: sorted(window.images.model.positions) == [0, *SURE], timeout=PATIENCE)
    press(qtbot, window, ENTER)
    preview = accept_the_list(qtbot, window)
    assert "in what the list shows (3 pictures)" in preview
    assert "2 added, 0 replaced in 2 pictures." in preview

    press(qtbot, window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not window.document.unsaved, timeout=PATIENCE)
    press(qtbot, window, Qt.Key.Key_Slash)
    press(qtbot, window, Qt.Key.Key_Escape)
    accepted = [*PLAIN, ("triangle", EXTRA.as_tuple())]
    assert on_disk_and_on_the_screen(qtbot, window) == [
        *(PLAIN, accepted, RELABELLED, PLAIN, MOVED, PLAIN, PLAIN, accepted)
    ]
