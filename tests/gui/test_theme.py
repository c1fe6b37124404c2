"""The theme changes live, in every widget, and text follows the system's font scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from engine import places
from gui.look import icons, theme, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


@pytest.mark.parametrize(("choice", "wanted"), [("light", tokens.LIGHT), ("dark", tokens.DARK)])
def test_a_theme_reaches_every_widget_at_once(
    qapp: QApplication, qtbot: QtBot, choice: theme.Choice, wanted: tokens.Theme
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    parts = [QPushButton("Open folder"), QLineEdit("text"), QSpinBox(), QComboBox(), QCheckBox("Masks")]
    for part in parts:
        column.addWidget(part)
    theme.apply(qapp, choice)
    window.resize(200, 200)
    assert theme.current() is wanted
    image = window.grab().toImage()
    assert image.pixelColor(1, 1).name().upper() == wanted.window
    for part in parts[:4]:
        middle = part.geometry().topLeft() + part.rect().bottomRight() / 2
        middle.setY(part.geometry().top() + 4)
        assert image.pixelColor(middle).name().upper() == wanted.panel, part
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        assert window.palette().color(role).name().upper() == wanted.text


def test_system_shows_one_of_the_two(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.signals.changed):
        theme.apply(qapp, "system")
    assert theme.current() in (tokens.LIGHT, tokens.DARK)


def test_text_is_never_smaller_than_the_look_says(qapp: QApplication) -> None:
    assert qapp.font().pixelSize() >= tokens.BODY_TEXT
    assert theme.font(tokens.SMALL_TEXT).pixelSize() >= 12
    assert theme.font(tokens.TITLE_TEXT, bold=True).weight() == QFont.Weight.DemiBold


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_text_follows_the_system_s_scale(monkeypatch: pytest.MonkeyPatch, scale: float) -> None:
    monkeypatch.setitem(theme._state, "scale", scale)
    assert theme.px(tokens.BODY_TEXT) == round(13 * scale)
    assert f"min-height: {round(28 * scale)}px" in theme.stylesheet(tokens.LIGHT)


def test_icons_are_tinted_and_sharp(qapp: QApplication) -> None:
    themes: tuple[tuple[theme.Choice, tokens.Theme], ...] = (("light", tokens.LIGHT), ("dark", tokens.DARK))
    for choice, wanted in themes:
        theme.apply(qapp, choice)
        made = icons.icon("box", size=40)
        for mode, state, colour in (
            (QIcon.Mode.Normal, QIcon.State.Off, wanted.text_2),
            (QIcon.Mode.Normal, QIcon.State.On, wanted.accent),
            (QIcon.Mode.Disabled, QIcon.State.Off, wanted.off),
        ):
            drawn = made.pixmap(QSize(40, 40), 1.0, mode, state)
            assert drawn.width() == 40
            assert icons.pixmap("box", 20, colour, 2.0).width() == 40
            image = drawn.toImage()
            names = {
                image.pixelColor(x, y).name().upper()
                for x in range(40)
                for y in range(40)
                if image.pixelColor(x, y).alpha() == 255
            }
            assert colour in names


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    assert qapp is not None
    for path in (places.resources() / "icons").glob("*.svg"):
        image = icons.pixmap(path.stem, 24, "#FF0000", 1.0).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), path.name
