"""Ctrl+C at any moment of a command, also while it loads its libraries.

A KeyboardInterrupt within an import is not safe: libraries take it for a part that is not installed, or stay half made
and fail with another word afterwards. There the command ends at once, as a kill would end it, which leaves nothing half
written; anywhere else it is told by Python's own KeyboardInterrupt.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130
"""The exit status of a shell for what SIGINT has ended."""


def hear() -> None:
    """Answer SIGINT in this way from now on. Call it in the main thread; one that is ignored (a shell's job in the
    background) stays so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _heard)


def _heard(number: int, frame: FrameType | None) -> None:
    if _imports(frame):
        with suppress(OSError):  # nobody may listen any more
            os.write(2, b"overlap-engine: interrupted\n")
        os._exit(INTERRUPTED)
    signal.default_int_handler(number, frame)


def _imports(frame: FrameType | None) -> bool:
    """Whether a module is being imported in `frame` or in one that called it."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
