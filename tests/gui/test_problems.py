"""The Problems tab: what is wrong with a folder is listed, filtered, and one click away."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from engine.checks.finding import Finding, Findings
from engine.steps import Step
from gui.folders.problems import Problems
from gui.panels.problems import ProblemsPanel
from tests.gui.driving import PATIENCE, act, open_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

MARKUP = '<img src="file:///dev/zero">'


def finding(file: str, severity: str = "warning", message: str = "odd; mend it", line: int | None = None) -> Finding:
    kind = "error" if severity == "error" else "warning"
    return Finding(file, line, "size", kind, message, file.partition(".")[0])


@pytest.fixture
def panel(qtbot: QtBot) -> ProblemsPanel:
    made = ProblemsPanel()
    qtbot.addWidget(made)
    made.resize(900, 240)
    made.show()
    qtbot.waitExposed(made)
    return made


def rows(panel: ProblemsPanel) -> list[str]:
    return [each.file for each in panel.model.rows]


def text_of(panel: ProblemsPanel) -> str:
    return f"{panel.title.text()}. {panel.text.text()}"


def test_problems_are_filtered_by_kind_and_words_and_counted(panel: ProblemsPanel) -> None:
    found = (finding("a.xml", "error", line=3), finding("b.jpg", message="it is a GIF"), finding("c.jpg"))
    panel.show_findings(Findings(5, found))
    assert rows(panel) == ["a.xml", "b.jpg", "c.jpg"]
    assert panel.counts.text() == "1 error, 2 warnings"
    panel.kind.setCurrentIndex(panel.kind.findData("warning"))
    assert rows(panel) == ["b.jpg", "c.jpg"]
    panel.search.setText("gif IT")
    assert rows(panel) == ["b.jpg"]
    assert panel.counts.text() == "1 shown of 1 error, 2 warnings"
    panel.search.setText("no such words")
    assert rows(panel) == [] and "Nothing matches" in text_of(panel) and panel.title.isVisible()
    panel.search.clear()
    panel.kind.setCurrentIndex(0)
    assert rows(panel) == ["a.xml", "b.jpg", "c.jpg"] and panel.list.isVisible()


def test_a_button_that_goes_leaves_the_keys_in_the_panel(qtbot: QtBot, panel: ProblemsPanel) -> None:
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.say_nothing_yet(True)
    panel.check.setFocus()
    panel.say_step(Step("Checking", 1, 2))
    assert not panel.check.isVisible() and panel.search.hasFocus()
    panel.stop.setFocus()
    panel.show_findings(Findings(2, (finding("a.xml"),)))
    assert not panel.stop.isVisible() and panel.search.hasFocus()


def test_a_click_and_enter_choose_a_problem(qtbot: QtBot, panel: ProblemsPanel) -> None:
    panel.show_findings(Findings(2, (finding("a.xml"), finding("b.xml"))))
    place = panel.list.visualRect(panel.model.index(1)).center()
    with qtbot.waitSignal(panel.chosen) as clicked:
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args is not None and clicked.args[0].file == "b.xml"
    panel.list.setCurrentIndex(panel.model.index(0))
    with qtbot.waitSignal(panel.chosen) as entered:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert entered.args is not None and entered.args[0].file == "a.xml"


def test_what_goes_on_is_said_and_can_be_stopped(qtbot: QtBot, panel: ProblemsPanel) -> None:
    panel.say_nothing_yet(True)
    assert panel.check.isVisible() and "Not checked yet" in text_of(panel)
    panel.say_step(Step("Checking a.jpg", 3, 9))
    assert (panel.progress.value(), panel.progress.maximum()) == (3, 9)
    assert "Checking a.jpg: 3 of 9" in text_of(panel) and not panel.check.isVisible()
    with qtbot.waitSignal(panel.stop_wanted):
        panel.stop.click()
    panel.say_stopped()
    assert not panel.stop.isVisible() and panel.check.isVisible()
    panel.say_failed("f: cannot be read")
    assert "f: cannot be read" in text_of(panel)
    panel.show_findings(Findings(4, ()))
    assert "No problems. 4 pictures" in text_of(panel)


def test_names_of_strangers_are_drawn_as_they_are(panel: ProblemsPanel) -> None:
    panel.show_findings(Findings(1, (finding(f"{MARKUP}\n\u202e.jpg", message=MARKUP),)))
    panel.grab()
    tip = panel.model.data(panel.model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert isinstance(tip, str) and tip.startswith("<qt>") and "<img" not in tip
    panel.say_failed(MARKUP)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in panel.findChildren(QLabel))


def test_the_tab_checks_the_folder_and_leads_to_picture_and_object(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    xml = sorted((folder / "Annotations").glob("*.xml"))[5]
    text = xml.read_text(encoding="utf-8")
    first = text[text.index("<object>") : text.index("</object>") + len("</object>")]
    xml.write_text(text.replace("</annotation>", f"\t{first}\n</annotation>"), encoding="utf-8")
    open_folder(qtbot, window, folder)
    problems = window.findChild(Problems)
    assert problems is not None
    assert not problems.panel.is_built, "what nobody has looked at costs nothing"
    window.bottom.unfold(problems.panel)
    qtbot.waitUntil(lambda: bool(problems.panel.model.rows), timeout=PATIENCE)
    (row,) = problems.panel.model.rows
    assert (row.file, row.code, row.record) == (f"Annotations/{xml.name}", "duplicate", xml.stem)
    tabs = window.bottom.tabs
    assert tabs.tabText(tabs.indexOf(problems.panel)) == "Problems (1)"
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        problems.panel.chosen.emit(row)
    document = window.document
    assert document.record is not None and document.record.name == xml.stem
    assert document.truth is not None and document.selected is not None
    assert document.truth.instances[document.selected].box == row.box
    document.select(None)
    problems.panel.chosen.emit(row)  # the picture is there already
    assert document.selected is not None
    last = len(document.truth.instances) - 1
    document.select(last)
    act(qtbot, window, "delete")
    with qtbot.waitSignal(document.saved, timeout=PATIENCE):
        act(qtbot, window, "save")
    assert "changed since" in problems.panel.counts.text()
    problems.panel.again.click()
    qtbot.waitUntil(lambda: "No problems" in problems.panel.title.text(), timeout=PATIENCE)
    assert tabs.tabText(tabs.indexOf(problems.panel)) == "Problems"


def test_a_damaged_label_file_marks_its_own_row_and_not_its_namesake_s(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    for part, ending in (("JPEGImages", "jpg"), ("Annotations", "xml")):
        some = sorted((folder / part).iterdir())[0]
        for name in ("a", "b"):
            (folder / part / name).mkdir()
            shutil.copy(some, folder / part / name / f"1.{ending}")
    (folder / "Annotations" / "a" / "1.xml").write_text("<annotation><object>")
    open_folder(qtbot, window, folder)
    dataset, model = window.document.dataset, window.images.model
    assert dataset is not None
    good, bad = dataset.records.place("b/1"), dataset.records.place("a/1")
    assert good is not None and bad is not None
    qtbot.waitUntil(lambda: model.state(bad) == "unusable", timeout=PATIENCE)
    assert model.state(good) == "none"


def test_a_row_says_what_its_file_says_now(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """Another program mends one label file, and takes a verification back in another."""
    open_folder(qtbot, window, folder)
    bad, verified = sorted((folder / "Annotations").glob("*.xml"))[2:4]
    whole = bad.read_text(encoding="utf-8"), verified.read_text(encoding="utf-8")
    bad.write_text(whole[0][:100], encoding="utf-8")
    verified.write_text(whole[1].replace("<annotation>", '<annotation verified="yes">'), encoding="utf-8")
    for states in (["unusable", "verified"], ["none", "none"]):
        with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
            window.opening.read_labels(window.document.dataset)
        assert [window.images.model.state(row) for row in (2, 3)] == states
        bad.write_text(whole[0], encoding="utf-8")
        verified.write_text(whole[1], encoding="utf-8")


def test_a_check_that_is_stopped_leaves_the_tab_able(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    problems = window.findChild(Problems)
    assert problems is not None
    window.bottom.unfold(problems.panel)
    problems.panel.stop_wanted.emit()
    qtbot.waitUntil(problems.panel.check.isVisible, timeout=PATIENCE)
    assert problems.panel.title.text() == "Stopped"
    problems.panel.check.click()
    qtbot.waitUntil(lambda: "No problems" in problems.panel.title.text(), timeout=PATIENCE)


def test_a_folder_counted_from_0_is_read_so_with_one_click(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    xmls = sorted((folder / "Annotations").glob("*.xml"))
    for xml in xmls:
        text = xml.read_text(encoding="utf-8")
        text = re.sub(r"<([xy]m..)>([\d.]+)<", lambda match: f"<{match[1]}>{float(match[2]) - 1:g}<", text)
        xml.write_text(text, encoding="utf-8")
    thing = (
        "<object><name>star</name><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>9</xmax><ymax>19</ymax></bndbox></object>"
    )
    text = xmls[3].read_text(encoding="utf-8")
    xmls[3].write_text(text.replace("</annotation>", f"{thing}</annotation>"), encoding="utf-8")
    before = [xml.read_bytes() for xml in xmls]
    open_folder(qtbot, window, folder, xmls[3].stem)
    problems = window.findChild(Problems)
    assert problems is not None
    window.bottom.unfold(problems.panel)
    read_as, document = problems.panel.read_as, window.document
    assert not read_as.isVisible()
    for first, label, box in ((0, "Read as 0-based", (0, 0, 10, 20)), (1, "Read as 1-based", (-1, -1, 9, 19))):
        qtbot.waitUntil(lambda label=label: read_as.isVisible() and read_as.text() == label, timeout=PATIENCE)
        with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
            read_as.click()
        qtbot.waitUntil(lambda: document.truth is not None, timeout=PATIENCE)
        assert document.dataset is not None and document.dataset.records.first == first
        assert document.record is not None and document.record.name == xmls[3].stem
        assert document.truth is not None and document.truth.instances[-1].box.as_tuple() == box
        if first == 0:
            qtbot.waitUntil(lambda: problems.panel._found is not None, timeout=PATIENCE)
            assert "zero-based" not in {row.code for row in problems.panel.model.rows}
    qtbot.waitUntil(lambda: "Read as 0-based" in read_as.text() and read_as.isVisible(), timeout=PATIENCE)
    assert [xml.read_bytes() for xml in xmls] == before
