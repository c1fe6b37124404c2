"""What somebody wants of a call in an engine process, and how it may end besides its answer."""

from __future__ import annotations

GRACE = 4.0  # seconds a call has to end after a cancel


class CallCancelledError(Exception):
    """The call was cancelled, or killed because it did not answer a cancel."""


class CallBrokenError(Exception):
    """The call raised something that is no EngineError: a fault of ours. `trace` is its traceback as text."""

    def __init__(self, message: str, trace: str) -> None:
        super().__init__(message)
        self.trace = trace


class Wishes:
    """What somebody wants of a call; set from any thread, at any time, also before the call begins."""

    def __init__(self) -> None:
        self.cancelled = False
        self.paused = False
