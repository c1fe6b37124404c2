"""The look's promises, computed anew: colours that the colour-blind tell apart, contrast, and lines for every class."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert

from engine import places
from engine.formats.voc_classes import VOC_CLASSES
from gui.look import palette, tokens

SIGHTS = (None, "protanomaly", "deuteranomaly", "tritanomaly")
THEMES = (tokens.LIGHT, tokens.DARK)


def rgb(colour: str) -> np.ndarray:
    return np.array(list(bytes.fromhex(colour[1:])), float)


def contrast(a: str, b: str) -> float:
    """WCAG 2.1 contrast ratio."""
    light = []
    for colour in (a, b):
        channel = rgb(colour) / 255
        linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
        light.append(float(linear @ [0.2126, 0.7152, 0.0722]))
    return (max(light) + 0.05) / (min(light) + 0.05)


def seen(colour: str, sight: str | None) -> np.ndarray:
    """A colour in CAM02-UCS as somebody sees it: full colour blindness after Machado (2009)."""
    value = rgb(colour)
    if sight is not None:
        space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
        value = np.clip(cspace_convert(value / 255, space, "sRGB1"), 0, 1) * 255
    return cspace_convert(value, "sRGB255", "CAM02-UCS")


@pytest.mark.parametrize("verdicts", [tokens.CANVAS_VERDICTS, tokens.PANEL_VERDICTS], ids=["canvas", "panel"])
def test_nobody_confuses_two_verdicts(verdicts: tokens.Verdicts) -> None:
    colours = [getattr(verdicts, name) for name in tokens.Verdicts.__slots__]
    worst = min(
        float(np.linalg.norm(seen(a, sight) - seen(b, sight))) for a, b in combinations(colours, 2) for sight in SIGHTS
    )
    assert worst >= 15


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_and_controls_reach_aa(theme: tokens.Theme) -> None:
    for ground in (theme.window, theme.panel):
        for role in ("text", "text_2", "hint", "accent", "danger", "warning", "success"):
            assert contrast(getattr(theme, role), ground) >= 4.5, (role, ground)
        assert contrast(theme.outline, ground) >= 3
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.text, theme.selected) >= 4.5
    for name in tokens.Verdicts.__slots__:
        assert contrast(getattr(theme.verdicts, name), theme.panel) >= 4.5, name


def test_every_line_shows_on_every_grey() -> None:
    """With its casing (and the white line where there is one) a line is seen on any photograph."""
    for name in tokens.Verdicts.__slots__:
        parts = [getattr(tokens.CANVAS_VERDICTS, name), tokens.CASING]
        parts += [tokens.ERROR_RIM] if tokens.LINES[name].rim else []
        worst = min(max(contrast(part, f"#{grey:02X}{grey:02X}{grey:02X}") for part in parts) for grey in range(256))
        assert worst >= (4.3 if tokens.LINES[name].rim else 2.9), name


def voc_palette(index: int) -> tuple[int, int, int]:
    """The VOC palette (VOCdevkit, VOClabelcolormap.m)."""
    channels = [0, 0, 0]
    for bit in range(8):
        for channel in range(3):
            channels[channel] |= ((index >> (3 * bit + channel)) & 1) << (7 - bit)
    return channels[0], channels[1], channels[2]


def test_class_colours_are_the_voc_palette_lifted() -> None:
    for index, colour in enumerate(palette.COLOURS, 1):
        lightness = cspace_convert(rgb(colour), "sRGB255", "JCh")[0]
        assert lightness >= 55, (index, colour)
        original = np.array(voc_palette(index), float)
        if cspace_convert(original, "sRGB255", "JCh")[0] >= 55.2:
            assert tuple(rgb(colour)) == tuple(original)


def test_a_class_keeps_its_colour_in_every_folder() -> None:
    assert palette.colour("dog") == palette.COLOURS[VOC_CLASSES.index("dog")]
    assert palette.colour("raccoon") == palette.colour("raccoon")
    assert palette.of_value(1, ("pet",)) == palette.colour("pet")
    assert palette.of_value(12, palette.VOC_CLASSES) == palette.colour("dog")
    assert re.fullmatch("#[0-9A-F]{6}", palette.of_value(200, ()))


def test_icons_take_the_theme_s_colour() -> None:
    folder = places.resources() / "icons"
    plain = [path for path in folder.glob("*.svg") if not path.stem.endswith(("-light", "-dark"))]
    assert len(plain) >= 30
    for path in plain:
        text = path.read_text(encoding="utf-8")
        assert "currentColor" in text and not re.search("#[0-9a-fA-F]{3}", text), path.name


def test_marks_of_controls_have_the_token_s_colour() -> None:
    """Stylesheets cannot tint a drawing, so these few carry their colour."""
    for theme in THEMES:
        arrows = [
            (f"{way}{state}", colour)
            for way in ("up", "down")
            for state, colour in (("", theme.text_2), ("-off", theme.off))
        ]
        for name, colour in (("tick", theme.on_accent), *arrows):
            text = (places.resources() / "icons" / f"{name}-{theme.name}.svg").read_text(encoding="utf-8")
            assert f'stroke="{colour}"' in text
