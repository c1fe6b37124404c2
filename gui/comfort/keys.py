"""The keys a person has chosen, given to the window's actions, and the dialog in which they are changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gui.comfort import keymap
from gui.comfort.unable import Unable

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    """Give the actions the keys a person has chosen, now and whenever they are changed; one that is off says why."""
    apply(window)
    Unable(window)
    window.settings.changed.connect(lambda name, _value: name in ("keys", "keys_preset") and apply(window))
    window.acts.on("change_keys", partial(_change, window))


def apply(window: MainWindow) -> None:
    """Give the window's actions the keys of the settings."""
    wanted = keymap.keymap(window.settings.text("keys_preset"), keymap.kept(window.settings))
    different = {name: keys for name, keys in wanted.items() if window.acts.keys[name] != keys}
    if different:
        window.acts.set_keys(different)
    window.instances.say_keys(window.acts.keys_text)


def _change(window: MainWindow) -> None:
    from gui.dialogs.keys import KeysDialog  # dialogs are read when they are asked for

    KeysDialog(window.settings, window).open()
