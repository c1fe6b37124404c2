"""Thumbnails are asked for in portions: one is made while the next one waits at the reader, and none is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from engine.datasets.record import Record
from gui.folders.thumbnails import CHUNK, Thumbnails

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gui.lane import Lane

COUNT = 20
RECORDS = tuple(Record(str(place), f"{place}.jpg") for place in range(100))


class Asked(QObject):
    started, succeeded, failed = Signal(), Signal(object), Signal(object)

    def __init__(self, images: tuple[str, ...]) -> None:
        super().__init__()
        self.images = images

    def answer(self) -> None:
        self.succeeded.emit([np.zeros((4, 6, 4), np.uint8) for _ in self.images])


class OneWaits:
    """Like `Lane`: another request would replace the one that waits."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.waiting = self.cancelled = False

    def ask(self, call: str, arguments: dict[str, Any]) -> Asked:
        assert call == "thumbnails" and not self.waiting
        self.asked.append(Asked(arguments["images"]))
        self.asked[-1].started.connect(lambda: setattr(self, "waiting", False))
        self.waiting = True
        return self.asked[-1]

    def cancel(self) -> None:
        self.cancelled, self.waiting = True, False


@pytest.fixture
def lane(qapp: QApplication) -> OneWaits:
    assert qapp is not None
    return OneWaits()


def wished(lane: OneWaits) -> Thumbnails:
    made = Thumbnails(cast("Lane", lane), 1.0)
    made.open(RECORDS)
    for position in range(COUNT):
        assert made.get(position) is None
    return made


def test_the_next_portion_waits_while_one_is_made(qtbot: QtBot, lane: OneWaits) -> None:
    made = wished(lane)
    with qtbot.waitSignal(made.settled):
        qtbot.waitUntil(lambda: len(lane.asked) == 1)
        lane.asked[0].started.emit()
        assert [len(each.images) for each in lane.asked] == [CHUNK, COUNT - CHUNK], "the second one waits"
        lane.asked[0].answer()
        assert len(lane.asked) == 2 and made.busy
        lane.asked[1].started.emit()
        lane.asked[1].answer()
    images = [image for each in lane.asked for image in each.images]
    assert sorted(images) == sorted(f"{place}.jpg" for place in range(COUNT)), "each once"
    assert not made.busy and all(made.get(place) for place in range(COUNT))


def test_answers_for_a_folder_that_was_left_are_dropped(qtbot: QtBot, lane: OneWaits) -> None:
    made = wished(lane)
    qtbot.waitUntil(lambda: len(lane.asked) == 1)
    lane.asked[0].started.emit()
    made.open(RECORDS[50:])
    assert lane.cancelled and not made.busy
    assert made.get(0) is None
    qtbot.waitUntil(lambda: len(lane.asked) == 3)
    for old in lane.asked[:2]:
        old.answer()
    assert made.get(0) is None and len(lane.asked) == 3
    lane.asked[2].started.emit()
    lane.asked[2].answer()
    assert made.get(0) is not None and lane.asked[2].images == ("50.jpg",)
