"""Names from strangers' files are shown as what they are: text, on every widget of the window."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QTabBar,
    QWidget,
)

from engine.steps import Step
from gui.folders.surveying import Surveying
from tests.gui.driving import PATIENCE, act, go, open_folder, predict, truth
from tests.gui.runs_for_tests import leave, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

NAMES = (
    "<b>bold</b>",
    '<img src="/dev/zero">',
    "<qt>all<br>of it</qt>",
    "long " * 39 + "last",
    "x" * 200,
    "🐈\u200d⬛ cat",
    "שלום עולם",
    "&mnemonic",
    "a && b",
    "two\nlines",
    "{name} %1 %s",
    "[*]",
)
MARKUP = tuple(name for name in NAMES if name.startswith("<"))
WIDTH = 1280


@pytest.fixture
def strange(folder: Path) -> Path:
    """A folder all of whose names are strange: its own, those of its pictures and of its classes."""
    place = folder.rename(folder.with_name('<b>A & B<img src="x">'))
    for number, xml in enumerate(sorted((place / "Annotations").glob("*.xml"))):
        objects = "".join(
            f"<object><name>{html.escape(name)}</name><bndbox><xmin>{9 * at + 5}</xmin><ymin>{5 * number + 5}</ymin>"
            f"<xmax>{9 * at + 60}</xmax><ymax>{5 * number + 70}</ymax></bndbox></object>"
            for at, name in enumerate(NAMES)
        )
        text = xml.read_text(encoding="utf-8").replace("</annotation>", f"{objects}</annotation>")
        picture = place / "JPEGImages" / f"{xml.stem}.jpg"
        if number < 2:
            name = ("<b>P & Q<br>", "&very_" + "long_" * 30)[number]
            picture.rename(picture.with_name(f"{name}.jpg"))
            text, old = text.replace(f"{xml.stem}.jpg", html.escape(f"{name}.jpg")), xml
            xml = xml.with_name(f"{name}.xml")
            old.rename(xml)
        xml.write_text(text, encoding="utf-8")
    for listing in (place / "ImageSets").rglob("*.txt"):
        listing.unlink()
    return place


def marked_up(widget: QObject) -> Iterator[str]:
    """The texts of a widget in which Qt would read markup."""
    if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
        yield widget.text()
    if isinstance(widget, QWidget):
        yield widget.toolTip()
    if isinstance(widget, QAbstractItemView) and isinstance(widget.model(), QAbstractItemModel):
        yield from tips(widget.model())


def tips(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(), 40)):
        for column in range(8):  # an index beyond the last says nothing
            tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str):
                yield tip


def with_mnemonics(widget: QObject) -> Iterator[str]:
    """Texts in which "&" underlines the next letter."""
    if isinstance(widget, QAbstractButton | QAction):
        yield widget.text()
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(place) for place in range(widget.count()))


def faults() -> list[str]:
    """What anywhere on the screen is read as more than text."""
    found = []
    widgets = [one for top in QApplication.topLevelWidgets() for one in (top, *top.findChildren(QObject))]
    for widget in widgets:
        kind = f"{type(widget).__name__} {widget.objectName()}"
        found += [f"{kind} reads {text!r}" for text in marked_up(widget) if any(name in text for name in MARKUP)]
        found += [f"{kind} eats {text!r}" for text in with_mnemonics(widget) if eaten(text)]
    return found


def eaten(text: str) -> bool:
    bare = text.replace("&&", "")
    return "&m" in bare or ("a && b" in text and "a &&&& b" not in text) or "P & Q" in text


def look(window: MainWindow, where: str) -> None:
    """Nothing is read as more than text, and nothing makes the window wider than a laptop's screen."""
    QApplication.processEvents()
    assert not faults(), where
    assert window.minimumSizeHint().width() <= WIDTH and window.width() <= WIDTH, where
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            assert top.width() <= WIDTH, f"{where}: {type(top).__name__} is {top.width()} wide"


def close(tops: Iterable[QWidget]) -> None:
    for top in tops:
        top.close()


def test_the_window_shows_them_as_text(qtbot: QtBot, window: MainWindow, strange: Path) -> None:
    open_folder(qtbot, window, strange)
    read = {" ".join(name.split()) for name in window.instances.classes.names()}
    assert {" ".join(name.split()) for name in NAMES} <= read
    assert window.windowTitle().startswith('[*]<b>A & B<img src="x">')
    look(window, "the folder is open")
    here = truth(window)
    predict(window, *((one.label, one.box.moved(2, 1), 0.9) for one in here.instances[:-3]))
    for view in ("both", "difference", "side"):
        window.viewing.view = view
        look(window, view)
    assert window.document.record is not None
    for place in range(len(here.instances)):
        window.document.select(place)
        key = here.instances[place].origin
        assert key is not None
        window.viewing.locked = frozenset({(window.document.record.name, "truth", key)})
        window.document.edit(here.instances[:place], "Delete")  # a note says that it is locked
        window.viewing.locked = frozenset()
        window.canvas.hovered.emit(5, 5, here.instances[place].label)
        window.canvas.camera.zoom_to(here.instances[place].box)
    for name in NAMES:
        window.canvas.hovered.emit(5, 5, name)
        window.status.begin("predict", Step(name), 0)
        look(window, f"selected, refused, pointed at, and a job says {name}")
    window.status.end("predict")
    window.commands.take_class("<b>bold</b>")
    window.document.undo.undo()
    act(qtbot, window, "copy")
    go(qtbot, window, "next")
    act(qtbot, window, "copy_previous")
    look(window, "copied from a picture with a strange name")


@pytest.mark.parametrize("name", ["relabel", "rename_class", "accept_list", "find", "shortcuts", "change_keys", "goto"])
def test_so_do_dialogs(qtbot: QtBot, window: MainWindow, strange: Path, name: str) -> None:
    open_folder(qtbot, window, strange)
    window.document.select(len(truth(window).instances) - len(NAMES))
    if name == "accept_list":
        window.training.checkpoint, window.showing._checkpoint = "a", "a"
    window.commands.refresh()
    before = {top for top in QApplication.topLevelWidgets() if top.isVisible()}
    window.acts[name].trigger()
    QApplication.processEvents()
    up = [top for top in QApplication.topLevelWidgets() if top.isVisible() and top not in before]
    assert up, name
    look(window, name)
    close(up)


def test_so_do_menus_and_tips(qtbot: QtBot, window: MainWindow, strange: Path) -> None:
    open_folder(qtbot, window, strange)
    window.strip.chips.menu.popup(QPoint(0, 0))
    look(window, "the menu of classes")
    close([one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu)])
    window.settings.remember_folder(strange.parent / ("long_" * 40) / ("folder_" * 20))
    for menu in window.menuBar().findChildren(QMenu):
        menu.aboutToShow.emit()  # they are filled when they are opened
        assert menu.sizeHint().width() < WIDTH / 2
    look(window, "menus, with recent folders and what undo would take back")


@pytest.mark.parametrize("tab", ["train", "problems", "statistics", "history", "evaluate"])
def test_so_do_the_tabs_below(
    qtbot: QtBot, window: MainWindow, strange: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tab: str
) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    names = [path.stem for path in sorted((strange / "JPEGImages").iterdir())][:4]
    report = told(strange, names)
    for part, key in ((report["detections"], "confusion"), (report["label"], "")):
        (part[key] if key else part)["names"][: len(NAMES)] = [*MARKUP, "&mnemonic", *NAMES[4:5]][: 4 if not key else 5]
    leave(strange, 1, report)
    checkpoint = leave(strange, 2, report)
    open_folder(qtbot, window, strange)
    if tab == "evaluate":
        window.training.use(str(checkpoint))
        window.bottom.unfold(window.evaluation_panel)
        for page in ("scores", "curve", "confusion", "runs", "compare"):
            window.evaluation_panel.choose(page)
            qtbot.wait(20)
            look(window, page)
        return
    if tab == "statistics":
        surveying = window.findChild(Surveying)
        assert surveying is not None
        window.bottom.unfold(surveying.panel)
        qtbot.waitUntil(lambda: "masks" in surveying.panel.charts, timeout=PATIENCE)
    else:
        act(qtbot, window, "save") if window.document.dirty else None
        tabs = window.bottom.tabs
        place = next(at for at in range(tabs.count()) if tabs.tabText(at).lower().startswith(tab[:5]))
        window.bottom.unfold(tabs.widget(place))
        qtbot.wait(100)
    look(window, tab)
