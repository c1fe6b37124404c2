"""How the next run learns: what a person sets in the dialog is kept, told apart from the recipe's, and trained with."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from engine.hyperparameters import Hyperparameters, choices
from engine.recipes import RECIPES
from gui.dialogs.hyperparameters import GROUPS, WORDS, HyperparametersDialog
from gui.look import theme
from gui.runs.tuning import kept
from gui.settings import Settings
from tests.gui.driving import act, open_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def opened(qtbot: QtBot, window: MainWindow) -> HyperparametersDialog:
    act(qtbot, window, "hyperparameters")
    qtbot.waitUntil(lambda: any(isinstance(w, HyperparametersDialog) for w in QApplication.topLevelWidgets()))
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, HyperparametersDialog))


def line(dialog: HyperparametersDialog, name: str) -> QLineEdit:
    field = dialog.fields[name]
    assert isinstance(field, QLineEdit)
    return field


def test_every_hyperparameter_has_a_field_and_words() -> None:
    shown = [name for column in GROUPS for _, names in column for name in names]
    assert sorted([*shown, "epochs"]) == sorted(field.name for field in fields(Hyperparameters))
    assert set(WORDS) == set(shown)


def test_what_is_set_is_kept_and_the_rest_stays_the_recipes(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    dialog = opened(qtbot, window)
    line(dialog, "ema").setText("0.99")
    box = dialog.fields["mask_loss"]
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("dice"))
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert kept(window.settings) == {"ema": 0.99, "mask_loss": "dice"}
    assert window.train_panel.form.more.text() == "More (2)…"
    again = opened(qtbot, window)
    assert line(again, "ema").text() == "0.99"
    qtbot.mouseClick(again.reset, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(again.take, Qt.MouseButton.LeftButton)
    assert kept(window.settings) == {} and window.train_panel.form.more.text() == "More…"


def test_a_value_that_cannot_be_is_said_and_nothing_is_taken(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    dialog = opened(qtbot, window)
    line(dialog, "rate").setText("fast")
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and "Rate of the heads" in dialog.wrong.text()
    assert kept(window.settings) == {}
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("line_kept", ["nothing", "depth=3", "ema=9", "mask_loss=nonsense", "="])
def test_lines_that_no_version_wrote_are_passed_over(tmp_path: Path, line_kept: str) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.set("hyperparameters", [line_kept, "clip=1"])
    assert kept(settings) == {"clip": 1.0}


def test_the_fields_say_what_the_recipe_has(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    dialog = opened(qtbot, window)
    form = window.train_panel.form
    recipe = RECIPES[str(form.source.currentData())]
    usual = asdict(recipe.training)
    for name, field in dialog.fields.items():
        if isinstance(field, QComboBox):
            assert field.itemText(0) == f"{usual[name]} (recipe)" and set(choices(name)) >= {field.itemData(1)}
        else:
            assert float(field.placeholderText()) == pytest.approx(float(usual[name]), rel=1e-5)
    dialog.reject()


@pytest.mark.parametrize("scale", [1.0, 1.5, 3.0])
def test_it_is_no_larger_than_the_screen(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    open_folder(qtbot, window, folder)
    monkeypatch.setitem(theme._state, "scale", scale)
    dialog = opened(qtbot, window)
    room = dialog.screen().availableGeometry()
    assert dialog.height() <= room.height() and dialog.width() <= room.width()
    dialog.close()
