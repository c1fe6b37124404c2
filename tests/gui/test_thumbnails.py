"""Thumbnails are asked for in portions, a reader one at a time; none is lost, and a picture that kills a reader costs
no other one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from engine.datasets.record import Listing, Record
from gui.folders.thumbnails import CHUNK, Thumbnails

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gui.lane import Lane

COUNT = 40
RECORDS = [Record(str(place), f"{place}.jpg") for place in range(100)]


class Asked(QObject):
    succeeded, failed = Signal(object), Signal(object)

    def __init__(self, images: tuple[str, ...]) -> None:
        super().__init__()
        self.images = images

    def answer(self) -> None:
        """The number of each picture as the blue of its pixels; the first is 6 by 4 of them, the next 5 by 4."""
        block = np.zeros((len(self.images), 5, 8, 4), np.uint8)
        block[..., 0] = np.array([int(name.removesuffix(".jpg")) for name in self.images])[:, None, None]
        self.succeeded.emit((block, tuple((6 - turn % 2, 4) for turn in range(len(self.images)))))


class OneAtATime:
    """As `Lane` is used: it has answered before it is asked again."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.cancelled = 0

    def ask(self, call: str, arguments: dict[str, Any]) -> Asked:
        assert call == "thumbnails" and (arguments["width"], arguments["height"]) == (80, 60)
        self.asked.append(Asked(arguments["images"]))
        return self.asked[-1]

    def cancel(self) -> None:
        self.cancelled += 1


Lanes = tuple[OneAtATime, OneAtATime]


@pytest.fixture
def lanes(qapp: QApplication) -> Lanes:
    assert qapp is not None
    return OneAtATime(), OneAtATime()


def wished(lanes: Lanes, count: int = COUNT) -> Thumbnails:
    made = Thumbnails(cast("tuple[Lane, Lane]", lanes), 1.0)
    made.open(Listing.of(RECORDS))
    for position in range(count):
        assert made.get(position) is None
    return made


def test_two_readers_share_what_one_screen_needs(qtbot: QtBot, lanes: Lanes) -> None:
    made, arrived = wished(lanes), []
    made.arrived.connect(arrived.append)
    qtbot.waitUntil(lambda: bool(lanes[1].asked))
    assert [len(lane.asked[0].images) for lane in lanes] == [CHUNK, COUNT - CHUNK]
    lanes[1].asked[0].answer()
    assert arrived == list(range(CHUNK, COUNT)) and made.busy
    lanes[0].asked[0].answer()
    assert [len(lane.asked) for lane in lanes] == [1, 1] and sorted(arrived) == list(range(COUNT)), "each once"
    assert not made.busy
    for position in range(COUNT):
        image = made.get(position)
        assert image is not None and image.height() == 4 and image.width() == 6 - position % CHUNK % 2
        assert image.pixelColor(0, 0).blue() == position


def test_few_pictures_take_one_reader(qtbot: QtBot, lanes: Lanes) -> None:
    made = wished(lanes, CHUNK)
    qtbot.waitUntil(lambda: bool(lanes[0].asked))
    assert not lanes[1].asked, "a second process is not started for one screen of a usual window"
    lanes[0].asked[0].answer()
    assert not made.busy


def test_answers_for_a_folder_that_was_left_are_dropped(qtbot: QtBot, lanes: Lanes) -> None:
    made = wished(lanes)
    qtbot.waitUntil(lambda: bool(lanes[1].asked))
    made.open(Listing.of(RECORDS[50:]))
    assert [lane.cancelled for lane in lanes] == [1, 1] and not made.busy
    assert made.get(0) is None
    qtbot.waitUntil(lambda: len(lanes[0].asked) == 2)
    for lane in lanes:
        lane.asked[0].answer()
    assert made.get(0) is None and len(lanes[0].asked) == 2
    lanes[0].asked[1].answer()
    image = made.get(0)
    assert image is not None and image.pixelColor(0, 0).blue() == 50


def test_a_picture_that_kills_the_reader_costs_no_other_one(qtbot: QtBot, lanes: Lanes) -> None:
    made, bad = wished(lanes), "7.jpg"
    qtbot.waitUntil(lambda: bool(lanes[1].asked))
    for turn in range(2 * COUNT):
        for asked in (lane.asked[turn] for lane in lanes if turn < len(lane.asked)):
            asked.failed.emit(None) if bad in asked.images else asked.answer()
    assert not made.busy
    images = [made.get(position) for position in range(COUNT)]
    assert [position for position, image in enumerate(images) if image is None or image.isNull()] == [7]
