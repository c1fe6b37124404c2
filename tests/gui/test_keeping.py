"""The runs that are kept, in the Evaluate tab: compared, listed, named, used, copied out, deleted."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from engine import places
from engine.kept_runs import KeptRun
from engine.reporting.report import Figure
from engine.runs import FitSettings, RunFiles
from engine.safekeeping import lock
from gui.look import theme
from gui.runs.comparisons import pair_of
from gui.runs.keeping import Keeping
from gui.runs.run_folders import unfinished_run
from gui.widgets import differences
from gui.widgets.differences import Difference
from tests.gui.driving import PATIENCE
from tests.gui.fakes import asked_of
from tests.gui.runs_for_tests import leave, listed, open_with_runs, told

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow
    from gui.widgets.compare_page import ComparePage
    from gui.widgets.runs_page import RunsPage

TIP = Qt.ItemDataRole.ToolTipRole
MARKUP = '<img src="file:///dev/zero">'


@pytest.fixture
def names(qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An open folder with two runs, see `open_with_runs`."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    return open_with_runs(qtbot, window, folder)


def compare_page(qtbot: QtBot, window: MainWindow) -> ComparePage:
    window.evaluation_panel.choose("compare")
    kept = window.evaluation_panel.kept
    assert kept is not None
    qtbot.waitUntil(lambda: bool(kept.compare.differences.rows), timeout=PATIENCE)
    return kept.compare


def runs_page(qtbot: QtBot, window: MainWindow, count: int) -> RunsPage:
    window.evaluation_panel.choose("runs")
    kept = window.evaluation_panel.kept
    assert kept is not None
    qtbot.waitUntil(lambda: len(kept.runs.model.runs) == count, timeout=PATIENCE)
    return kept.runs


def test_two_runs_differ_by_figures_and_pictures(qtbot: QtBot, window: MainWindow, names: list[str]) -> None:
    page = compare_page(qtbot, window)
    assert (page.a.currentText(), page.b.currentText()) == ("Run 1", "Run 2")
    rows = {row.name: row for row in page.differences.rows}
    assert rows["Class accuracy"].judged == "same"
    iou = rows["Mean box IoU"]
    assert iou.gain == pytest.approx((0.6 - 0.7) / 4) and iou.low is not None and iou.low <= iou.gain
    assert iou.sentence().startswith("Mean box IoU: 0.675 in A, 0.650 in B, −0.025 (95 % between")
    lists = {key: each.names.stringList() for key, each in page.lists.items()}
    assert lists == {"regressed": [names[3]], "fixed": [names[2]]}
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        place = page.lists["regressed"].list
        QTest.mouseClick(
            place.viewport(), Qt.MouseButton.LeftButton, pos=place.visualRect(place.model().index(0, 0)).center()
        )
    assert window.document.record is not None and window.document.record.name == names[3]
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        page.lists["fixed"].show_all.click()
    assert listed(window) == [names[2]]


def test_runs_are_compared_on_the_pictures_and_by_the_heads_of_both(
    qtbot: QtBot, window: MainWindow, folder: Path, names: list[str]
) -> None:
    leave(folder, 3, told(folder, [*names[:2], "a", "b"], split_hash="b" * 16, mask=None, box={"mean_iou": 0.5}))
    leave(folder, 4, told(folder, ["a", "b", "c", "d"], split_hash="c" * 16))
    page = compare_page(qtbot, window)
    page.b.setCurrentIndex(page.b.findText("Run 1"))
    for run, said in (("Run 3", "2 pictures in both"), ("Run 4", "no picture in common")):
        page.a.setCurrentIndex(page.a.findText(run))
        page.a.activated.emit(page.a.currentIndex())
        qtbot.waitUntil(lambda said=said: said in page.notice.text, timeout=PATIENCE)
        if run == "Run 3":
            assert page.differences.rows and page.differences.isVisible()
            assert "2 only in A and" in page.notice.text and "only A measures one box a picture" in page.notice.text
            assert "only B measures masks" in page.notice.text
    assert page.differences.rows == () and not page.differences.isVisible()
    page.a.setCurrentIndex(page.b.currentIndex())
    page.a.activated.emit(page.a.currentIndex())
    assert "the same run" in page.notice.text


def test_the_runs_of_a_folder_are_listed_named_and_used(
    qtbot: QtBot, window: MainWindow, folder: Path, names: list[str]
) -> None:
    leave(folder, 3, told(folder, names))
    (places.data() / "runs" / f"{folder.name}-3" / "settings.json").write_text("{")
    leave(folder, 4, told(folder.parent / "other", names))
    other = places.data() / "runs" / f"{folder.name}-4" / "settings.json"
    other.write_text(other.read_text().replace(str(folder), str(folder.parent / "other")))
    page = runs_page(qtbot, window, 3)
    rows = [[page.model.index(row, column).data() for column in range(5)] for row in range(3)]
    assert [row[0] for row in rows] == ["3", "2 (in use)", "1"]
    assert rows[0][2].startswith("Damaged") and "Class accuracy 0.75 · Mask mIoU 0.60" in rows[1][2]
    assert not page.buttons["use"].isEnabled() and page.buttons["delete"].isEnabled()
    page.model.setData(page.model.index(2, 1), MARKUP)
    run = places.data() / "runs" / f"{folder.name}-1"
    qtbot.waitUntil(lambda: page.model.index(2, 1).data() == MARKUP, timeout=PATIENCE)
    assert (run / "name.txt").read_text().strip() == MARKUP
    assert "<img" not in str(page.model.index(2, 1).data(Qt.ItemDataRole.ToolTipRole))
    page.tree.setCurrentIndex(page.model.index(2, 0))
    page.buttons["use"].click()
    assert window.training.checkpoint == str(run / "best.safetensors")
    qtbot.waitUntil(lambda: page.model.index(2, 0).data() == "1 (in use)", timeout=PATIENCE)


def left_unfinished(folder: Path, number: int) -> Path:
    """A run that ended early, after its first epoch; returns its folder."""
    files = RunFiles(leave(folder, number, told(folder, ["a", "b", "c"])).parent)
    files.report.unlink()
    files.best.rename(files.last)
    return files.folder


def test_each_unfinished_run_is_gone_on_with_from_its_row(
    qtbot: QtBot, window: MainWindow, folder: Path, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names
    third, _ = left_unfinished(folder, 3), left_unfinished(folder, 4)
    asked = asked_of(window.lanes.run, monkeypatch)
    page = runs_page(qtbot, window, 4)
    offered = {}
    for row in range(4):
        page.tree.setCurrentIndex(page.model.index(row, 0))
        offered[page.model.index(row, 0).data()] = [
            name for name in ("resume", "compare") if page.buttons[name].isVisible() and page.buttons[name].isEnabled()
        ]
    assert offered == {"4": ["resume"], "3": ["resume"], "2 (in use)": ["compare"], "1": ["compare"]}
    page.tree.setCurrentIndex(page.model.index(1, 0))
    page.buttons["resume"].click()
    (job,) = asked
    settings = job.arguments["settings"]
    assert isinstance(settings, FitSettings) and settings.resume and settings.out == str(third)
    assert window.training.number == 3 and window.train_panel.isVisible()
    window.evaluation_panel.choose("runs")
    window.bottom.unfold(window.evaluation_panel)
    qtbot.waitUntil(lambda: page.model.index(1, 2).data() == "Learning now", timeout=PATIENCE)
    assert not page.buttons["resume"].isVisible()
    page.tree.setCurrentIndex(page.model.index(0, 0))
    page.buttons["resume"].click()
    assert len(asked) == 1 and "Run 3 is still on" in window.train_panel.notice.text
    job.cancelled.emit()
    (resume,) = window.train_panel.notice.buttons
    resume.click()
    assert asked[1].arguments["settings"] == settings, "the one that was stopped, not the newest"
    asked[1].cancelled.emit()


def test_a_run_that_another_window_learns_is_neither_gone_on_with_nor_deleted(
    qtbot: QtBot, window: MainWindow, folder: Path, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names
    third = left_unfinished(folder, 3)
    other = os.open(third, os.O_RDONLY)
    assert lock.claim(other)
    page = runs_page(qtbot, window, 3)
    assert page.model.index(0, 2).data() == "Learning now" and not page.buttons["resume"].isVisible()
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: pytest.fail("it was asked whether to delete it"))
    page.buttons["delete"].click()
    assert window.toasts.shown()[-1].text == "Run 3 is being learnt in another window. Stop it there first."
    os.close(other)
    assert third.is_dir() and unfinished_run(folder) is not None


def test_without_a_row_the_run_that_was_worked_at_last_is_gone_on_with(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    runs = [left_unfinished(folder, number) for number in (1, 2, 3)]

    def worked_at(run: Path, hour: int) -> str:
        os.utime(RunFiles(run).last, (3600 * hour, 3600 * hour))
        found = unfinished_run(folder)
        return found.out if found is not None else ""

    for run in runs:
        worked_at(run, 1)
    assert worked_at(runs[0], 1) == str(runs[2]), "of equals the newest"
    assert worked_at(runs[1], 2) == str(runs[1])
    RunFiles(runs[2]).last.unlink()
    assert worked_at(runs[0], 3) == str(runs[0])
    RunFiles(runs[0]).report.write_text("{}")
    assert unfinished_run(folder) is None, "a finished one came after them"


@pytest.mark.usefixtures("german")
def test_the_runs_speak_german(qtbot: QtBot, window: MainWindow, folder: Path, names: list[str]) -> None:
    assert names
    left_unfinished(folder, 3)
    page = runs_page(qtbot, window, 3)
    english = re.compile(r"\brun\b|accuracy|epochs")
    for row in range(3):
        page.tree.setCurrentIndex(page.model.index(row, 0))
        shown = [page.said.text(), page.model.index(row, 2).data(), page.model.index(row, 2).data(TIP)]
        assert [text for text in shown if english.search(str(text).replace(str(folder.parent), ""))] == []


def test_a_run_is_copied_out(qtbot: QtBot, window: MainWindow, tmp_path: Path, names: list[str]) -> None:
    assert names
    page, keeping = runs_page(qtbot, window, 2), window.findChild(Keeping)
    assert isinstance(keeping, Keeping)
    place = tmp_path / "elsewhere"
    place.mkdir()
    run = page.model.runs[0]
    for number in (1, 2):
        keeping.export_into(run, place)
        qtbot.waitUntil(lambda number=number: len(list(place.iterdir())) == number, timeout=PATIENCE)
        qtbot.waitUntil(
            lambda: any("Copied 4 files" in toast.text for toast in window.toasts.shown()), timeout=PATIENCE
        )
        window.toasts.clear()
    copied = sorted(place.iterdir())[0] / "best.safetensors"
    assert copied.read_bytes() == Path(run.checkpoint).read_bytes()


def test_a_run_is_deleted_after_a_question_that_says_its_size(
    qtbot: QtBot, window: MainWindow, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names
    page = runs_page(qtbot, window, 2)
    asked: list[QMessageBox] = []
    answers = ["Keep", "Delete"]

    def answer(box: QMessageBox) -> int:
        asked.append(box)
        wanted = answers.pop(0)
        next(button for button in box.buttons() if button.text().startswith(wanted)).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    run = page.model.runs[0]
    page.tree.setCurrentIndex(page.model.index(0, 0))
    page.buttons["delete"].click()
    assert Path(run.folder).is_dir(), "kept"
    said = asked[0].informativeText()
    assert asked[0].text() == "Delete run 2?" and "4 files" in said and "kB" in said and "the one in use" in said
    page.buttons["delete"].click()
    qtbot.waitUntil(lambda: len(page.model.runs) == 1, timeout=PATIENCE)
    assert not Path(run.folder).exists() and Path(page.model.runs[0].folder).is_dir()
    assert window.training.checkpoint == ""


def test_two_runs_to_begin_with_are_alike() -> None:
    def run(number: int, split: str, *keys: str) -> KeptRun:
        figures = tuple(Figure(key, key, 0.5) for key in keys)
        return KeptRun(f"scenes-{number}", number, checkpoint=f"{number}", figures=figures, split_hash=split)

    runs = (run(5, "b", "x"), run(4, "a", "x"), run(3, "a", "x", "y"), run(2, "", "x"), run(1, "a", "x"))
    numbers = {checkpoint: tuple(each.number for each in pair_of(runs, checkpoint) or ()) for checkpoint in "54321"}
    assert numbers == {"5": (4, 5), "4": (1, 4), "3": (4, 3), "2": (4, 5), "1": (4, 1)}
    assert pair_of(runs[3:], "1") is None


@pytest.mark.parametrize(("gain", "role"), [(0.2, "success"), (-0.2, "danger"), (0.004, "text_2")])
def test_what_is_written_as_no_difference_is_not_coloured_as_one(gain: float, role: str) -> None:
    row = Difference("background", 0.5, 0.5 + gain, gain - 0.001, gain + 0.001)
    assert differences._tone(row) == getattr(theme.current(), role)


@pytest.mark.usefixtures("names")
def test_all_columns_of_the_runs_are_in_sight(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1280, 800)
    page = runs_page(qtbot, window, 2)
    header, port = page.tree.header(), page.tree.viewport()
    qtbot.waitUntil(lambda: header.length() == port.width())
    assert page.tree.horizontalScrollBar().maximum() == 0
