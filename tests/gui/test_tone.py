"""Brightness, contrast and gamma: for viewing only, and only where the picture is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from gui.canvas.backdrop import Pyramid
from gui.canvas.tone import Tone, Toned, Tones
from gui.comfort.toning import said
from gui.dialogs.tone import TonePopup
from tests.gui.driving import go, open_folder, press, truth

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
tones = st.builds(Tone, st.integers(-100, 100), st.integers(-100, 100), st.floats(0.25, 4))


def picture(wide: int, high: int) -> QImage:
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    for x in range(wide):
        for y in range(high):
            image.setPixelColor(x, y, QColor(x % 256, y % 256, (x * y) % 256))
    return image


@given(tones)
def test_the_table_never_falls_and_stays_in_range(tone: Tone) -> None:
    table = tone.table()
    assert table.shape == (256,) and table.dtype == np.uint8
    assert (np.diff(table.astype(int)) >= 0).all()


def test_a_plain_tone_changes_nothing() -> None:
    assert (Tone().table() == np.arange(256)).all() and Tone().plain
    assert Tone(20).table()[100] > 100 > Tone(-20).table()[100]
    assert Tone(0, 50).table()[200] > 200 and Tone(0, 50).table()[50] < 50
    assert Tone(0, 0, 2.0).table()[64] > 64


def test_every_channel_goes_through_the_table_and_the_picture_stays() -> None:
    plain = picture(40, 30)
    before = plain.copy()
    tone = Tone(15, 30, 1.4)
    table, shown = tone.table(), Toned(Pyramid(plain), tone).level(1)
    assert plain == before
    for x, y in ((0, 0), (39, 29), (17, 11)):
        was, now = plain.pixelColor(x, y), shown.pixelColor(x, y)
        assert (now.red(), now.green(), now.blue()) == tuple(
            int(table[value]) for value in (was.red(), was.green(), was.blue())
        )


def test_what_is_drawn_twice_is_made_once() -> None:
    pyramid, seen = Pyramid(picture(64, 64)), Tones()
    tone = Tone(10)
    assert seen.of(pyramid, Tone()) is pyramid and seen.of(None, tone) is None
    toned = seen.of(pyramid, tone)
    assert isinstance(toned, Toned) and seen.of(pyramid, Tone(10)) is toned
    assert toned.level(0.5) is toned.level(0.5)
    assert seen.of(pyramid, Tone(11)) is not toned


def test_zoomed_out_twelve_megapixels_take_no_longer_than_a_quarter_of_them() -> None:
    """Only the level that is drawn goes through the table."""
    image = QImage(4000, 3000, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 120, 150))
    pyramid = Pyramid(image)
    pyramid.level(0.25)
    began = time.process_time()
    Toned(pyramid, Tone(20)).level(0.25)
    small = time.process_time() - began
    began = time.process_time()
    Toned(pyramid, Tone(20)).level(1)
    assert small < 0.5 * (time.process_time() - began)


def test_the_canvas_shows_it_the_document_does_not_and_the_status_bar_says_so(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    window.viewing.show_masks = False
    middle = window.canvas.rect().center()
    before = window.canvas.grab().toImage().pixelColor(middle)
    corner = window.canvas.grab().toImage().pixelColor(1, 1)
    shown, labels = window.document.picture, truth(window)
    for _ in range(3):
        press(qtbot, window, Qt.Key.Key_PageUp, CTRL)
    assert window.viewing.tone == Tone(30)
    after = window.canvas.grab().toImage()
    assert after.pixelColor(middle).lightness() > before.lightness()
    assert after.pixelColor(1, 1) == corner, "what lies round the picture stays"
    assert window.document.picture is shown and truth(window) is labels and not window.document.dirty
    assert window.status.tone.isVisible() and "For viewing only" in window.status.tone.text()
    go(qtbot, window, "next")
    assert window.viewing.tone == Tone(30)
    qtbot.waitUntil(window.acts["tone_reset"].isEnabled)
    window.acts["tone_reset"].trigger()
    assert window.viewing.tone.plain and not window.status.tone.isVisible()
    qtbot.waitUntil(lambda: not window.acts["tone_reset"].isEnabled())


def test_the_popup_moves_with_the_keys_and_resets(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.viewing.tone = Tone(10, -20, 2.0)
    window.acts["tone"].trigger()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, TonePopup)
    assert popup.tone == Tone(10, -20, 2.0)
    qtbot.keyClick(popup.contrast, Qt.Key.Key_Right)
    assert window.viewing.tone == Tone(10, -18, 2.0)
    popup.reset.click()
    assert window.viewing.tone.plain and not popup.reset.isEnabled()
    popup.close()


def test_what_is_changed_is_said() -> None:
    assert said(Tone()) == ""
    assert said(Tone(10, 0, 1.5)) == "For viewing only: brightness +10, gamma 1.50"
