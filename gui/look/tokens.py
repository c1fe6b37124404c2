"""The look as plain data: colours, sizes, lines. Nothing here imports anything; every widget and test reads it.

Colours are `#RRGGBB`. Sizes are device-independent pixels, lines on the canvas are cosmetic (the same at every zoom).
The ratios and the colour-blind distances behind these values are recomputed by tests/gui/test_tokens.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Colours that say whose (truth, prediction) or right and wrong (true, false, missed)."""

    truth: str
    prediction: str
    true: str
    false: str
    missed: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of roles. `text_2` is quieter text, `off` a control that is disabled."""

    name: str
    window: str
    panel: str
    sunken: str
    surround: str
    divider: str
    outline: str
    text: str
    text_2: str
    hint: str
    off: str
    accent: str
    on_accent: str
    selected: str
    danger: str
    warning: str
    success: str
    verdicts: Verdicts


CANVAS_VERDICTS = Verdicts("#9DA8FF", "#FFEE4D", "#40F2C0", "#FF3B38", "#C4739C")
"""On the canvas in both themes, and on dark panels."""

PANEL_VERDICTS = Verdicts("#4B25EE", "#8F6200", "#05756A", "#8C2030", "#5B2E67")
"""Text and glyphs on light panels."""

LIGHT = Theme(
    name="light",
    window="#F4F5F7",
    panel="#FFFFFF",
    sunken="#ECEEF1",
    surround="#C9CDD3",
    divider="#D3D8DF",
    outline="#7C8592",
    text="#1B1F24",
    text_2="#4B5563",
    hint="#5F6875",
    off="#8B939E",
    accent="#0B5CCB",
    on_accent="#FFFFFF",
    selected="#DCE9FB",
    danger="#B3261E",
    warning="#8A5300",
    success="#0A6B4F",
    verdicts=PANEL_VERDICTS,
)

DARK = Theme(
    name="dark",
    window="#16191D",
    panel="#1B1F24",
    sunken="#23282E",
    surround="#0E1114",
    divider="#343B44",
    outline="#747E8B",
    text="#ECEFF3",
    text_2="#B6BEC9",
    hint="#98A2AF",
    off="#6A7380",
    accent="#6FA8FF",
    on_accent="#0E1114",
    selected="#1F3556",
    danger="#FF8A80",
    warning="#F2B84B",
    success="#56D6A4",
    verdicts=CANVAS_VERDICTS,
)

# The canvas: the same in both themes, because it lies on photographs.
CASING = "#0E1114"
ERROR_RIM = "#FFFFFF"
IGNORED = "#C9CDD3"
DRAWN = "#6FA8FF"
CHIP = "#0E1114"
CHIP_OPACITY = 0.88
CHIP_TEXT = "#FFFFFF"
HANDLE = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Line:
    """A cosmetic line: core width, dash (on, off) in pixels or () for solid, whether a white line is around it."""

    width: float
    dash: tuple[float, ...] = ()
    rim: bool = False


LINES = {
    "truth": Line(2),
    "true": Line(2),
    "prediction": Line(2, (8, 5)),
    "false": Line(3, (8, 5), rim=True),
    "missed": Line(3, (), rim=True),
    "mislabelled": Line(3, (), rim=True),
    "placed": Line(3, (), rim=True),
    "ignored": Line(1.5, (2, 4)),
    "drawn": Line(2),
}
CASING_WIDTH = 1
RIM_WIDTH = 1
HOVER_RIM_OPACITY = 0.6
HOVER_FILL = 0.08
MASK_FILL = 0.35
MASK_CONTOUR = 1.5
GUIDE_OPACITY = 0.4
SMALL_SIDE = 24
"""Shapes with a shorter side on screen get a thin line and no chip."""
DOT_SIDE = 8
"""Shapes shorter than this are a dot of `DOT` pixels."""
DOT = 4
GRID_ZOOM = 8.0
SHARP_ZOOM = 4.0

# Sizes
GRID = 4
STEPS = (4, 8, 12, 16, 24, 32)
PANEL_PADDING = 12
DIALOG_PADDING = 24
GAP = 8
GROUP_GAP = 16
ROW = 28
THUMB_ROW = 64
THUMB = (80, 60)
BUTTON = 28
PRIMARY_BUTTON = 32
TOOLBAR = 40
TOOL_ICON = 20
TOOL_HIT = 32
STRIP = 36
STATUS = 24
RADIUS = 4
CARD_RADIUS = 8
LEFT_DOCK = 264
RIGHT_DOCK = 280
CHIP_HEIGHT = 18
CHIP_RADIUS = 3
CHIP_PADDING = 4
CHIP_GLYPH = 12
HANDLE_SIZE = 8
HANDLE_HIT = 16
HANDLE_RIM = 1.5
SWATCH = 10
TOAST_WIDTH = 320

# Type, in pixels at the system's normal font size; `gui.look.theme.px` follows the system's font scale.
SMALL_TEXT = 12
BODY_TEXT = 13
TITLE_TEXT = 15
DISPLAY_TEXT = 20
