"""What is told of a fault to those who mend it: enough to find it, nothing of whose machine it was."""

from __future__ import annotations

import logging
import os
import platform
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from PySide6.QtCore import qVersion

from engine import places

LAST_LINES = 40
"""Lines of the log that go into a report."""


def private(text: str) -> str:
    """`text` without the path of the person's own folder and, in other paths, without their name."""
    for pattern, instead in _patterns(*_who()):
        text = pattern.sub(instead, text)
    return text


def _who() -> tuple[str, ...]:
    """The home folder as it is said and as it really lies, then the names the system knows the person by."""
    with suppress(OSError, RuntimeError):
        home = Path.home()
        names = {home.name, *(os.environ.get(name, "") for name in ("USER", "LOGNAME", "USERNAME"))}
        return (str(home), str(home.resolve()), *sorted(names))
    return ("", "")


@cache
def _patterns(home: str, real: str, *names: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    how = re.IGNORECASE if sys.platform == "win32" else re.NOFLAG
    found = []
    for folder in sorted({home, real}, key=len, reverse=True):
        if len(Path(folder).parts) > 1:  # a home that is the root of the disk hides nothing
            said = r"(?:/|\\{1,2})".join(re.escape(part) for part in re.split(r"[/\\]+", folder.rstrip("/\\")))
            found.append((re.compile(rf"{said}(?![\w.-])", how), "~"))
    shapes = (rf"(?<=[/\\]){re.escape(name)}(?=[/\\\"'\s:,]|$)" for name in names if name)
    return (*found, *((re.compile(shape, how), "…") for shape in shapes))


def report(summary: str, details: str) -> str:
    """What a person can send of a fault: what it was, the program and the machine, the last lines of the log."""
    lines = [
        f"Overlap {_version()}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} cores",
        "",
        summary,
        "",
        details.rstrip(),
        "",
        f"The last {LAST_LINES} lines of the log:",
        *_log_lines(),
    ]
    return private("\n".join(lines)) + "\n"


def _version() -> str:
    from importlib import metadata  # only where something went wrong

    try:
        return metadata.version("overlap-studio")
    except metadata.PackageNotFoundError:
        return "of unknown version"


def _log_lines() -> list[str]:
    try:
        text = (places.data() / "log" / "overlap.log").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ["(there is none)"]
    return text.splitlines()[-LAST_LINES:]


class PrivateLines(logging.Formatter):
    """Lines of a log that may be sent to others."""

    def format(self, record: logging.LogRecord) -> str:
        return private(super().format(record))
