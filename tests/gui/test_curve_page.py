"""Where a report has no precision-recall curve, the page says why, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from engine.reporting.report import Report
from gui.runs.curves import curves_of, why_none
from gui.widgets.curve_page import CurvePage
from tests.gui.runs_for_tests import told

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("curve", "says"),
    [
        (None, "This report has no precision-recall curve"),
        ({"score": [], "precision": [], "recall": []}, "The network found no object in the measured pictures"),
    ],
)
def test_a_report_without_a_curve_says_why(
    qtbot: QtBot, folder: Path, curve: dict[str, list[float]] | None, says: str
) -> None:
    plain = told(folder, ["a", "b", "c"])
    plain["detections"]["curve"] = curve
    plain["detections"]["curves"] = {}
    report = Report(**plain)
    page = CurvePage()
    qtbot.addWidget(page)
    page.set_curves(curves_of(report), why_none(report))
    page.set_threshold(0.5)
    page.show()
    (said,) = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert said.startswith(says)
