"""JSON from strangers: whole files that are text, not too large and not too deep, and single values that are what they
should be. A bad file is a LabelError; a bad value is None, and its reader says so in a Problem."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from engine.errors import LabelError
from engine.formats.noticing import FARTHEST, Unusable, quoted
from engine.limits import LIMITS, too_many

if TYPE_CHECKING:
    from pathlib import Path

MAX_NAME = LIMITS["name"].most


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


def score(value: object) -> float | None:
    """A score from 0 to 1, None where none is given. Raises Unusable."""
    found = number(value)
    if value is not None and (found is None or not 0 <= found <= 1):
        raise Unusable("score", f"the score {quoted(value)} is not between 0 and 1")
    return found


def points(values: object) -> tuple[tuple[float, float], ...] | None:
    """The points of a flat list x1, y1, x2, y2, ...: None where it isn't one of at least three points."""
    if not isinstance(values, list) or len(values) < 6 or len(values) % 2 or not set(map(type, values)) <= {int, float}:
        return None
    if not (min(values) >= -FARTHEST and max(values) <= FARTHEST and math.isfinite(sum(values))):  # the sum shows NaN
        return None
    flat = [*map(float, values)]
    return tuple(zip(flat[::2], flat[1::2], strict=True))


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
