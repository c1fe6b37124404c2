"""Names: classes that look the same and are not, and file names that show something else than they are."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Letters of other scripts that look like Latin ones (from Unicode TR 39's confusables: the Cyrillic and Greek letters
# that are alike in common fonts).
_ALIKE = str.maketrans(
    "асеорхуіјѕһԁԛԝьвнкмтαοιρνυκτ",
    "aceopxyijshdqwbbhkmtaoipvukt",
)
_JOINERS = "\u200c\u200d"
_RESERVED = {"background", "void"}


def odd_class(name: str) -> Iterator[str]:
    """What is odd about one class name."""
    if name != unicodedata.normalize("NFC", name):
        yield "its letters are decomposed (NFD), and the same word typed elsewhere is another class; write it anew"
    hidden = hidden_in(name)
    if hidden:
        yield f"it holds {hidden}, which nobody sees; write it anew"
    if name.strip("_ ").casefold() in _RESERVED:
        yield "this word stands for no object in masks and lists; name what is in the box"


def hidden_in(name: str) -> str | None:
    """The first character in `name` that shows nothing or turns the text round, in words; None for a plain name."""
    for place, letter in enumerate(name):
        kind = unicodedata.category(letter)
        if kind in ("Cc", "Zl", "Zp"):
            return f"a control character (U+{ord(letter):04X})"
        if kind == "Cs":
            return "bytes that are no text"
        if kind == "Cf" and not (letter in _JOINERS and _joins(name, place)):
            return f"an invisible character (U+{ord(letter):04X})"
    return None


def _joins(name: str, place: int) -> bool:
    """Whether a joiner stands between two characters of a script that is written with it (also emoji)."""
    around = name[place - 1 : place] + name[place + 1 : place + 2]
    return len(around) == 2 and not any(letter.isascii() for letter in around)


def confusable(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Pairs of names that look alike, the rarer one first, of class names and how often each is used."""
    groups: dict[str, list[str]] = {}
    for name in sorted(counts):
        groups.setdefault(skeleton(name), []).append(name)
    for alike in groups.values():
        best = max(alike, key=lambda name: counts[name])
        yield from ((name, best) for name in alike if name != best)


def skeleton(name: str) -> str:
    """What a person sees of a name: without case, marks of composition, invisible letters, spaces and their like."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFKC", "".join(seen.translate(_ALIKE).replace("_", " ").replace("-", " ").split()))
