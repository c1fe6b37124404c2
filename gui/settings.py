"""What a person has chosen and the window remembers: ONE table, kept in `settings.ini` beside the program's data."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QLockFile, QObject, QSettings, Signal

from engine import places

if TYPE_CHECKING:
    from pathlib import Path

RECENT = 5
"""How many folders the empty window offers again."""
NOTED = 50
"""How many folders something is kept of."""

Value = str | bool | int | float | list[str] | QByteArray


@dataclass(frozen=True, slots=True)
class Setting:
    """One remembered choice: its name in the file, its default (which also says its type), what it is to a person, and
    what it can be, where that is one of a few words. A fraction lies in 0..1, a whole number is not negative."""

    name: str
    default: Value
    text: str
    among: tuple[str, ...] = ()


TABLE = (
    Setting("theme", "system", "Theme: system, light or dark", ("system", "light", "dark")),
    Setting("autosave", True, "Save labels when leaving a picture"),
    Setting("weights", "", "Folder of pretrained weights; empty: look in the usual places; none: train from scratch"),
    Setting("device", "auto", "Where networks run: auto, cpu, cuda"),
    Setting("recipe", "multi-mobilenet_v2", "Recipe of the next run"),
    Setting("epochs", 0, "Epochs of the next run; 0: what the recipe says"),
    Setting("hyperparameters", [], "How the next run learns where it is not as the recipe says: NAME=VALUE"),
    Setting("checkpoints", [], "For each folder the checkpoint whose predictions were shown last"),
    Setting("recent", [], "Folders opened lately"),
    Setting("counts", [], "For each folder how many pictures it had"),
    Setting("colours", [], "Colours given to classes, so that they stay: #RRGGBB and the name"),
    Setting("view", "both", "Layers shown", ("truth", "prediction", "both", "side", "difference", "swipe")),
    Setting("confidence", 0.25, "Predictions below this score are hidden"),
    Setting("accept_above", 0.9, "From this score on predictions are accepted all at once"),
    Setting("iou_threshold", 0.5, "From this overlap on, two boxes are a pair"),
    Setting("mask_opacity", 0.35, "How much of the picture a mask covers"),
    Setting("colour_by_class", False, "Outlines are of their class's colour, not of their layer's"),
    Setting("keys_preset", "Overlap", "Whose keys are used: Overlap, labelImg, labelme or CVAT"),
    Setting("keys", [], "Keys that are not as the preset has them: the action, then its keys"),
    Setting("places", [], "For each folder where the person was: picture, layers, search"),
    Setting("language", "system", "Language of the window: system, en or de; from the next start on"),
    Setting("toured", False, "The tour has been seen"),
    Setting("geometry", QByteArray(), "Place and size of the window"),
    Setting("layout", QByteArray(), "Places and sizes of the docks"),
)
_BY_NAME = {setting.name: setting for setting in TABLE}


class Settings(QObject):
    """The table's values. `changed(name, value)` is emitted when one becomes another.

    Reading a name that isn't in the table is a fault of ours (KeyError). A value that cannot be meant, in a file edited
    by hand, counts as absent.
    """

    changed = Signal(str, object)

    def __init__(self, path: Path | None = None) -> None:
        """`path` is the file; None: `settings.ini` in the program's data folder."""
        super().__init__()
        file = path or places.data() / "settings.ini"
        sweep(file)
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    def get(self, name: str) -> Value:
        setting = _BY_NAME[name]
        value = _typed(self._store.value(name), setting.default)
        return setting.default if setting.among and value not in setting.among else value

    def set(self, name: str, value: Value) -> None:
        if self.get(name) == value:
            return
        self._store.setValue(name, value)
        self.changed.emit(name, value)

    def text(self, name: str) -> str:
        value = self.get(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        return bool(self.get(name))

    def number(self, name: str) -> float:
        value = self.get(name)
        return value if isinstance(value, int | float) else 0.0

    def texts(self, name: str) -> list[str]:
        value = self.get(name)
        return list(value) if isinstance(value, list) else []

    def blob(self, name: str) -> QByteArray:
        value = self.get(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def remember_folder(self, folder: Path) -> None:
        """Put `folder` first among the recent ones."""
        recent = [str(folder), *(path for path in self.texts("recent") if path != str(folder))]
        self.set("recent", recent[:RECENT])

    def note(self, name: str, folder: Path | str, text: str) -> None:
        """Keep `text` of `folder` in the list `name`, in place of what was kept of it before."""
        others = [line for line in self.texts(name) if line.partition("\t")[0] != str(folder)]
        self.set(name, [f"{folder}\t{text}", *others][:NOTED])

    def noted(self, name: str, folder: Path | str) -> str:
        """What `note` kept of `folder`; "" where nothing was."""
        lines = (line.partition("\t") for line in self.texts(name))
        return next((text for kept, _, text in lines if kept == str(folder)), "")

    def flush(self) -> None:
        self._store.sync()


def sweep(path: Path) -> None:
    """Remove what a program that was killed while it wrote the settings `path` has left beside them. QSettings
    writes to `settings.ini.abcdef` and renames, under a lock that it waits for up to 30 s: with the lock in our hands
    nobody is writing."""
    pattern = re.compile(re.escape(path.name) + r"\.([A-Za-z0-9]{6}|lock)")
    try:
        if not any(pattern.fullmatch(one.name) for one in path.parent.iterdir()):
            return
    except OSError:
        return
    lock = QLockFile(f"{path}.lock")
    lock.setStaleLockTime(1)  # a lock that is really held is known by the system's lock on it, whatever its age
    if not lock.tryLock(0):
        return
    for one in path.parent.iterdir():
        if pattern.fullmatch(one.name) and one.suffix != ".lock":
            with suppress(OSError):
                one.unlink()
    lock.unlock()


def _typed(value: object, default: Value) -> Value:
    """An ini file gives back text for everything but lists and bytes."""
    if value is None:
        return default
    try:
        if isinstance(default, bool):
            return {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower(), default)
        if isinstance(default, int):
            return number if (number := int(str(value))) >= 0 else default
        if isinstance(default, float):
            return part if 0 <= (part := float(str(value))) <= 1 else default  # which "nan" is not, either
    except ValueError:
        return default
    if isinstance(default, list):
        return [str(each) for each in value] if isinstance(value, list | tuple) else ([str(value)] if value else [])
    if isinstance(default, QByteArray):
        return value if isinstance(value, QByteArray) else default
    return str(value)
