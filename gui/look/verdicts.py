"""What a verdict is called, which drawing stands for it and which colour it has: the same in lists and on pictures.

A wrong class is a false detection and has its colour; a box badly placed has the prediction's, which says nothing else
where colours are verdicts. Each has a drawing of its own, so the colour is never the only cue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.look import tokens
from gui.wording import later

if TYPE_CHECKING:
    from gui.look.tokens import Verdicts

WORDS = {
    "true": later("true"),
    "false": later("false"),
    "missed": later("missed"),
    "mislabelled": later("wrong class"),
    "placed": later("badly placed"),
    "ignored": later("ignored"),
}
ERRORS = ("placed", "missed", "mislabelled", "false")
"""Those that are drawn last, the most important one at the end."""
_COLOURS = {"mislabelled": "false", "placed": "prediction"}


def icon(name: str) -> str:
    """The drawing of a verdict, or of a layer ("truth", "prediction")."""
    return f"verdict-{name}"


def colour(name: str, verdicts: Verdicts = tokens.CANVAS_VERDICTS, ignored: str = tokens.IGNORED) -> str:
    """The colour of a verdict or layer among `verdicts`; `ignored` is that of what counts neither way."""
    return ignored if name == "ignored" else str(getattr(verdicts, _COLOURS.get(name, name)))
