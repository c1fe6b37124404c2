"""Ctrl+C at any moment of a command, also while it loads its libraries.

A KeyboardInterrupt within an import is not safe: libraries take it for a part that is not installed, or stay half made
and fail with another word afterwards. So it waits until the import has ended; a second Ctrl+C does not.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

SOON = 0.02  # seconds


def hear() -> None:
    """Answer SIGINT in this way from now on. Call it in the main thread; one that is ignored (a shell's job in the
    background) stays so."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    waiting = threading.Event()

    def heard(number: int, frame: FrameType | None) -> None:
        if not waiting.is_set() and _imports(frame):
            waiting.set()
            threading.Thread(target=wait, daemon=True).start()
            return
        waiting.clear()
        signal.default_int_handler(number, frame)

    def wait() -> None:
        main = threading.main_thread().ident or 0
        while waiting.is_set() and _imports(sys._current_frames().get(main)):
            time.sleep(SOON)
        if waiting.is_set():
            _thread.interrupt_main()

    signal.signal(signal.SIGINT, heard)


def _imports(frame: FrameType | None) -> bool:
    """Whether a module is being imported in `frame` or in one that called it."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
