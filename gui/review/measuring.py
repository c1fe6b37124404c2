"""The Evaluate tab at work: what is chosen in it leads to pictures, and its threshold is that of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    panel, viewing = window.evaluation_panel, window.viewing
    panel.view.pictures_wanted.connect(lambda names, said: show_pictures(window, names, said))
    panel.view.threshold_wanted.connect(lambda threshold: setattr(viewing, "confidence", round(threshold, 4)))
    viewing.changed.connect(lambda: panel.view.set_threshold(viewing.confidence))
    panel.view.set_threshold(viewing.confidence)


def show_pictures(window: MainWindow, names: Collection[str], said: str) -> None:
    """Keep these pictures alone in the list, and show the first of them where none of them is on the canvas."""
    window.left.show()
    window.images.show_only(names, said)
    record = window.document.record
    if record is None or record.name not in set(names):
        show_picture(window, next(iter(names), ""))


def show_picture(window: MainWindow, name: str) -> None:
    """Open the picture of that name; say so where the folder does not have it any more."""
    dataset = window.document.dataset
    place = dataset.records.place(name) if dataset is not None else None
    if place is not None:
        window.reviewing.go(place)
    elif name:
        said = tr("{name} is not in this folder any more; the report was made when it was.")
        window.toasts.say(said.format(name=name))
