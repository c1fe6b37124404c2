"""What a narrow dock leaves out: words that are said elsewhere too, before names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from gui.look import theme
from gui.panels import instance_rows
from gui.panels.instance_rows import RowDelegate, RowModel
from gui.review.pairs import Row
from gui.widgets.sort_bar import SortBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_an_order_of_many_words_widens_nothing(qtbot: QtBot) -> None:
    bar = SortBar({"name": "an order of more words than there is room for " * 3})
    qtbot.addWidget(bar)
    assert bar.minimumSizeHint().width() < 100


@pytest.mark.parametrize("width", [180, 400])
def test_a_name_goes_before_the_word_of_its_verdict(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    theme.apply(qapp, "light")
    model, rooms = RowModel(), list[int]()
    model.show((Row("truth", 0, "<b>triangle</b>", "triangle", None, None, None, "mislabelled", True),))
    monkeypatch.setattr(instance_rows, "draw_name", lambda _painter, area, _name: rooms.append(area.width()))
    option, canvas = QStyleOptionViewItem(), QPixmap(width, 28)
    option.rect = QRect(0, 0, width, 28)  # pyright: ignore[reportAttributeAccessIssue]
    with QPainter(canvas) as painter:
        RowDelegate(model).paint(painter, option, model.index(0))
    assert rooms[0] > 50
    tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip and "wrong class" in tip
