"""Our theme: Fusion, our QPalette and a short stylesheet, all from `gui.look.tokens`, applied live.

`QStyleHints.setColorScheme` alone does nothing on plain X11, so the palette is ours in every mode; "system" only asks
the desktop which of our two themes it prefers.
"""

from __future__ import annotations

from functools import cache
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QWidget

from engine import places
from gui.look import tokens
from gui.look.tokens import Theme

Choice = Literal["system", "light", "dark"]
RING = 2
"""Pixels of the focus ring, as in the style sheet."""


class _Signals(QObject):
    changed = Signal()


signals = _Signals()
"""`signals.changed` fires after a theme has been applied: make tinted icons anew, repaint what caches colours."""

_state: dict[str, object] = {"theme": tokens.LIGHT, "choice": "system", "scale": 1.0}


def current() -> Theme:
    """The theme that is on screen."""
    theme = _state["theme"]
    assert isinstance(theme, Theme)
    return theme


def px(size: float) -> int:
    """`size` of `gui.look.tokens` at the system's font scale, in device-independent pixels."""
    scale = _state["scale"]
    assert isinstance(scale, float)
    return round(size * scale)


def dress(widget: QWidget, role: str) -> None:
    """Give a widget another `role` of the style sheet, which looks at it but once by itself."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def font(size: int = tokens.BODY_TEXT, bold: bool = False) -> QFont:
    """The system's family at one of `gui.look.tokens`' four text sizes, with figures of one width."""
    return _font(QApplication.font().family(), px(size), bold)


@cache
def _font(family: str, pixels: int, bold: bool) -> QFont:
    made = QFont(family)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def draw_ring(widget: QWidget) -> None:
    """Draw the focus ring inside the edge of `widget`, from within its paint event."""
    painter = QPainter(widget)
    for inset in range(RING):
        painter.setPen(QColor(current().accent))
        painter.drawRect(widget.rect().adjusted(inset, inset, -inset - 1, -inset - 1))
    painter.end()


def draw_row(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    """Fill a row of a list as its state says; returns its area."""
    area = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue] PySide6's stubs leave its fields out
    state = option.state  # pyright: ignore[reportAttributeAccessIssue]
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(area, QColor(current().selected))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, QColor(current().sunken))
    return area


def apply(app: QApplication, choice: Choice) -> None:
    """Show `choice` everywhere, at once, as often as wanted; "system" follows the desktop from then on."""
    if app.property("overlap-theme") is None:
        _first(app)
    _state["choice"] = choice
    _state["theme"] = _wanted(app, choice)
    app.setPalette(_palette(current()))
    app.setStyleSheet(stylesheet(current()))
    app.setProperty("overlap-theme", current().name)
    signals.changed.emit()


def _first(app: QApplication) -> None:
    """Once for an application: the style, the font scale, and an ear for the desktop."""
    app.setStyle("Fusion")
    # 12 px (9 pt) is what Windows and most desktops call normal; nothing of ours goes below look.md's sizes
    _state["scale"] = max(1.0, QFontInfo(app.font()).pixelSize() / tokens.BODY_TEXT)
    app.setFont(font())
    app.styleHints().colorSchemeChanged.connect(lambda: _state["choice"] == "system" and apply(app, "system"))


def _wanted(app: QApplication, choice: Choice) -> Theme:
    if choice == "system":
        return tokens.DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else tokens.LIGHT
    return tokens.DARK if choice == "dark" else tokens.LIGHT


def _palette(theme: Theme) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.sunken),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.hint),
        (role.Button, theme.panel),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.danger),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.selected),
        (role.HighlightedText, theme.text),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, theme.panel),
        (role.Midlight, theme.sunken),
        (role.Mid, theme.divider),
        (role.Dark, theme.outline),
        (role.Shadow, tokens.CASING),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(group.Disabled, which, QColor(theme.off))
    return palette


def stylesheet(theme: Theme) -> str:
    """The few rules Fusion and the palette do not give. Widgets opt into the others by property: `role` is
    `"primary"` or `"danger"` on a button; `"title"`, `"display"`, `"quiet"`, `"hint"`, `"small"`, `"warning"`,
    `"danger"` or `"success"` on a label; `"panel"` on a surface, `"card"` on a frame, `"thin"` on a progress bar."""
    values = {name: str(getattr(theme, name)) for name in Theme.__slots__ if name != "verdicts"}
    for name in (
        "BUTTON",
        "PRIMARY_BUTTON",
        "TOOL_HIT",
        "STATUS",
        "SMALL_TEXT",
        "BODY_TEXT",
        "TITLE_TEXT",
        "DISPLAY_TEXT",
    ):
        values[name] = f"{px(getattr(tokens, name))}px"
    # what has a focus ring in place of its outline is as large as it was: nothing moves
    values["BUTTON_RINGED"] = f"{px(tokens.BUTTON) - 2}px"
    values["PRIMARY_RINGED"] = f"{px(tokens.PRIMARY_BUTTON) - 2 * RING}px"
    values["icons"] = (places.resources() / "icons").as_posix()
    return Template(_SHEET).substitute(values, radius=f"{tokens.RADIUS}px", card=f"{tokens.CARD_RADIUS}px")


_SHEET = """
QToolTip { background: $panel; color: $text; border: 1px solid $outline; padding: 4px; font-size: $SMALL_TEXT; }
QMainWindow::separator { background: $divider; width: 1px; height: 1px; }
QDockWidget::title { background: $window; padding: 8px 12px; }
QStatusBar { min-height: $STATUS; font-size: $SMALL_TEXT; border-top: 1px solid $divider; }
QStatusBar::item { border: 0; }

QToolBar { background: $panel; border: 0; padding: 4px; spacing: 4px; }
QToolBar::separator { background: $divider; width: 1px; height: 1px; margin: 4px; }
QToolButton { border: 0; border-radius: $radius; padding: 4px; color: $text; }
QToolBar QToolButton { min-width: 24px; min-height: 24px; border-left: 2px solid transparent; }
QToolButton:hover { background: $sunken; }
QToolButton:checked { background: $selected; color: $accent; }
QToolBar QToolButton:checked { border-left: 2px solid $accent; }
QToolButton:disabled { color: $off; }
QToolButton:focus { border: 2px solid $accent; padding: 2px; }

QPushButton {
    background: $panel; color: $text; border: 1px solid $outline; border-radius: $radius;
    min-height: $BUTTON; padding: 0 12px; margin: 0;
}
QPushButton:hover { background: $sunken; }
QPushButton:pressed, QPushButton:checked { background: $selected; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: $BUTTON_RINGED; }
QPushButton:disabled { color: $off; border-color: $divider; }
QPushButton[role="primary"] {
    background: $accent; color: $on_accent; border: 0; min-height: $PRIMARY_BUTTON; padding: 0 16px; font-weight: 600;
}
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 0 14px; min-height: $PRIMARY_RINGED; }
QPushButton[role="primary"]:disabled { background: $sunken; color: $off; }
QPushButton[role="danger"] { color: $danger; border-color: $danger; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QLineEdit {
    background: $panel; border: 1px solid $outline; border-radius: $radius; min-height: $BUTTON; padding: 0 8px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus { border: 2px solid $accent; padding: 0 7px; min-height: $BUTTON_RINGED; }
QLineEdit:disabled { color: $off; border-color: $divider; }

QComboBox, QAbstractSpinBox {
    background: $panel; border: 1px solid $outline; border-radius: $radius; min-height: $BUTTON; padding: 0 8px;
    selection-background-color: $selected; selection-color: $text;
}
QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid $accent; padding: 0 7px; min-height: $BUTTON_RINGED;
}
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: 0; min-height: 0; padding: 0; background: transparent; }
QComboBox:disabled, QAbstractSpinBox:disabled { color: $off; border-color: $divider; }
QComboBox::drop-down { border: 0; width: 20px; }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url("$icons/down-$name.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::up-arrow { image: url("$icons/up-$name.svg"); width: 12px; height: 12px; }
QComboBox::down-arrow:disabled, QAbstractSpinBox::down-arrow:disabled { image: url("$icons/down-off-$name.svg"); }
QAbstractSpinBox::up-arrow:disabled { image: url("$icons/up-off-$name.svg"); }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: 0; width: 18px; background: transparent; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $sunken; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $outline; outline: 0; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $outline; border-radius: 3px; background: $panel;
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/tick-$name.svg"); }
QRadioButton::indicator:checked { border: 4px solid $accent; width: 8px; height: 8px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $divider; background: $sunken; }

QTabWidget::pane { border: 0; border-top: 1px solid $divider; }
QTabBar::tab { padding: 6px 12px; border: 0; border-bottom: 2px solid transparent; color: $text_2; }
QTabBar::tab:hover { color: $text; background: $sunken; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:selected:focus { border: 2px solid $accent; border-radius: $radius; padding: 4px 10px 6px 10px; }
QHeaderView::section { background: $window; color: $text_2; border: 0; padding: 4px 3px; font-size: $SMALL_TEXT; }
QListView, QTreeView, QTableView { background: $panel; border: 0; outline: 0; }

QProgressBar {
    background: $sunken; border: 0; border-radius: 2px; min-height: 4px; max-height: 4px; color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QProgressBar[role="thin"] { background: transparent; border-radius: 0; min-height: 2px; max-height: 2px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $divider; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
    width: 12px; height: 12px; margin: -5px 0; border-radius: 7px; background: $panel; border: 1px solid $outline;
}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: $accent; background: $accent; }

QLabel[role="title"] { font-size: $TITLE_TEXT; font-weight: 600; }
QLabel[role="display"] { font-size: $DISPLAY_TEXT; font-weight: 600; }
QLabel[role="quiet"] { color: $text_2; }
QLabel[role="hint"] { color: $hint; }
QLabel[role="small"] { color: $text_2; font-size: $SMALL_TEXT; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="danger"] { color: $danger; }
QLabel[role="success"] { color: $success; }
QWidget[role="panel"] { background: $panel; }
QFrame[role="card"] { background: $panel; border: 1px solid $divider; border-radius: $card; }
QFrame#popup { background: $panel; border: 1px solid $outline; }
"""
