"""Locked objects stay as they are: an edit that would move, change or delete one is not made, and a note says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.annotation import Annotation, Instance
    from gui.changing.edits import Edit
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    window.document.guard = partial(_may_be_made, window)


def broken(before: Annotation, after: Annotation, keys: Collection[int]) -> Instance | None:
    """The first object of `before` with one of these keys (`Instance.origin`) that `after` has not as it was."""
    kept = {one.origin: one for one in after.instances}
    return next((one for one in before.instances if one.origin in keys and kept.get(one.origin) != one), None)


def _may_be_made(window: MainWindow, edit: Edit) -> bool:
    keys = {number for record, layer, number in window.viewing.locked if (record, layer) == (edit.record, "truth")}
    one = broken(edit.before, edit.after, keys) if keys else None
    if one is None:
        return True
    window.toasts.say(tr("{name} is locked and stays as it is. L unlocks it.").format(name=one.label))
    return False
