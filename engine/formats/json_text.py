"""JSON from strangers: whole files that are text, not too large and not too deep, and single values that are what they
should be. A bad file is a LabelError; a bad value is None, and its reader says so in a Problem."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING

from engine.annotation import Box
from engine.errors import LabelError
from engine.formats.labelled import Counts, Labelled
from engine.formats.problem import Problem
from engine.limits import LIMITS, too_many
from engine.wording import counted

if TYPE_CHECKING:
    from pathlib import Path

    from engine.annotation import Instance, Polygon

MAX_NAME = LIMITS["name"].most
FARTHEST = 1e7
"""Pixels; beyond it a coordinate is a slip of some program, not a place in a picture."""

_MOST_PROBLEMS = 1000
_MOST_KINDS = 100
_NEAR = 1e-6  # pixels


def load(path: Path, data: bytes) -> object:
    """What the JSON text `data` of the file `path` says. NaN and Infinity come as such. Raises LabelError."""
    if not data.strip(b" \t\r\n\0"):
        raise LabelError(path, "the file is empty; restore it from a copy, or delete it to start anew")
    said = too_many("json_bytes", len(data)) or too_many("json_values", data.count(b"[") + data.count(b"{"))
    if said:  # a file of nothing but lists would take 60 bytes of memory for 3 of its own
        raise LabelError(path, said)
    encoding = json.detect_encoding(data)
    try:
        return json.loads(data.decode(encoding))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LabelError(path, "these bytes are not UTF-8; save the file again as UTF-8", line) from error
    except json.JSONDecodeError as error:
        message = f"this is not whole JSON ({error.msg.lower()}); restore it from a copy"
        raise LabelError(path, message, error.lineno) from error
    except RecursionError as error:
        raise LabelError(path, "the JSON is nested too deeply for a label file; remove it") from error
    except ValueError as error:  # a number of thousands of digits
        raise LabelError(path, "a number in the file has too many digits; correct it") from error


def number(value: object) -> float | None:
    """A finite number of pixels, None for anything else: text, true, NaN, what lies beyond any picture."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -FARTHEST <= value <= FARTHEST else None


def points(values: object) -> tuple[tuple[float, float], ...] | None:
    """The points of a flat list x1, y1, x2, y2, ...: None where it isn't one of at least three points."""
    if not isinstance(values, list) or len(values) < 6 or len(values) % 2 or not set(map(type, values)) <= {int, float}:
        return None
    if not (min(values) >= -FARTHEST and max(values) <= FARTHEST and math.isfinite(sum(values))):  # the sum shows NaN
        return None
    flat = [*map(float, values)]
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def bounds(polygons: tuple[Polygon, ...]) -> Box:
    """The box around polygons."""
    xs = [x for polygon in polygons for x, _ in polygon]
    ys = [y for polygon in polygons for _, y in polygon]
    return Box(min(xs), min(ys), max(xs), max(ys))


def box_is_apart(instance: Instance) -> bool:
    """Whether the box of an instance with polygons is another than the one around them."""
    if not instance.polygons:
        return False
    around = bounds(instance.polygons).as_tuple()
    return any(abs(a - b) > _NEAR for a, b in zip(instance.box.as_tuple(), around, strict=True))


def name(value: object) -> str | None:
    """A class name without the white space around it; None for none, for one too long, for one that is no text."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not text or not is_text(text) or (len(text) > MAX_NAME and too_many("name", len(text))):
        return None
    return text


def is_text(text: str) -> bool:
    """Whether `text` can be written to a file and shown: no halves of characters, no control characters."""
    return not any((ord(letter) < 32 and letter not in "\t\n\r") or 0xD800 <= ord(letter) < 0xE000 for letter in text)


def is_plain(value: object) -> bool:
    """Whether a JSON value can be the text of an attribute: no list, no object, no text that cannot be written."""
    return not isinstance(value, list | dict) and (not isinstance(value, str) or is_text(value))


def size(width: object, height: object) -> tuple[int, int] | None:
    """The (width, height) a file gives, None where it gives none."""
    w, h = number(width), number(height)
    if w is None or h is None or w != int(w) or h != int(h) or min(w, h) < 1:
        return None
    return int(w), int(h)


def quoted(value: object) -> str:
    """A short form of any value for a message."""
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'JSON object'} of {len(value)}"
    return ascii(value[:40]) if isinstance(value, str) else str(value)[:40]


def as_text(value: object) -> str:
    """A JSON value as the text of an attribute: text as it is, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def as_value(text: str) -> object:
    """The way back: `true`, `null` and plain numbers are those again, anything else is text."""
    if text in ("true", "false", "null") or (0 < len(text) <= 20 and text.lstrip("-").replace(".", "", 1).isdecimal()):
        try:
            value = json.loads(text)
        except json.JSONDecodeError:
            return text
        return value if as_text(value) == text else text
    return text


class Findings:
    """Collects what a reader notices on its way; a file of a million faults keeps the first thousand."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []
        self._more = 0
        self._extras: Counter[str] = Counter()

    def problem(self, code: str, message: str, line: int | None = None) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(Problem(self._file, line, code, message))
        else:
            self._more += 1

    def extra(self, kind: str, count: int = 1) -> None:
        known = kind in self._extras or len(self._extras) < _MOST_KINDS
        self._extras[kind if known else "other keys"] += count

    @property
    def problems(self) -> tuple[Problem, ...]:
        if not self._more:
            return tuple(self._problems)
        more = counted(self._more, "more problem is", "more problems are")
        return (*self._problems, Problem(self._file, None, "more", f"{more} not listed"))

    @property
    def extras(self) -> Counts:
        return tuple(sorted(self._extras.items()))

    def labelled(
        self, instances: list[Instance], lines: list[int] | None = None, size: tuple[int, int] | None = None
    ) -> Labelled:
        return Labelled(tuple(instances), tuple(lines or [None] * len(instances)), self.problems, size, self.extras)


def key(text: str) -> str:
    """A key of a JSON object as it is named under extras."""
    return text[:60] if text.isprintable() else ascii(text[:40])


def unknown(found: Findings, entry: dict[str, object], known: frozenset[str]) -> None:
    """Count the keys of `entry` that say something and that nobody here knows."""
    for each, value in entry.items():
        if each not in known and value not in (None, "", [], {}, False) and not _is_nan(value):
            found.extra(key(each))


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
