"""Finding what a person types: any action, a folder opened lately, a picture by its number or name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from gui.actions import TABLE
from gui.wording import later, short, tr, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.main_window import MainWindow

PICTURES = 6
"""How many pictures are offered at once."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to do: what it is, where it belongs, its keys, why it cannot be done now ("" where it can)."""

    text: str
    where: str
    run: Callable[[], object]
    keys: str = ""
    why_off: str = ""


def fit(typed: str, text: str) -> int:
    """How well `text` fits what was typed; 0: not at all. Every word counts: as the beginning of a word of `text` most,
    then anywhere in it, then as letters that follow one another in it from the beginning of a word on; more where
    `text` begins like this."""
    said = text.casefold()
    words = said.split()
    best = 3 if said.startswith(typed.casefold().strip()) else 1
    for word in typed.casefold().split():
        if word in words:
            best += 5
        elif any(each.startswith(word) for each in words):
            best += 4
        elif word in said:
            best += 2
        elif any(_follow(word, said[start:]) for start in _beginnings(said)):
            best += 1
        else:
            return 0
    return best


def _beginnings(said: str) -> Iterator[int]:
    return (place for place, letter in enumerate(said) if letter != " " and (place == 0 or said[place - 1] == " "))


def _follow(word: str, said: str) -> bool:
    letters = iter(said)
    return said[:1] == word[:1] and all(letter in letters for letter in word)


def everything(window: MainWindow, typed: str) -> list[Found]:
    """Actions, folders and pictures that fit what was typed, the best first; of those that fit alike, what can be
    done now. With nothing typed: every action."""
    listed = [*_actions(window), *_folders(window)]
    rated = [(-fit(typed, f"{one.text} {one.where}"), bool(one.why_off), one) for one in listed]
    rated = sorted((each for each in rated if each[0]), key=lambda each: each[:2])
    found = [one for _, _, one in rated]
    near = pictures(window, typed) if typed.strip() else []
    return [*near, *found] if typed.strip().isdecimal() else [*found, *near]


def pictures(window: MainWindow, typed: str) -> list[Found]:
    """The picture with the number that was typed, then those whose names hold what was typed."""
    dataset, wanted = window.document.dataset, typed.strip().casefold()
    if dataset is None or not wanted:
        return []
    names = dataset.records.name
    counted = wanted.isdecimal() and not wanted.startswith("0")  # 0012 is part of a name
    numbered = [int(wanted) - 1] if counted and int(wanted) <= len(names) else []
    named = (place for place, name in enumerate(names) if wanted in name.casefold() and place not in numbered)
    where = tr("picture {number} of {count}")
    return [
        Found(
            tr("Go to {name}").format(name=names[place]),
            where.format(number=written(place + 1), count=written(len(names))),
            partial(window.reviewing.go, place),
        )
        for place in (*numbered, *islice(named, PICTURES))
    ]


def _actions(window: MainWindow) -> Iterator[Found]:
    for entry in TABLE:
        if entry.id != "find":
            keys, why = window.acts.keys_text(entry.id), window.acts.why_off(entry)
            yield Found(tr(entry.text), tr(entry.category), window.acts[entry.id].trigger, keys, why)


def _folders(window: MainWindow) -> Iterator[Found]:
    for path in window.settings.texts("recent"):
        said = tr("Open {name}").format(name=Path(path).name)
        yield Found(said, short(Path(path).parent), partial(window.open_path, Path(path)))


def connect(window: MainWindow) -> None:
    window.acts.on("find", partial(_ask, window, everything, later("What to do, a folder, a picture")))
    window.acts.on("goto", partial(_ask, window, pictures, later("Number or name of a picture")))
    window.acts.on("first", partial(_go_to_row, window, 0))
    window.acts.on("last", partial(_go_to_row, window, -1))


def _ask(window: MainWindow, find: Callable[[MainWindow, str], list[Found]], says: str) -> None:
    from gui.dialogs.finder import Finder  # dialogs are read when they are asked for

    Finder(partial(find, window), tr(says), window).show_over(window)


def _go_to_row(window: MainWindow, row: int) -> None:
    """To the first or last picture of the list, as it is sorted and filtered."""
    positions = window.images.model.positions
    if len(positions):
        window.reviewing.go(int(positions[row]))
