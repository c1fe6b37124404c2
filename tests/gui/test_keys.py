"""Keys that a person changes: presets, conflicts, the dialog, and everything that says a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel

from gui.actions import ARROWS, CLASS_KEYS, TABLE
from gui.comfort import keymap
from gui.dialogs.keys import KeysDialog
from gui.dialogs.shortcuts import Shortcuts
from tests.gui.driving import act, active, open_folder, press

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def doubled(found: Mapping[str, tuple[str, ...]]) -> list[str]:
    every = [key for has in found.values() for key in has]
    return [key for key in every if every.count(key) > 1]


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> KeysDialog:
    made = KeysDialog(window.settings, window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.open()
    active(qtbot, made)
    return made


@pytest.mark.parametrize("name", [one.name for one in keymap.PRESETS])
def test_no_preset_gives_a_key_twice_or_one_that_is_taken(name: str) -> None:
    found = keymap.keymap(name, {})
    assert doubled(found) == []
    table = {entry.id for entry in TABLE}
    refused = {key: keymap.refusal(action, key) for action, has in found.items() if action in table for key in has}
    assert {key: why for key, why in refused.items() if why} == {}
    spelt = [key for has in found.values() for key in has if keymap.standard(key) != key]
    assert spelt == []


def test_the_presets_have_the_other_programs_keys() -> None:
    labelimg, labelme, cvat = (keymap.keymap(name, {}) for name in ("labelImg", "labelme", "CVAT"))
    assert labelimg["box"] == ("W",) and labelimg["next"] == ("D",) and labelimg["verify"] == ("Space",)
    assert labelme["box"] == ("Ctrl+R",) and "Ctrl+Shift+D" in labelme["next"]
    assert cvat["next"] == ("F",) and cvat["previous"] == ("D",) and cvat["box"] == ("N",)


@given(
    st.sampled_from([one.name for one in keymap.PRESETS]),
    st.lists(st.tuples(st.sampled_from(sorted(keymap.usual())), st.sampled_from(["Q", "W", "D", "F", "Ctrl+E"]))),
)
def test_whoever_takes_keys_from_whom_none_is_held_twice_and_all_is_remembered(
    name: str, taken: list[tuple[str, str]]
) -> None:
    found = keymap.keymap(name, {})
    for action, key in taken:
        found = keymap.with_key(found, action, (key,))
        assert keymap.owner(found, key) == action
    assert doubled(found) == []
    assert keymap.keymap(name, keymap.changed(name, found)) == found
    assert keymap.keymap(name, keymap.chosen(name, found)) == found


def test_who_lost_a_key_has_that_of_the_next_preset() -> None:
    found = keymap.with_key(keymap.usual(), "next_unverified", ("W",))
    assert found["box"] == ("R",)
    after = keymap.keymap("CVAT", keymap.chosen("Overlap", found))
    assert (after["box"], after["next_unverified"]) == (("N",), ("W",))


@pytest.mark.parametrize("key", ["H", "1", "9", *ARROWS, "Space", "Tab", "Return"])
def test_what_the_picture_or_a_field_needs_is_refused(key: str) -> None:
    assert keymap.refusal("train", key)


def test_changed_keys_act_at_once_and_every_place_says_them(
    qtbot: QtBot, window: MainWindow, folder: Path, dialog: KeysDialog
) -> None:
    dialog.choose("box")
    dialog.change.click()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Q)
    assert window.acts.keys["box"] == ("Q",)
    assert "Q" in window.acts["box"].toolTip() and "W" not in window.acts["box"].toolTip().replace("Draw", "")
    dialog.accept()
    sheet = Shortcuts(window.acts, window)
    qtbot.addWidget(sheet)
    assert "Q" in {label.text() for label in sheet.findChildren(QLabel)}
    open_folder(qtbot, window, folder)
    press(qtbot, window, Qt.Key.Key_W)
    assert window.canvas.tool == "select"
    press(qtbot, window, Qt.Key.Key_Q)
    assert window.canvas.tool == "box"


def test_a_key_that_another_has_is_asked_about(qtbot: QtBot, window: MainWindow, dialog: KeysDialog) -> None:
    dialog.choose("box")
    dialog.change.click()
    qtbot.keyClick(dialog.field, Qt.Key.Key_E, CTRL)
    assert "Change label" in dialog.said.text() and dialog.take.isVisible()
    assert window.acts.keys["box"] == ("W", "R")
    dialog.leave.click()
    assert window.acts.keys["relabel"] == ("Ctrl+E",)
    dialog.change.click()
    qtbot.keyClick(dialog.field, Qt.Key.Key_E, CTRL)
    dialog.take.click()
    assert window.acts.keys["box"] == ("Ctrl+E",) and window.acts.keys["relabel"] == ()
    assert "Change label" in dialog.said.text(), "who lost it is said"
    dialog.reset_all.click()
    assert window.acts.keys == keymap.usual()


def test_a_refused_key_says_why_and_the_field_goes_on_asking(
    qtbot: QtBot, window: MainWindow, dialog: KeysDialog
) -> None:
    dialog.choose("train")
    dialog.change.click()
    for key in (Qt.Key.Key_H, Qt.Key.Key_1, Qt.Key.Key_Left, Qt.Key.Key_Tab):
        qtbot.keyClick(dialog.field, key)
        assert dialog.said.text().endswith("Press others.") and dialog.field.hasFocus()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert dialog.isVisible() and dialog.change.isVisible()
    assert window.acts.keys["train"] == ("Ctrl+T",)


def test_keys_are_added_removed_and_reset(qtbot: QtBot, window: MainWindow, dialog: KeysDialog) -> None:
    dialog.choose("fit")
    dialog.add.click()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Q, SHIFT)
    assert window.acts.keys["fit"] == ("Ctrl+F", "Shift+Q")
    dialog.none.click()
    assert window.acts.keys["fit"] == () and dialog.reset.isEnabled()
    dialog.reset.click()
    assert window.acts.keys["fit"] == ("Ctrl+F",) and not dialog.reset.isEnabled()


def test_a_preset_is_kept_with_what_was_changed_of_it(qtbot: QtBot, window: MainWindow, dialog: KeysDialog) -> None:
    dialog.preset.setCurrentText("CVAT")
    assert window.acts.keys["next"] == ("F",)
    dialog.choose("fit")
    dialog.change.click()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Q)
    kept = keymap.keymap(window.settings.text("keys_preset"), keymap.kept(window.settings))
    assert kept["next"] == ("F",) and kept["previous"] == ("D",) and kept["fit"] == ("Q",)


def test_the_search_finds_actions_by_name_and_by_key(dialog: KeysDialog) -> None:
    dialog.search.setText("draw box")
    assert dialog.action == "box"
    dialog.search.setText("ctrl+t")
    assert dialog.action == "train"


def test_the_sheet_leads_to_the_dialog(window: MainWindow) -> None:
    sheet = Shortcuts(window.acts, window)
    sheet.open()
    sheet.change.click()
    dialogs = [one for one in window.findChildren(QDialog) if isinstance(one, KeysDialog)]
    assert len(dialogs) == 1 and dialogs[0].isVisible()
    dialogs[0].close()


def test_a_settings_file_written_by_hand_gives_no_key_twice(window: MainWindow) -> None:
    window.settings.set("keys_preset", "Vim")
    window.settings.set("keys", ["box\tQ", "fit\tQ\tnonsense+key", "no such action\tP", ""])
    assert window.acts.keys["box"] == ("Q",)
    assert doubled(window.acts.keys) == []
    assert len(window.acts.keys) == len(TABLE) + len(CLASS_KEYS)


def test_a_key_held_down_walks_on_and_verifies_nothing_unseen(window: MainWindow) -> None:
    assert window.acts["next"].autoRepeat() and not window.acts["verify"].autoRepeat()


def test_buttons_and_hints_name_the_keys_a_person_has_chosen(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    panel = window.instances
    assert panel.accept.toolTip().endswith("  Enter") and panel.delete.toolTip().endswith("  Del")
    keymap.keep(window.settings, "CVAT", keymap.with_key(keymap.keymap("CVAT", {}), "reject", ()))
    assert panel.delete.toolTip().endswith("  Del, Shift+Del")
    assert panel.reject.toolTip().endswith("from then on")
    act(qtbot, window, "select_all")
    act(qtbot, window, "delete")
    qtbot.waitUntil(lambda: "Press N and drag" in panel.nothing.text())
