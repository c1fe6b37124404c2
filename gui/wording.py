"""What the window says: in the language that was chosen, and the engine's one-line messages as sentences."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from engine.steps import Step

CONTEXT = "overlap"
"""Under which all texts stand in the translation files."""


FILLED = (
    "Learning, epoch {epoch} of {epochs}",
    "Predicting {name}",
    "Checking {name}",
    "Exporting {name}",
    "Downloading {name}",
)
"""What the engine says of its steps with names and numbers put in."""


def tr(text: str) -> str:
    """`text`, which is English, in the language that was chosen; itself where nobody has translated it. Figures and
    names go in afterwards: `tr("{count} pictures").format(count=3)`."""
    return QCoreApplication.translate(CONTEXT, text)


def later(text: str) -> str:
    """`text` as it is: marks it as one that `tr` will be given where it is shown."""
    return text


def short(path: Path) -> str:
    """A path as people say it: their own folder is ~."""
    home = Path.home()
    if home == Path(home.anchor) or not path.is_relative_to(home):
        return str(path)
    return str(Path("~") / path.relative_to(home))


def sentence(message: str) -> str:
    """`message` with a capital and a full stop. One that begins with a name (a file, a path, an option) keeps it."""
    said = message.strip()
    first = said.split(" ", 1)[0]
    if first.isalpha() and first.islower():
        said = said[0].upper() + said[1:]
    return said if not said or said[-1] in ".!?…" else f"{said}."


TERMINAL = (r"\[Errno -?\d+\] ", r" \(--[^)]*\)", ", or say --.*$", "; (add --resume[^;]*)?choose another --out$")
"""What of a message helps nobody in a window."""


def without_options(message: str) -> str:
    """What a message advises for the terminal the window says with its buttons; numbers of errors help nobody."""
    said = re.sub("|".join(TERMINAL), "", message)
    wanted = re.search(r"; give a folder that holds ([^\s,]+)", said)
    return said if wanted is None else f"{said[: wanted.start()]}. A folder that holds {wanted[1]} helps."


def counted(number: int, word: str) -> str:
    """ "1 picture", "1,203 pictures", in the language that was chosen."""
    return f"{written(number)} {tr(word if number == 1 else f'{word}s')}"


def written(number: float, digits: int = 0) -> str:
    """ "1,203", or "0.83" with two `digits` after the point, as they are written in the language that was chosen."""
    return f"{number:,.{digits}f}".translate(_signs())


def write_as(language: str) -> None:
    """From now on numbers are written as in `language`, in fields of Qt's own too."""
    QLocale.setDefault(QLocale(language))
    _signs.cache_clear()


@cache
def _signs() -> dict[int, str]:
    here = QLocale()
    return {ord(","): here.groupSeparator(), ord("."): here.decimalPoint()}


def quoted(name: str) -> str:
    """A class or file as a sentence begins with it: a name of several words is told apart from the sentence."""
    return tr("“{name}”").format(name=name)


def percent(share: float, digits: int = 0) -> str:
    """ "35 %" of 0.35."""
    return f"{written(100 * share, digits)} %"


def amount(size: int) -> str:
    """Bytes as people say them: "23 MB"."""
    for unit, bytes_of in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if size >= bytes_of:
            return f"{written(size / bytes_of, 1 if size < 10 * bytes_of else 0)} {unit}"
    return f"{size} {tr('bytes')}"


def doing(step: Step) -> str:
    """What an engine is at, in the language that was chosen."""
    for text, shape in _shapes():
        if (found := shape.fullmatch(step.what)) is not None:
            return tr(text).format(**found.groupdict())
    return tr(step.what)


@cache
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    return [(text, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", text))) for text in FILLED]


def how_far(step: Step) -> str:
    """The same with how far it is: "Counting: 412 of 1,203"."""
    if not step.total:
        return doing(step)
    said = tr("{what}: {done} of {total}")
    return said.format(what=doing(step), done=written(step.done), total=written(step.total))


def plural(number: int, one: str, many: str, **names: object) -> str:
    """`one` or `many`, as is right for `number`, in the language that was chosen, with {count} and `names` put in."""
    return tr(one if number == 1 else many).format(count=written(number), **names)
