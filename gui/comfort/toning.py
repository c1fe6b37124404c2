"""Brightness, contrast and gamma of what is looked at: the popup, its keys, and a line that says it is on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gui.canvas.tone import Tone
from gui.wording import tr, written

if TYPE_CHECKING:
    from gui.main_window import MainWindow

STEP = 10
"""Brightness of one press of a key."""


def connect(window: MainWindow) -> None:
    on = window.acts.on
    on("tone", partial(_open, window))
    on("tone_brighter", partial(_brighten, window, STEP))
    on("tone_darker", partial(_brighten, window, -STEP))
    on("tone_reset", partial(setattr, window.viewing, "tone", Tone()))
    window.viewing.changed.connect(lambda: window.status.show_tone(said(window.viewing.tone)))


def said(tone: Tone) -> str:
    """What is not as in the picture's file; "" where all is."""
    parts = [
        tr("brightness {value}").format(value=f"{tone.brightness:+d}") if tone.brightness else "",
        tr("contrast {value}").format(value=f"{tone.contrast:+d}") if tone.contrast else "",
        tr("gamma {value}").format(value=written(tone.gamma, 2)) if tone.gamma != 1 else "",
    ]
    return "" if tone.plain else tr("For viewing only: {what}").format(what=", ".join(filter(None, parts)))


def _brighten(window: MainWindow, step: int) -> None:
    tone = window.viewing.tone
    window.viewing.tone = replace(tone, brightness=max(-100, min(100, tone.brightness + step)))


def _open(window: MainWindow) -> None:
    from gui.dialogs.tone import TonePopup  # dialogs are read when they are asked for

    popup = TonePopup(window.viewing.tone, window)
    popup.chosen.connect(partial(setattr, window.viewing, "tone"))
    popup.show_over(window.canvas)
