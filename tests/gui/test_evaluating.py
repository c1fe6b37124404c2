"""The Evaluate tab leads from a number to the pictures behind it: the curve and the confusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.processes.process import EngineProcess
from engine.reporting.report import Report
from engine.steps import Step
from gui.job import Failure, Job
from gui.look import tokens
from gui.runs.confusions import confusions_of
from gui.runs.curves import Curve, curves_of
from gui.runs.scoring import bars_of, scores_of
from gui.widgets.matrix import TINTS, Matrix, short
from gui.widgets.tints import INKS, contrast, legible, mixed
from tests.gui.driving import PATIENCE, truth
from tests.gui.runs_for_tests import listed, open_with_runs, told

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow
    from gui.widgets.confusion_page import ConfusionPage
    from gui.widgets.curve_page import CurvePage

MARKUP = '<img src="file:///dev/zero">'
SHARES = st.floats(0, 1, allow_nan=False)


@pytest.fixture
def names(qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An open folder with two runs, see `open_with_runs`."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    return open_with_runs(qtbot, window, folder)


def curve_page(window: MainWindow) -> CurvePage:
    window.evaluation_panel.choose("curve")
    page = window.evaluation_panel.view.curve
    assert page is not None
    return page


def confusion_page(window: MainWindow, kind: str) -> ConfusionPage:
    window.evaluation_panel.choose("confusion")
    page = window.evaluation_panel.view.confusion
    assert page is not None
    page.kind.setCurrentText(kind)
    return page


def figures(page: CurvePage) -> list[str]:
    return [label.text() for label in page.figures.values()]


def test_why_the_scores_could_not_be_measured_stays_until_they_are_asked_for_again(
    window: MainWindow, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names
    panel, training, evaluating = window.evaluation_panel, window.training, window.evaluating
    measured, said = panel.view.notice.text, "The scores could not be measured: The network has no classes"
    for say in (lambda: panel.view.notice.text, panel._empty_text.text):
        evaluating.failed.emit(Failure("The network has no classes", "", True))
        training.changed.emit()  # labels were saved, and what could be trained on was counted anew
        assert say() == said
    assert panel._report is not None
    panel.show_report(panel._report)
    training.changed.emit()
    assert panel.view.notice.text == measured and said not in panel._empty_text.text()
    evaluating.failed.emit(Failure("The network has no classes", "", True))
    with monkeypatch.context() as patched:
        patched.setattr(evaluating, "start", lambda: None)
        panel.view.again.click()
    training.changed.emit()
    assert panel.view.notice.text == measured
    evaluating.failed.emit(Failure("The network has no classes", "", True))
    training.use("")
    assert said not in panel._empty_text.text() and not panel.view.isVisible()


# -- the curve --------------------------------------------------------------------------------------------------------


def test_a_stopped_evaluation_is_gone_from_the_status_bar(
    window: MainWindow, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names
    job = Job(EngineProcess(1, 0), "evaluate", {})
    monkeypatch.setattr(window.lanes.run, "ask", lambda *_: job)
    window.evaluating.start()
    job.stepped.emit(Step("Evaluating", 10, 40, "evaluate"))
    assert window.status._name == "evaluate"
    window.status.stop_wanted.emit("evaluate")
    job.stepped.emit(Step("Evaluating", 11, 40, "evaluate"))  # what was on its way
    job.cancelled.emit()
    assert window.status._name == ""


def test_the_threshold_of_the_curve_is_the_confidence_of_the_canvas(window: MainWindow, names: list[str]) -> None:
    assert names
    page, viewing = curve_page(window), window.viewing
    viewing.confidence = 0.6
    assert figures(page) == ["0.60", "0.90", "0.60", "0.72"]
    viewing.confidence = 0.61
    assert figures(page) == ["0.61", "1.00", "0.20", "0.33"], "detections of .6 are out now"
    viewing.confidence = 0.95
    assert figures(page) == ["0.95", "none", "0.00", "0.00"]
    page.best.click()
    assert viewing.confidence == 0.6 and "0.72" in page.best.text()
    page.kind.setCurrentText("circle")
    assert figures(page)[1] == "0.40"


def test_the_point_is_dragged_and_moved_with_the_keys(window: MainWindow, names: list[str]) -> None:
    assert names
    page, viewing = curve_page(window), window.viewing
    plot = page.plot
    for recall, precision, score in ((0.8, 0.5, 0.3), (0.61, 0.88, 0.6), (0.0, 1.0, 0.9)):
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.point(recall, precision).toPoint())
        assert viewing.confidence == score
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=plot.point(0.2, 1.0).toPoint())
    QTest.mouseMove(plot, plot.point(0.8, 0.5).toPoint())
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=plot.point(0.8, 0.5).toPoint())
    assert viewing.confidence == 0.3
    for key, confidence in (
        (Qt.Key.Key_Left, 0.6),
        (Qt.Key.Key_Left, 0.9),
        (Qt.Key.Key_Left, 0.9),
        (Qt.Key.Key_Right, 0.6),
        (Qt.Key.Key_Up, 0.61),
        (Qt.Key.Key_PageDown, 0.51),
        (Qt.Key.Key_End, 1.0),
        (Qt.Key.Key_Right, 0.9),
        (Qt.Key.Key_Home, 0.0),
    ):
        QTest.keyClick(plot, key)
        assert viewing.confidence == confidence
    assert "precision 0.50, recall 0.80" in plot.accessibleDescription()


@given(st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=30), SHARES)
def test_a_threshold_keeps_the_detections_that_reach_it(points: list[tuple[float, float, float]], at: float) -> None:
    points.sort(reverse=True)
    curve = Curve(*(tuple(column) for column in zip(*points, strict=True)))
    place = curve.at(at)
    kept = [score for score in curve.score if score >= at]
    assert (place is None) == (not kept)
    assert place is None or place == len(kept) - 1
    assert curve.f1(curve.best()) == max(map(curve.f1, range(len(points))))


def test_curves_and_confusions_of_odd_reports_are_left_out(folder: Path) -> None:
    plain = told(folder, ["a", "b", "c"])
    plain["detections"]["curve"]["score"] = [0.1, 0.9, 0.2]
    plain["detections"]["curves"] = {"x": {"score": ["?"], "precision": [1], "recall": [1]}, "y": 3}
    plain["detections"]["confusion"]["counts"] = [[1, 2], [3]]
    plain["mask"]["confusion"] = {"names": "ab", "counts": None}
    plain["label"]["confusion"] = [[1.5]]
    report = Report(**plain)
    assert curves_of(report) == {} and confusions_of(report) == {}


# -- the confusion ----------------------------------------------------------------------------------------------------


def click(page: ConfusionPage, row: int, column: int) -> None:
    page.matrix.point_at(row, column)
    QTest.mouseClick(page.matrix.viewport(), Qt.MouseButton.LeftButton, pos=page.matrix.cell_rect(row, column).center())


def test_a_cell_keeps_its_pictures_in_the_list_and_they_can_be_corrected(
    qtbot: QtBot, window: MainWindow, names: list[str]
) -> None:
    page = confusion_page(window, "Classes of pictures")
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        click(page, 0, 2)
    assert listed(window) == [names[1]]
    assert window.document.record is not None and window.document.record.name == names[1]
    assert page.said.text() == "circle taken for star: 1 picture, 25 % of circle"
    assert window.acts["box"].isEnabled() and truth(window).instances
    page.kind.setCurrentText("Objects")
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        click(page, 0, 4)
    assert listed(window) == [names[2]]
    assert page.said.text() == "circle missed: 1 object, 25 % of circle"
    window.images.clear_filter()
    assert len(listed(window)) > 4


def test_the_matrix_is_walked_with_the_keys(qtbot: QtBot, window: MainWindow, names: list[str]) -> None:
    page = confusion_page(window, "Objects")
    matrix = page.matrix
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(matrix, key)
    assert matrix.current == (0, 1), "the first key only makes a cell the current one"
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert listed(window) == [names[1]]
    for _ in range(9):
        QTest.keyClick(matrix, Qt.Key.Key_Down)
        QTest.keyClick(matrix, Qt.Key.Key_Left)
    assert matrix.current == (4, 0)
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.accessibleDescription() == "square found where there is none: 3 objects, 100 % of what is false"
    QTest.keyClick(matrix, Qt.Key.Key_Space)
    assert listed(window) == [names[1]], "the rows of the report name no picture of this cell"


def test_pixels_and_right_objects_lead_nowhere_and_say_so(window: MainWindow, names: list[str]) -> None:
    everything = listed(window)
    assert names
    page = confusion_page(window, "Pixels of masks")
    assert "does not say in which pictures" in page.said.text()
    click(page, 1, 0)
    assert page.said.text().startswith("circle taken for background: 20 pixels, 20 % of circle")
    page.kind.setCurrentText("Objects")
    click(page, 2, 2)
    assert "rightly found as star: 4 objects" in page.said.text() and "does not say" in page.said.text()
    assert listed(window) == everything


def test_cells_say_counts_or_shares_of_their_row(window: MainWindow, names: list[str]) -> None:
    assert names
    page = confusion_page(window, "Objects")
    texts = [page.matrix.text(0, column) for column in range(5)]
    page.shares.click()
    assert texts == ["2", "·", "1", "·", "1"]
    assert [page.matrix.text(0, column) for column in range(5)] == ["50 %", "·", "25 %", "·", "25 %"]


def test_many_classes_scroll_and_the_current_cell_stays_in_sight(qtbot: QtBot) -> None:
    matrix = Matrix("many")
    qtbot.addWidget(matrix)
    matrix.resize(500, 160)
    many = tuple(f"{MARKUP} {number}" for number in range(60))
    counts = [[row * column for column in range(60)] for row in range(60)]
    matrix.set_table(
        (many, many), counts, [60 * row + 1 for row in range(60)], ("true", "said"), lambda t, p: f"{t} {p}"
    )
    matrix.show()
    qtbot.waitExposed(matrix)
    for row, column in ((59, 59), (0, 0), (30, 2), (2, 30)):
        matrix.point_at(row, column)
        assert matrix.viewport().rect().contains(matrix.cell_rect(row, column))
        with qtbot.waitSignal(matrix.chosen) as chosen:
            QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=matrix.cell_rect(row, column).center())
        assert chosen.args == [row, column]
    with qtbot.assertNotEmitted(matrix.chosen):
        QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert not matrix.grab().isNull()


@pytest.mark.parametrize("shown", [tokens.LIGHT, tokens.DARK], ids=lambda shown: shown.name)
def test_numbers_are_read_on_every_tint(shown: tokens.Theme) -> None:
    for tone in (shown.accent, shown.warning):
        for share in range(101):
            back = mixed(shown.panel, tone, TINTS[0] + TINTS[1] * share / 100)
            assert contrast(legible(back, *INKS), back) >= 5.5


@given(st.integers(0, 10**12))
def test_a_count_is_at_most_five_characters(count: int) -> None:
    text = short(count)
    assert len(text) <= 5 and (count >= 10_000 or int(text.replace(",", "")) == count)


def test_intervals_are_said_with_cards_and_bars_of_reports_that_have_them() -> None:
    box = {"mean_iou": 0.6, "localization_accuracy": 0.55, "classes": {"cat": {"images": 3, "mean_iou": 0.6}}}
    plain: dict = {"images": 3, "split": "test", "split_hash": "a", "leak": {}, "definition": {}, "baselines": {}}
    spreads = {"intervals": {"localization_accuracy": [0.4, 0.7]}, "class_intervals": {"cat": [0.31, 0.86]}}
    new, old = Report(**plain, box=box | spreads), Report(**plain, box=box | {"intervals": 3, "class_intervals": None})
    card = next(score for score in scores_of(new) if score.name == "Localization accuracy")
    assert (card.low, card.high) == (0.4, 0.7)
    assert [bar.note for bar in bars_of(new)["Box IoU"]] == ["3 pictures, 95 % interval: 0.31 to 0.86"]
    assert [bar.note for bar in bars_of(old)["Box IoU"]] == ["3 pictures"]
    assert all(score.low is None for score in scores_of(old))
