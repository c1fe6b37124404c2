"""How the next run learns: a dialog over the recipe's hyperparameters, and what a person set there, kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.errors import EngineError
from engine.hyperparameters import parse
from engine.recipes import RECIPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.hyperparameters import Hyperparameters, Plain
    from engine.runs import FitSettings
    from gui.main_window import MainWindow
    from gui.settings import Settings

KEY = "hyperparameters"


def connect(window: MainWindow) -> None:
    Tuning(window)


def kept(settings: Settings) -> dict[str, Plain]:
    """The hyperparameters that were set, by name; lines that an older or newer program wrote are passed over."""
    found: dict[str, Plain] = {}
    for line in settings.texts(KEY):
        try:
            name, value = parse(line)
        except EngineError:
            continue
        found[name] = value
    return found


def keep(settings: Settings, values: Mapping[str, Plain]) -> None:
    """Let the next run learn with these instead of the recipe's own."""
    settings.set(KEY, [f"{name}={value}" for name, value in values.items()])


def own(settings: FitSettings) -> Hyperparameters:
    """What the recipe itself learns by where it begins so; a person's choices are not among it."""
    recipe = RECIPES[settings.recipe]
    known = settings.start is not None or (recipe.pretrained_from is not None and settings.weights != "none")
    return recipe.training if known else recipe.scratch


class Tuning(QObject):
    """Opens the dialog for the recipe that the Train tab has chosen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.acts.on(KEY, self.open)
        window.train_panel.form.more_wanted.connect(self.open)

    def open(self) -> None:
        from gui.dialogs.hyperparameters import HyperparametersDialog  # dialogs are read when they are asked for

        window = self._window
        settings = window.training.settled(window.train_panel.choices())
        dialog = HyperparametersDialog(settings.recipe, own(settings), kept(window.settings), window)
        dialog.chosen.connect(partial(keep, window.settings))
        dialog.rate_wanted.connect(window.acts["find_rate"].trigger)
        dialog.open()
