"""Coming back to a folder: to the picture, the layers and the search a person left it with."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QObject, QTimer

from gui.viewing import View
from gui.wording import tr

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Dataset
    from gui.main_window import MainWindow
    from gui.settings import Settings

SOON = 2000
"""Milliseconds of rest after which the place is kept, so that a crash does not take it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person was in a folder: a record's name, the layers on the canvas, the text of the search."""

    picture: str = ""
    view: str = ""
    search: str = ""


def left_at(settings: Settings, folder: Path) -> Place:
    """Where a person was in `folder` when it was last open; an empty place where that is not known."""
    text = settings.noted("places", folder) or settings.noted("places", folder.absolute().resolve())
    with suppress(ValueError, TypeError):
        place = Place(**json.loads(text))
        if all(isinstance(each, str) for each in asdict(place).values()):
            return place
    return Place()


class Returning(QObject):
    """Keeps where the person is in the open folder, and goes there again when it is opened the next time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._here: tuple[Path, Place] | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.keep)
        window.opening.opened.connect(self._restore)
        window.opening.missing.connect(self._missing)
        window.reviewing.arrived.connect(self._note)
        window.viewing.changed.connect(self._note)
        window.images.search.textChanged.connect(self._note)

    def picture_left(self, folder: Path) -> str:
        """The name of the picture a person left `folder` with, "" where that is not known."""
        return left_at(self._window.settings, folder).picture

    def keep(self) -> None:
        """Write down where the person is."""
        self._soon.stop()
        if self._here is not None:
            folder, place = self._here
            self._window.settings.note("places", folder, json.dumps(asdict(place)))

    def _note(self, *_: object) -> None:
        document = self._window.document
        if document.dataset is None or document.record is None:
            return
        here = document.dataset.root
        if self._here is not None and self._here[0] != here:
            self.keep()
        images = self._window.images
        search = images.search.text() if images.model.positions else ""  # nobody comes back for an empty list
        place = Place(document.record.name, self._window.viewing.view, search)
        if (here, place) != self._here:
            self._here = (here, place)
            self._soon.start()

    def _restore(self, dataset: Dataset, _position: int) -> None:
        place = left_at(self._window.settings, dataset.root)
        if place.view in get_args(View):
            self._window.viewing.view = place.view  # pyright: ignore[reportAttributeAccessIssue] one of them
        if place.search:
            self._window.images.search.setText(place.search)

    def _missing(self, name: str) -> None:
        """A picture that was asked for is not in the folder. That one left it there is no failure of anybody's."""
        dataset = self._window.document.dataset
        if dataset is None:
            return
        if name == self.picture_left(dataset.root):
            said = tr("{name} is gone from {folder}; the first picture is shown.")
            tell = self._window.toasts.say
        else:
            said = tr("{name} is no picture of {folder}; the first one is shown.")
            tell = self._window.say_failure
        tell(said.format(name=name, folder=dataset.root.name))


def connect(window: MainWindow) -> None:
    window.returning = Returning(window)
