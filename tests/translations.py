"""Gathers every text of the window that is to be translated into `overlap_de.ts`, and compiles that to `overlap_de.qm`.

    python -m tests.translations

What is translated already stays; what nobody has translated is marked "unfinished"; what is no longer said goes. Texts
are the literals that `tr` and `later` of `gui/wording.py` are given, those of the tables below, and what the engine
calls its steps, charts and figures.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "resources" / "translations" / "overlap_de.ts"
CONTEXT, LANGUAGE = "overlap", "de_DE"

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def texts() -> list[str]:
    """Every text that is to be translated, once, in the order of the alphabet."""
    return sorted({text for text in (*_in_tables(), *_literals()) if text})


def _in_tables() -> Iterator[str]:
    from engine.kept_runs import PROBLEMS
    from engine.reporting.report import FIGURES
    from gui.actions import CATEGORIES, CLASS_KEYS, CONDITIONS, GESTURES, TABLE
    from gui.comfort.keymap import PRESETS
    from gui.dialogs.hyperparameters import GROUPS, WORDS
    from gui.wording import FILLED

    yield from CATEGORIES
    yield from FILLED
    yield from PROBLEMS
    yield from (text for figure in FIGURES for text in (figure[2], figure[-1]))
    yield from CONDITIONS.values()
    yield from (entry.text for entry in (*TABLE, *CLASS_KEYS))
    yield from (text for gesture in GESTURES for text in (gesture.keys, gesture.text))
    yield from (preset.says for preset in PRESETS)
    yield from (title for column in GROUPS for title, _ in column)
    yield from (text for pair in WORDS.values() for text in pair)


def _literals() -> Iterator[str]:
    for room, names in (("gui", ("tr", "later", "plural", "counted")), ("engine", ("Step", "Chart"))):
        for path in sorted((ROOT / room).rglob("*.py")):
            for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in names:
                    yield from TAKEN[part.func.id](part.args)


def _text(*arguments: ast.expr) -> Iterator[str]:
    """The texts among arguments, also where one of two is chosen."""
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
        elif isinstance(argument, ast.IfExp):
            yield from _text(argument.body, argument.orelse)


TAKEN: dict[str, Callable[[list[ast.expr]], Iterable[str]]] = {
    "tr": lambda given: _text(*given[:1]),
    "later": lambda given: _text(*given[:1]),
    "Step": lambda given: _text(*given[:1]),
    "Chart": lambda given: _text(*given[1:3]),
    "plural": lambda given: _text(*given[1:3]),
    "counted": lambda given: (text for word in _text(*given[1:2]) for text in (word, f"{word}s")),
}
"""Which arguments of a call are texts."""


def translated(file: Path = FILE) -> dict[str, str]:
    """What `file` has of each text; "" where it is not finished."""
    if not file.exists():
        return {}
    found = {}
    for message in Tree.parse(file).iter("message"):
        said = message.find("translation")
        done = said is not None and said.get("type") != "unfinished"
        found[message.findtext("source", "")] = (said.text or "") if said is not None and done else ""
    return found


def write(wanted: Iterable[str], known: dict[str, str], file: Path = FILE) -> None:
    """Write `file` with all `wanted` texts, and what is `known` of them."""
    root = Tree.Element("TS", version="2.1", language=LANGUAGE, sourcelanguage="en")
    context = Tree.SubElement(root, "context")
    Tree.SubElement(context, "name").text = CONTEXT
    for text in wanted:
        message = Tree.SubElement(context, "message")
        Tree.SubElement(message, "source").text = text
        said = Tree.SubElement(message, "translation")
        said.text = known.get(text, "")
        if not said.text:
            said.set("type", "unfinished")
    Tree.indent(root, "    ")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    file.write_text(head + Tree.tostring(root, encoding="unicode") + "\n", encoding="utf-8")


def compile_it(file: Path = FILE) -> None:
    """Make the .qm that the window reads, with the tool that comes with PySide6. It takes the old one's place whole: Qt
    maps it into memory, and a window that speaks German would die of a change within."""
    name = "pyside6-lrelease.exe" if sys.platform == "win32" else "pyside6-lrelease"
    tool, new = Path(sys.executable).with_name(name), file.with_suffix(".new")
    subprocess.run([tool, "-silent", str(file), "-qm", str(new)], check=True)
    new.replace(file.with_suffix(".qm"))


def main() -> int:
    wanted, known = texts(), translated()
    write(wanted, known)
    compile_it()
    missing = [text for text in wanted if not known.get(text)]
    sys.stdout.write(f"{len(wanted)} texts, {len(missing)} not translated\n")
    sys.stdout.writelines(f"  {text}\n" for text in missing)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
