"""The image list is searched, sorted and gone through by what is true, false and missed."""

from __future__ import annotations

import shutil
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPaintEvent
from PySide6.QtWidgets import QApplication, QToolTip

from engine.review.ranked import WORDS, Ranked, Reason
from gui.look import theme
from gui.panels.image_words import WHYS, said_why

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

from tests.gui.driving import IMAGES, PATIENCE, act, go, open_folder, press, sort_by, truth
from tests.gui.predicting import LATE, matched, order, predict, records, shown


def test_reviewing_worst_first_goes_by_the_list_and_no_row_jumps(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path
) -> None:
    matched(qtbot, window, folder, checkpoint)
    sort_by(window, "worst")
    worst = [window.images.model.facts.badges(position) for position in order(window)]
    figures = [badges[3] for badges in worst if badges is not None]
    assert figures == sorted(figures) and worst[-1] is None and order(window)[-1] == LATE
    before = order(window)
    assert window.reviewing.position == before[0], "the worst is begun with"
    qtbot.waitUntil(lambda: shown(window) == before[0], timeout=PATIENCE)
    window.canvas.setFocus()
    for position in before[1:4]:
        while truth(window).instances:  # correct it: all of them go
            window.document.select(0)
            press(qtbot, window, Qt.Key.Key_Delete)
        with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
            press(qtbot, window, Qt.Key.Key_Space)
        assert window.reviewing.position == position
    assert [window.images.model.state(position) for position in before[:3]] == ["verified"] * 3
    assert window.images.footer.text() == f"{IMAGES} pictures · 3 verified"
    qtbot.waitUntil(window.images.sorting.again.isVisible, timeout=PATIENCE)
    assert order(window) == before and window.images.sorting.again.text() == "Sort again"
    window.images.sorting.again.click()
    assert order(window) != before and not window.images.sorting.again.isVisible()
    assert window.reviewing.position == order(window)[0]
    assert window.images.list.currentIndex().row() == 0
    act(qtbot, window, "next_unverified")
    assert window.reviewing.position == next(n for n in order(window)[1:] if n not in before[:3])


def test_searching_by_figures_filters_and_says_what_it_does_not_know(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path
) -> None:
    images = window.images
    images.search.setText("missed>0")
    found = matched(qtbot, window, folder, checkpoint)
    images.search.clear()
    press(qtbot, window, Qt.Key.Key_Slash)
    qtbot.keyClicks(images.search, "missed>0")
    wanted = [n for n in sorted(found) if (c := window.matching.counts(n)) and c.missed + c.mislabelled]
    assert order(window) == wanted and 0 < len(wanted) < IMAGES
    assert images.footer.text() == f"{len(wanted)} of {IMAGES} · 0 verified"
    qtbot.keyClicks(images.search, " fuo>1")
    assert images.unclear.isVisible() and images.unclear.text == "“fuo>1” is not understood. Try missed>0."
    assert order(window) == wanted
    images.search.setText("missed>99")
    assert images._nothing.isVisible() and images._nothing.text() == "No picture matches “missed>99”."
    images.clear.click()
    assert images.search.text() == "" and len(order(window)) == IMAGES


def test_a_filter_that_was_typed_before_anything_was_known_holds_when_it_is(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path
) -> None:
    open_folder(qtbot, window, folder)
    window.images.search.setText("true>0")
    sort_by(window, "missed")
    assert not order(window) and window.images._nothing.text() == "No prediction of this folder is known yet."
    assert "asks a network" in window.images.ranking.text
    predict(window, checkpoint, *range(LATE))
    with qtbot.waitSignal(window.matching.changed, timeout=PATIENCE):
        window.training.predicted.emit(str(checkpoint))
    badges = [window.images.model.facts.badges(position) for position in order(window)]
    missed = [each[2] for each in badges if each is not None]
    assert len(missed) > 2 and missed == sorted(missed, reverse=True)
    assert not window.images.ranking.isVisible()


def test_only_some_pictures_can_be_shown_with_a_line_that_clears_it(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    names = [record.name for record in records(window)]
    window.images.show_only([names[5], names[2], "gone"], "cat taken for dog")
    assert order(window) == [2, 5]
    assert window.images.only.isVisible() and window.images.only.text == "cat taken for dog"
    assert window.images.footer.text() == f"2 of {IMAGES} · 0 verified"
    go(qtbot, window, "next")
    assert window.reviewing.position == 2, "the nearest one after the hidden one"
    go(qtbot, window, "next")
    assert window.reviewing.position == 5
    window.images.only.button.click()
    assert len(order(window)) == IMAGES and not window.images.only.isVisible()
    window.images.show_only([], "nothing at all")
    assert "among “nothing at all”" in window.images._nothing.text()
    window.images.clear.click()
    assert len(order(window)) == IMAGES


def test_a_folder_without_lists_is_divided_when_its_parts_are_asked_for(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    shutil.rmtree(folder / "ImageSets", ignore_errors=True)
    open_folder(qtbot, window, folder)
    seen: set[int] = set()
    for part in ("train", "val", "test"):
        window.images.search.setText(f"split:{part}")
        qtbot.waitUntil(lambda: bool(order(window)), timeout=PATIENCE)
        assert not seen & set(order(window))
        seen |= set(order(window))
    assert seen == set(range(IMAGES))


def test_the_tool_tip_of_a_row_is_plain_and_says_why_it_stands_there(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matched(qtbot, window, folder, checkpoint)
    name = records(window)[1].name
    window.images.take_ranking("uncertain", (Ranked(name, 0.9, (Reason.naming("gone", ["<img src=/dev/zero>"]),)),))
    sort_by(window, "uncertain")
    assert order(window)[0] == 1
    tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, *_: tips.append(text))
    rows = window.images.list
    place = rows.visualRect(window.images.model.index(0)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, rows.viewport().mapToGlobal(QPoint(place)))
    QApplication.sendEvent(rows.viewport(), event)
    assert len(tips) == 1 and name in tips[0] and "Worst IoU" in tips[0]
    assert "Most uncertain: 1 gone: &lt;img src" in tips[0] and "<img" not in tips[0]
    counts = window.matching.counts(1)
    assert counts is not None and bool(counts.mislabelled) == ("of another class" in tips[0])


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_rows_are_drawn_in_both_themes(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path, choice: theme.Choice
) -> None:
    matched(qtbot, window, folder, checkpoint)
    window.settings.set("theme", choice)
    area = window.images.list.visualRect(window.images.model.index(1))
    shot = window.images.list.viewport().grab(area).toImage()
    colours = {shot.pixelColor(x, y).name() for x in range(88, area.width()) for y in range(area.height())}
    verdicts = theme.current().verdicts
    counts = window.images.model.facts.badges(1)
    assert counts is not None
    for number, verdict in zip(counts, ("true", "false", "missed"), strict=False):
        assert (getattr(verdicts, verdict).lower() in colours) == bool(number)


def test_why_a_picture_is_ranked_is_said_as_on_a_terminal() -> None:
    assert dict(WHYS) == dict(WORDS)
    for kind, text in WORDS.items():
        names = {name for _, name, _, _ in Formatter().parse(text) if name}
        reason = Reason.of(kind, **dict.fromkeys(names, 0.256))
        ranked = Ranked("a", 1.0, (reason, reason))
        assert said_why(ranked) == ranked.why == f"{reason}, {reason}"
        assert str(reason).count("0.26") == len(names) and "{" not in str(reason)


@pytest.mark.parametrize("text", ["b" * 5000, "class:" + "b" * 300, "iou<" + "b" * 300])
def test_a_search_without_a_space_makes_the_window_no_wider(
    qtbot: QtBot, window: MainWindow, folder: Path, text: str
) -> None:
    open_folder(qtbot, window, folder)
    before = (window.width(), window.left.width())
    window.images.search.setText(text)
    qtbot.wait(50)
    assert (window.width(), window.left.width()) == before


@pytest.mark.parametrize("focused", [False, True])
@pytest.mark.parametrize("choice", ["light", "dark"])
def test_scrolling_moves_what_is_there_and_leaves_no_trace(
    qtbot: QtBot, window: MainWindow, folder: Path, choice: theme.Choice, focused: bool
) -> None:
    open_folder(qtbot, window, folder)
    window.settings.set("theme", choice)
    window.resize(1280, 500)
    images = window.images.list
    (images if focused else window.canvas).setFocus()
    qtbot.waitUntil(lambda: images.hasFocus() == focused and images.verticalScrollBar().maximum() > 40)
    qtbot.waitUntil(lambda: all(window.thumbnails.get(place) is not None for place in range(IMAGES)))

    def on_screen() -> QImage:
        corner = images.viewport().mapTo(window, QPoint())
        size = images.viewport().size()
        return window.screen().grabWindow(window.winId(), corner.x(), corner.y(), *size.toTuple()).toImage()

    painted: list[int] = []
    qtbot.wait(50)
    for place in (7, 30, 12):
        watch = Watch(painted)
        images.viewport().installEventFilter(watch)
        images.verticalScrollBar().setValue(place)
        qtbot.wait(50)
        images.viewport().removeEventFilter(watch)
        moved = on_screen()
        images.viewport().update()
        qtbot.wait(50)
        assert moved == on_screen()
    assert min(painted) < 64 or focused  # not the whole list each time


class Watch(QObject):
    """Notes the height of all that a widget paints."""

    def __init__(self, painted: list[int]) -> None:
        super().__init__()
        self._painted = painted

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._painted.append(event.region().boundingRect().height())
        return False
