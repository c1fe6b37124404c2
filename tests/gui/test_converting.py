"""A person opens a COCO, YOLO or labelme folder in the window, is told that it is only read, and converts it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from engine import conversion
from engine.annotation import Box, Instance
from engine.converting.place import MARKER
from gui.folders.converting import Converting, ReadOnlyBar, summary
from gui.safekeeping.rereading import found
from tests.gui.driving import IMAGES, PATIENCE, go, open_folder, truth
from tests.gui.fakes import asked_of
from tests.gui.hand import Hand

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.job import Job
    from gui.main_window import MainWindow
    from gui.widgets.toasts import Toast


@pytest.fixture
def foreign(request: pytest.FixtureRequest, scenes: Path, tmp_path: Path) -> Path:
    """The scenes as a COCO folder, or of the format a test asks for."""
    target = tmp_path / "foreign"
    for _ in conversion.convert(str(scenes), str(target), getattr(request, "param", "coco")):
        pass
    return target


def converting(window: MainWindow) -> Converting:
    (room,) = window.findChildren(Converting)
    return room


def bar(window: MainWindow) -> ReadOnlyBar:
    made = converting(window).bar
    assert made is not None
    return made


def digests(root: Path) -> dict[Path, str]:
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in root.rglob("*") if path.is_file()}


def test_a_folder_that_is_only_read_says_so_and_refuses_edits(
    qtbot: QtBot, window: MainWindow, foreign: Path, folder: Path
) -> None:
    before = digests(foreign)
    open_folder(qtbot, window, foreign)
    assert bar(window).isVisible() and "not changed" in bar(window).label.text()
    shown = truth(window)
    assert shown.instances
    window.document.add(Instance("star", Box(3, 3, 30, 30)))
    assert truth(window).instances == shown.instances and not window.document.unsaved
    assert digests(foreign) == before
    open_folder(qtbot, window, folder)
    assert not bar(window).isVisible()


@pytest.mark.parametrize("foreign", ["labelme"], indirect=True)
def test_masks_of_a_folder_that_names_no_classes_are_shown_once_its_labels_are_read(
    qtbot: QtBot, window: MainWindow, foreign: Path
) -> None:
    outline = {"label": "dog", "shape_type": "polygon", "points": [[20, 10], [60, 10], [60, 50]]}
    for path in foreign.glob("*.json"):
        path.write_text(json.dumps({"shapes": [outline], "imageHeight": 240, "imageWidth": 320}))
    open_folder(qtbot, window, foreign)
    qtbot.waitUntil(lambda: truth(window).mask is not None, timeout=PATIENCE)
    mask = truth(window).mask
    assert mask is not None and window.document.mask_classes == ("dog",)
    assert mask[12, 58] == 1 and mask[48, 22] == 0


@pytest.mark.parametrize("foreign", ["coco", "yolo", "labelme"], indirect=True)
def test_convert_to_voc_to_edit(
    qtbot: QtBot, window: MainWindow, foreign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One click and a place: the new folder opens at the same picture, and is edited and saved like any other."""
    open_folder(qtbot, window, foreign, "scene_0003")
    before, shown = digests(foreign), truth(window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
        qtbot.mouseClick(bar(window).button, Qt.MouseButton.LeftButton)
        assert not bar(window).button.isEnabled()
    dataset, record = window.document.dataset, window.document.record
    assert dataset is not None and record is not None
    assert (dataset.format, dataset.root.name, record.name) == ("voc", "foreign VOC", "scene_0003")
    assert not bar(window).isVisible() and digests(foreign) == before
    boxes = [instance.box.as_tuple() for instance in truth(window).instances]
    assert boxes == [pytest.approx(instance.box.as_tuple()) for instance in shown.instances]
    window.document.add(Instance("star", Box(3, 3, 30, 30)))
    assert window.document.save() and record.xml is not None
    assert record.xml.read_text().count("<object>") == len(shown.instances) + 1


def test_a_conversion_that_ends_while_another_folder_is_being_opened_offers_its_own(
    qtbot: QtBot, window: MainWindow, foreign: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(qtbot, window, foreign)
    qtbot.waitUntil(lambda: not window.lanes.folder.busy, timeout=PATIENCE)
    (job,) = conversions(window, tmp_path, monkeypatch)
    window.open_path(folder)
    job.succeeded.emit({"images": 8, "instances": 20, "lost": [], "skipped": []})
    qtbot.waitUntil(lambda: bool(toasts(window, "Converted 8 pictures")), timeout=PATIENCE)
    assert window.document.dataset is not None and window.document.dataset.root == folder
    assert toasts(window, "Converted 8 pictures")[0].way_in.text() == "Open"


def toasts(window: MainWindow, words: str) -> list[Toast]:
    return [toast for toast in window.toasts.shown() if words in toast.text]


def conversions(window: MainWindow, place: Path, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The job of a conversion into `place`, which nobody does."""
    jobs = asked_of(window.lanes.convert, monkeypatch)
    converting(window).convert_into(place)
    return jobs


def test_a_conversion_that_is_stopped_leaves_a_folder_that_says_so(
    qtbot: QtBot, window: MainWindow, foreign: Path, tmp_path: Path
) -> None:
    open_folder(qtbot, window, foreign)
    room, target = converting(window), tmp_path / "foreign VOC"
    room.convert_into(tmp_path)
    window.status.stop_wanted.emit("convert")
    qtbot.waitUntil(bar(window).button.isEnabled, timeout=PATIENCE)
    assert window.document.dataset is not None and window.document.dataset.read_only
    assert not target.exists() or (target / MARKER).exists()


def test_a_conversion_that_fails_says_why(qtbot: QtBot, window: MainWindow, foreign: Path) -> None:
    open_folder(qtbot, window, foreign)
    with qtbot.waitSignal(window.failed, timeout=PATIENCE) as said:
        converting(window).convert_into(foreign)
    assert said.args is not None and "inside the folder" in said.args[0]
    assert bar(window).button.isEnabled()


def test_what_was_lost_is_said_in_a_line() -> None:
    lost = [{"what": what, "count": 2} for what in ("masks", "poses", "splits", "parts")]
    document = {
        "images": 1,
        "instances": 1200,
        "lost": lost,
        "skipped": [{"file": "a.jpg", "message": "a.jpg: is damaged"}],
    }
    assert summary(document) == (
        "Converted 1 picture with 1,200 objects. Lost: 2 masks, 2 poses, 2 splits and 1 more kinds. "
        "1 file not used: a.jpg: is damaged."
    )


def test_a_folder_that_is_only_read_is_counted(qtbot: QtBot, window: MainWindow, foreign: Path) -> None:
    open_folder(qtbot, window, foreign)
    assert window.document.dataset is not None
    said = found(window.document.dataset)
    assert f"{IMAGES} pictures" in said and "no labels" not in said


def test_drawing_in_a_folder_that_is_only_read_is_no_failure_and_offers_the_way_on(
    qtbot: QtBot, window: MainWindow, foreign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(qtbot, window, foreign)
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda _window, said, _start: asked.append(said) or "")
    window.acts["box"].trigger()
    Hand(window.canvas).drag((5, 5), (60, 50))
    (toast,) = toasts(window, "COCO folders are only read. Convert to VOC to edit.")
    assert toast.kind == "warning"
    qtbot.mouseClick(toast.way_in, Qt.MouseButton.LeftButton)
    assert asked == ["Where to put the new VOC folder"]


def test_drawing_where_the_labels_are_unusable_leads_to_their_file(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = sorted((folder / "Annotations").iterdir())[1]
    broken.write_text("<annotation><object>")
    open_folder(qtbot, window, folder)
    window.acts["box"].trigger()
    go(qtbot, window, "next")
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    Hand(window.canvas).drag((5, 5), (60, 50))
    (toast,) = toasts(window, "will not be overwritten")
    assert toast.kind == "warning"
    qtbot.mouseClick(toast.way_in, Qt.MouseButton.LeftButton)
    assert shown == [str(broken.parent)]
