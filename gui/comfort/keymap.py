"""Which keys do what: a preset, and what a person has changed of it. No key ever has two meanings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from gui.actions import CLASS_KEYS, GESTURES, TABLE
from gui.wording import later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.settings import Settings

Keys = dict[str, tuple[str, ...]]
"""Action -> its keys, as `Entry.shortcuts` has them."""

FIELD_KEYS = ("Return", "Enter", "Del", "Backspace", "Space", "Tab", "Shift+Tab", "Shift+Backtab", "Home", "End")
"""What fields, lists and buttons use too: only actions that act on the picture alone may have them."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Another program's keys: what differs from ours. An action that is named with no keys gives its own up."""

    name: str
    says: str
    keys: Mapping[str, tuple[str, ...]]


PRESETS = (
    Preset("Overlap", "The keys this program comes with.", {}),
    Preset(
        "labelImg",
        "Box, zoom, light and hiding as labelImg has them; Ctrl+V copies the boxes of the picture before.",
        {
            "box": ("W",),
            "actual_size": ("Ctrl+=",),
            "outlines": ("Ctrl+H",),
            "copy_previous": ("Ctrl+V",),
            "paste": ("Ctrl+Shift+V",),
            "tone_brighter": ("Ctrl+Shift++",),
            "tone_darker": ("Ctrl+Shift+-",),
            "next_unverified": (),
        },
    ),
    Preset(
        "labelme",
        "Ctrl+N draws a polygon, Ctrl+R a box, T hides the outlines; Ctrl+Shift+D and Ctrl+Shift+A also turn pages.",
        {
            "polygon": ("Ctrl+N",),
            "box": ("Ctrl+R",),
            "next": ("D", "Ctrl+Shift+D"),
            "previous": ("A", "Ctrl+Shift+A"),
            "next_unverified": (),
            "outlines": ("T",),
        },
    ),
    Preset(
        "CVAT",
        "F and D turn pages, N draws a box, M merges, L locks, ` goes to a picture, F2 opens the keys.",
        {
            "next": ("F",),
            "previous": ("D",),
            "box": ("N",),
            "delete": ("Del", "Shift+Del"),
            "goto": ("`", "Ctrl+G"),
            "change_keys": ("F2",),
            "merge": ("M",),
            "lock": ("L",),
        },
    ),
)
"""What the programs' own default keys are, for the actions that both have. A name that is no action here is passed
over."""


def preset(name: str) -> Preset:
    """The preset of that name; ours for a name nobody knows."""
    return next((one for one in PRESETS if one.name == name), PRESETS[0])


def usual() -> Keys:
    """What every action of the table has for keys before anybody chooses."""
    return {entry.id: entry.shortcuts for entry in (*TABLE, *CLASS_KEYS)}


def keymap(name: str, own: Mapping[str, tuple[str, ...]]) -> Keys:
    """The keys of every action under the preset `name`, with what a person has changed, `own`, before it. A key goes to
    the one who was named last: nobody else keeps it."""
    keys = usual()
    for changes in (preset(name).keys, own):
        known, taken = {}, set()
        for action, wanted in changes.items():
            if action in keys:
                known[action] = tuple(key for key in wanted if key not in taken)
                taken |= set(wanted)
        keys = {action: tuple(key for key in has if key not in taken) for action, has in keys.items()} | known
    return keys


def changed(name: str, keys: Mapping[str, tuple[str, ...]]) -> Keys:
    """What of `keys` is not as the preset `name` has it."""
    plain = keymap(name, {})
    return {action: has for action, has in keys.items() if plain.get(action) != has}


def chosen(name: str, keys: Mapping[str, tuple[str, ...]]) -> Keys:
    """The same without the actions that have only lost keys to others: under another preset they have what that gives
    them, as far as it is still free."""
    plain, different = keymap(name, {}), changed(name, keys)
    taken = {key for action, has in different.items() for key in has if key not in plain[action]}
    return {
        action: has
        for action, has in different.items()
        if has != tuple(key for key in plain[action] if key not in taken)
    }


def owner(keys: Mapping[str, tuple[str, ...]], key: str) -> str:
    """The action that has `key`; "" where none has."""
    return next((action for action, has in keys.items() if key in has), "")


def with_key(keys: Mapping[str, tuple[str, ...]], action: str, wanted: tuple[str, ...]) -> Keys:
    """`keys` with `wanted` for `action`, taken from whoever had them."""
    others = {name: tuple(key for key in has if key not in wanted) for name, has in keys.items()}
    return others | {action: wanted}


def refusal(action: str, key: str) -> str:
    """Why `action` cannot have `key` at all, as an English text to be translated; "" where it can."""
    if any(key in gesture.taken for gesture in GESTURES):
        return later("The picture takes {key} itself.")
    if any(key in entry.shortcuts for entry in CLASS_KEYS):
        return later("{key} sets a class.")
    if key in FIELD_KEYS and next(entry for entry in TABLE if entry.id == action).anywhere:
        return later("{key} is needed in fields and lists; only what acts on the picture may have it.")
    return ""


def standard(key: str) -> str:
    """`key` as the table spells it: "DEL" becomes "Del"."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def kept(settings: Settings) -> Keys:
    """What a person has changed, as the settings have it; what makes no sense there is passed over."""
    lines = (line.split("\t") for line in settings.texts("keys"))
    return {name: tuple(filter(None, map(standard, keys))) for name, *keys in lines}


def keep(settings: Settings, name: str, keys: Mapping[str, tuple[str, ...]]) -> None:
    """Keep the preset `name` and what a person has asked for besides."""
    settings.set("keys", ["\t".join((action, *has)) for action, has in chosen(name, keys).items()])
    settings.set("keys_preset", name)
