"""A fault of ours anywhere in the window ends in the log and one dialog, and the program goes on."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from gui.widgets.bars import Bar, ClassBars

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]

START = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from gui.app import Faults

app, faults = QApplication([]), Faults()
sys.excepthook = faults.take

def broken(*_):
    raise ZeroDivisionError("a fault of ours")

def seen():
    app.processEvents()
    shown = [each for each in app.topLevelWidgets() if isinstance(each, QMessageBox) and each.isVisible()]
    print([each.informativeText().splitlines()[0] for each in shown])
"""

KEYS = """
from gui.widgets.key_field import KeyField
field = KeyField()
field.pressed.connect(broken)
field.show()
QTest.keyClick(field, Qt.Key.Key_Tab)
"""

SEARCH = """
from gui.widgets.search_field import SearchField
field = SearchField("Search")
field.setText("dog")
field.textChanged.connect(broken)
field.show()
QTest.keyClick(field, Qt.Key.Key_Escape)
assert not field.text()
"""

PAINTING = """
from gui.widgets import {module}
made = {module}.{made}
{module}.QPainter = broken
made.resize(300, 100)
made.show()
app.processEvents()
"""


@pytest.mark.parametrize(
    "code",
    [
        KEYS,
        SEARCH,
        PAINTING.format(module="bars", made="ClassBars()"),
        PAINTING.format(module="differences", made="Differences()"),
        PAINTING.format(module="count_bars", made="CountBars('Classes')"),
        PAINTING.format(module="matrix", made="Matrix('Confusion')"),
    ],
    ids=["keys", "search", "bars", "differences", "counts", "matrix"],
)
def test_a_fault_in_a_handler_is_told_and_the_program_goes_on(code: str, tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "OVERLAP_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", f"{START}{code}\nseen()"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "['ZeroDivisionError: a fault of ours']\n"), done.stderr


def test_each_row_has_its_tool_tip(qtbot: QtBot) -> None:
    bars = ClassBars()
    qtbot.addWidget(bars)
    bars.set_bars([Bar("<b>cat", 0.5, 0.25, "3 pictures"), Bar("dog", 0.75)])
    bars.show()
    for y, said in ((5, "<qt>&lt;b&gt;cat: 0.50, 0.25 before the run, 3 pictures</qt>"), (27, "<qt>dog: 0.75</qt>")):
        place = QPoint(5, y)
        QApplication.sendEvent(bars, QHelpEvent(QEvent.Type.ToolTip, place, bars.mapToGlobal(place)))
        assert QToolTip.text() == said
    QToolTip.hideText()


def test_no_widget_handles_every_event_at_once() -> None:
    """PySide cannot tell a fault of a handler that an `event` in Python calls in turn, and ends the program."""
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {part.name}"
        for path in sorted((ROOT / "gui").rglob("*.py"))
        for part in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(part, ast.ClassDef)
        and {each.name for each in part.body if isinstance(each, ast.FunctionDef)} & {"event", "viewportEvent"}
    ]
    assert found == []
