"""A settings file that somebody edited, or that a disk spoilt, never keeps the window from opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.main_window import MainWindow
from gui.settings import TABLE, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

RUBBISH = ("nan", "inf", "-3", "1e308", "", "upside-down", "\x00", "-9999999999999999", "<b>", "a, b, c", "@Variant(")


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_a_settings_file_full_of_rubbish_counts_as_empty(qtbot: QtBot, tmp_path: Path, rubbish: str) -> None:
    file = tmp_path / "settings.ini"
    file.write_text("[General]\n" + "".join(f"{one.name}={rubbish}\n" for one in TABLE), encoding="utf-8")
    window = MainWindow(Settings(file))
    qtbot.addWidget(window)
    window.show()
    window.furnish()
    assert window.viewing.view == "both"
    assert (window.viewing.confidence, window.viewing.iou_threshold, window.viewing.mask_opacity) == (0.25, 0.5, 0.35)
    assert window.settings.number("epochs") == 0
    assert window.settings.flag("autosave")
    window.lanes.stop()
