"""Icons of our own: SVG line drawings in `resources/icons`, tinted with the theme that is on screen.

The files say `currentColor`; QtSvg knows no such colour, so the word is replaced before the drawing is read.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from engine import places
from gui.look import theme, tokens


@cache
def _drawing(name: str) -> bytes:
    return (places.resources() / "icons" / f"{name}.svg").read_bytes()


def pixmap(name: str, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """The icon `name` at `size` device-independent pixels on a screen of `ratio`. OSError where there is none."""
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace(b"currentColor", colour.encode())))
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def icon(name: str, colour: str | None = None, size: int = tokens.TOOL_ICON) -> QIcon:
    """The icon `name`, in the theme's text colour (accent where checked, `off` where disabled) or all in `colour`.

    It holds the colours of the theme it was made in: make it anew on `gui.look.theme.signals.changed`.
    """
    shown, made = theme.current(), QIcon()
    ratios = {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    drawn: dict[tuple[str, float], QPixmap] = {}
    for mode, state, tint in (
        (QIcon.Mode.Normal, QIcon.State.Off, colour or shown.text_2),
        (QIcon.Mode.Active, QIcon.State.Off, colour or shown.text),
        (QIcon.Mode.Selected, QIcon.State.Off, colour or shown.text),
        (QIcon.Mode.Normal, QIcon.State.On, colour or shown.accent),
        (QIcon.Mode.Disabled, QIcon.State.Off, shown.off),
        (QIcon.Mode.Disabled, QIcon.State.On, shown.off),
    ):
        for ratio in ratios:
            if (tint, ratio) not in drawn:
                drawn[tint, ratio] = pixmap(name, theme.px(size), tint, ratio)
            made.addPixmap(drawn[tint, ratio], mode, state)
    return made


def swatch(colour: str) -> QIcon:
    """A small square of `colour`, which stays that colour where its row is selected."""
    drawn = QPixmap(tokens.SWATCH, tokens.SWATCH)
    drawn.fill(QColor(colour))
    made = QIcon(drawn)
    made.addPixmap(drawn, QIcon.Mode.Selected)
    return made
