"""How the picture is looked at: one small observed state that the strip, the canvas and the status bar share."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar, overload

from PySide6.QtCore import QObject, Signal

from gui.canvas.tone import Tone

View = Literal["truth", "prediction", "both", "side", "difference", "swipe"]
Mark = tuple[str, str, int]
"""One object, as a person marks it for the time being: its record, its layer ("truth" or "prediction"), and its key
there (`Instance.origin` of a truth, the position of a prediction)."""

T = TypeVar("T")


class _Setting(Generic[T]):
    """An attribute that tells `Viewing.changed` when it gets another value."""

    def __init__(self, start: T) -> None:
        self._start = start

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    @overload
    def __get__(self, viewing: None, owner: type) -> _Setting[T]: ...
    @overload
    def __get__(self, viewing: Viewing, owner: type) -> T: ...
    def __get__(self, viewing: Viewing | None, owner: type) -> T | _Setting[T]:
        return self if viewing is None else getattr(viewing, self._name, self._start)

    def __set__(self, viewing: Viewing, value: T) -> None:
        if value != self.__get__(viewing, type(viewing)):
            setattr(viewing, self._name, value)
            viewing.changed.emit()


class Viewing(QObject):
    """What is shown of the current picture; `changed` fires once for every attribute that gets another value.

    `confidence` and `iou_threshold` are in 0..1, `mask_opacity` is the fill of masks in 0..1. Predictions with a score
    below `confidence` are not drawn. `hidden` hides every layer but the picture (H held down). Objects of
    `hidden_classes`, and those `unseen`, are drawn in no view; those `locked` stay as they are. No file is told of it.
    """

    changed = Signal()

    view = _Setting[View]("both")
    confidence = _Setting(0.25)
    iou_threshold = _Setting(0.5)
    mask_opacity = _Setting(0.35)
    show_masks = _Setting(True)
    show_outlines = _Setting(True)
    hidden = _Setting(False)
    colour_by_class = _Setting(False)
    tone = _Setting(Tone())
    hidden_classes = _Setting[frozenset[str]](frozenset())
    unseen = _Setting[frozenset[Mark]](frozenset())
    locked = _Setting[frozenset[Mark]](frozenset())
