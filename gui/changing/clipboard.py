"""Objects are copied and pasted, also between pictures and between windows; all of the picture before, in one go."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from engine.annotation import FLAGS, Box, Instance
from gui.acts import Refusal
from gui.changing import editing
from gui.wording import counted, plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.main_window import MainWindow

MOST_TEXT, MOST_OBJECTS, LONGEST_NAME = 16 << 20, 10_000, 1000
"""Bytes, objects and letters of a class name that are taken from the clipboard: it holds what anybody put there."""


def connect(window: MainWindow) -> None:
    Clipboard(window)


class Clipboard(QObject):
    """What the keys of copying and pasting do. The clipboard holds JSON, as text."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._document = window, window.document
        for name, handler in (
            ("copy", self.copy),
            ("paste", self.paste),
            ("duplicate", self.duplicate),
            ("copy_previous", self.copy_previous),
            ("select_all", self.select_all),
        ):
            window.acts.on(name, handler)

    def copy(self) -> None:
        """Put the selected objects on the clipboard."""
        truth, chosen = self._document.truth, sorted(self._document.selection)
        if truth is None or not chosen:
            return
        text = to_text(truth.instances[place] for place in chosen)
        QGuiApplication.clipboard().setText(text)  # Qt's own: data made here it would free after Python has gone
        self._window.toasts.say(tr("{objects} copied.").format(objects=counted(len(chosen), "object")))

    def paste(self) -> None:
        """Add the objects on the clipboard to this picture. Raises Refusal where there are none."""
        instances = from_text(QGuiApplication.clipboard().text())
        there = self._there()
        beside = any(_what(one) in there for one in instances)
        self._add(instances, tr("Paste"), beside)

    def duplicate(self) -> None:
        editing.duplicate(self._document, self._document.selection)

    def select_all(self) -> None:
        if self._document.truth is not None:
            self._document.select_many(range(len(self._document.truth.instances)))

    def copy_previous(self) -> None:
        """Add all objects of the picture before this one in the list that are not here yet. Raises Refusal where there
        is no such picture, EngineError where its labels cannot be read."""
        window, dataset = self._window, self._document.dataset
        place = window.images.neighbour(-1)
        if dataset is None or place is None:
            raise Refusal(tr("There is no picture before this one in the list."))
        record = dataset.records[place]
        working = self._document.records.get(record.name)
        if working is not None and working.truth is not None:
            instances = working.truth.instances
        else:
            from engine.datasets import facts  # lxml comes with it: not before it is wanted

            instances = facts.read_facts(dataset.format, record).instances
        there = self._there()
        new = [one for one in instances if _what(one) not in there]
        if not new:
            name = record.image.name
            said = tr("All of {name} is here already.") if instances else tr("{name} has no objects to copy.")
            window.toasts.say(said.format(name=name))
            return
        added = self._add(new, tr("Copy from {name}:").format(name=record.image.name), False)
        if added:
            rest = len(instances) - added
            said = tr("{objects} copied from {name}.").format(objects=counted(added, "object"), name=record.image.name)
            if rest:
                said += " " + plural(rest, "{count} was here already.", "{count} were here already.")
            window.toasts.say(said)

    def _there(self) -> set[tuple[str, tuple[float, ...]]]:
        truth = self._document.truth
        return set() if truth is None else {_what(one) for one in truth.instances}

    def _add(self, instances: Iterable[Instance], deed: str, beside: bool) -> int:
        if not self._document.editable:
            self._document.edit((), deed)  # refused, and the document says why
            return 0
        given = list(instances)
        for label in dict.fromkeys(one.label for one in given):
            self._window.instances.classes.add(label)
        return editing.add_all(self._document, given, deed, beside)


def to_text(instances: Iterable[Instance]) -> str:
    """Objects as JSON: {"overlap": 1, "objects": [{"label", "box": [xmin, ymin, xmax, ymax], ...}]}, pixels as
    `engine.annotation.Box` has them. `from_text` reads it."""
    return json.dumps({"overlap": 1, "objects": [_told(one) for one in instances]}, ensure_ascii=False)


def from_text(text: str) -> list[Instance]:
    """The objects that `to_text` has written. Raises Refusal for any other text."""
    nothing = Refusal(tr("There are no objects on the clipboard. Select some and copy them first."))
    if len(text) > MOST_TEXT or '"overlap"' not in text:
        raise nothing
    try:
        objects = json.loads(text)["objects"]
        found = [_object(one) for one in objects[:MOST_OBJECTS]]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise nothing from error
    if not found:
        raise nothing
    return found


def _told(one: Instance) -> dict[str, object]:
    flags: dict[str, object] = {name: True for name in FLAGS if getattr(one, name)}
    told: dict[str, object] = {"label": one.label, "box": one.box.as_tuple()}
    told |= flags
    told |= {"pose": one.pose} if one.pose else {}
    told |= {"attributes": one.attributes} if one.attributes else {}
    return told | ({"polygons": one.polygons} if one.polygons else {})


def _object(plain: dict) -> Instance:
    """Raises ValueError, KeyError or TypeError where `plain` is no object."""
    xmin, ymin, xmax, ymax = (_number(edge) for edge in plain["box"])
    label, pose = plain["label"], plain.get("pose", "")
    if not (isinstance(label, str) and isinstance(pose, str)) or max(len(label), len(pose)) > LONGEST_NAME:
        raise ValueError("no name")
    if xmax <= xmin or ymax <= ymin:
        raise ValueError("no box")
    polygons = tuple(tuple((_number(x), _number(y)) for x, y in polygon) for polygon in plain.get("polygons", ()))
    pairs = tuple((str(name), str(value)) for name, value in plain.get("attributes", ()))
    return Instance(
        label,
        Box(xmin, ymin, xmax, ymax),
        polygons,
        difficult=plain.get("difficult") is True,
        truncated=plain.get("truncated") is True,
        occluded=plain.get("occluded") is True,
        pose=pose,
        attributes=pairs,
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 1e6:
        raise ValueError("no coordinate")
    return float(value)


def _what(one: Instance) -> tuple[str, tuple[float, ...]]:
    return one.label, one.box.as_tuple()
