"""The Statistics tab: counted when it is looked at; a bar, a cell or something odd leads to its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.folders.surveying import Surveying
from gui.review.measuring import show_picture
from tests.gui.driving import PATIENCE, act, open_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow
    from gui.panels.statistics import StatisticsPanel

MARKUP = "&lt;img src=/dev/zero&gt;"


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow, folder: Path) -> StatisticsPanel:
    """Of a folder whose second picture has a tiny object of a class that bears markup."""
    xml = sorted((folder / "Annotations").glob("*.xml"))[1]
    thing = f"<object><name>{MARKUP}</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>9</xmax><ymax>8</ymax></bndbox>"
    text = xml.read_text(encoding="utf-8").replace("</annotation>", f"{thing}</object></annotation>")
    xml.write_text(text, encoding="utf-8")
    open_folder(qtbot, window, folder)
    surveying = window.findChild(Surveying)
    assert isinstance(surveying, Surveying)
    assert not surveying.panel.is_built, "what nobody has looked at costs nothing"
    window.bottom.unfold(surveying.panel)
    qtbot.waitUntil(lambda: "masks" in surveying.panel.charts, timeout=PATIENCE)
    return surveying.panel


def listed(window: MainWindow) -> list[str]:
    model = window.images.model
    return [model.records[position].name for position in model.positions]


def test_every_chart_counts_and_a_bar_leads_to_its_pictures(
    qtbot: QtBot, window: MainWindow, panel: StatisticsPanel
) -> None:
    assert list(panel.charts) == ["classes", "sides", "aspects", "sizes", "masks"]
    index = window.opening.index
    assert index is not None
    assert panel.said.text() == f"8 pictures, {len(index.owner)} objects, {len(index.classes)} classes"
    bars = panel.charts["classes"]
    strange = next(row for row, one in enumerate(bars.counts) if one.name == "<img src=/dev/zero>")
    assert bars.counts[strange].text == "1" and bars.counts[strange].word
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        QTest.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=bars.row_rect(strange).center())
    assert listed(window) == ["scene_0001"]
    sides = panel.charts["sides"]
    QTest.keyClick(sides, Qt.Key.Key_End)
    QTest.keyClick(sides, Qt.Key.Key_Home)
    assert sides.counts[sides.current].word == "tiny"
    window.images.clear_filter()
    QTest.keyClick(sides, Qt.Key.Key_Return)
    assert listed(window) == ["scene_0001"]
    assert not panel.grab().isNull()


def test_a_part_of_the_folder_is_counted_alone(window: MainWindow, panel: StatisticsPanel) -> None:
    bars = panel.charts["sizes"]
    assert [one.text for one in bars.counts] == ["8"] and bars.counts[0].expected is None
    parts = []
    for place in (1, 2, 3):
        panel.part.setCurrentIndex(place)
        parts.append(int(bars.counts[0].text))
        assert panel.said.text().startswith(f"{parts[-1]} picture") and bars.counts[0].expected is not None
    assert sum(parts) == 8 and min(parts) > 0
    bars.chosen.emit(0)
    assert len(listed(window)) == parts[-1]


def test_what_stands_out_and_what_occurs_together_leads_to_pictures(
    qtbot: QtBot, window: MainWindow, panel: StatisticsPanel
) -> None:
    words = [word for word, _ in panel.odd.notes]
    assert "tiny" in words
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        place = panel.odd.visualRect(panel.odd.model().index(words.index("tiny"), 0)).center()
        QTest.mouseClick(panel.odd.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert listed(window) == ["scene_0001"]
    window.images.clear_filter()
    panel.together_button.click()
    assert panel.matrix.isVisible()
    survey, index = panel._survey, window.opening.index
    assert survey is not None and index is not None
    counts = survey.together
    row, column = next((r, c) for r in range(len(counts)) for c in range(len(counts)) if r != c and counts[r][c])
    panel.matrix.point_at(row, column)
    number = int(counts[row][column])
    assert panel.said.text().endswith(f"in {number} picture{'s' if number > 1 else ''}")
    QTest.keyClick(panel.matrix, Qt.Key.Key_Return)
    assert len(listed(window)) == number


def test_labels_saved_since_are_said_and_counted_again(
    qtbot: QtBot, window: MainWindow, panel: StatisticsPanel
) -> None:
    before = panel.said.text()
    window.document.select(0)
    act(qtbot, window, "delete")
    with qtbot.waitSignal(window.document.saved, timeout=PATIENCE):
        act(qtbot, window, "save")
    assert panel.said.text() == f"{before} · changed since"
    panel.again.click()
    qtbot.waitUntil(lambda: panel.again.isEnabled(), timeout=PATIENCE)
    assert panel.said.text() != before and "changed" not in panel.said.text()


def test_counting_can_be_stopped_and_fails_with_a_sentence(window: MainWindow, panel: StatisticsPanel) -> None:
    assert window.isVisible()
    panel.say_failed("The folder is gone.")
    assert panel.empty.isVisible() and panel.empty.text() == "The folder is gone." and panel.again.isVisible()
    panel.say_working("Counting: 3 of 9")
    assert panel.empty.text() == "Counting: 3 of 9" and not panel.again.isEnabled()
    panel.say_stopped()
    assert panel.empty.text().startswith("Stopped") and panel.again.isEnabled()


def test_a_picture_that_is_gone_is_said(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.toasts.clear()
    show_picture(window, "nowhere")
    (note,) = window.toasts.shown()
    assert "nowhere is not in this folder any more" in note.text and note.kind == "info"
