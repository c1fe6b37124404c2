"""How regularly an event loop goes round, and what of many times is said."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def start_beating(gaps: list[float], worked: list[float] | None = None) -> Callable[[], None]:
    """Note the milliseconds between the ticks of a 10 ms timer, and the seconds this thread `worked` in each. Returns
    what ends a gap at any other moment."""
    from PySide6.QtCore import QCoreApplication, Qt, QTimer

    timer = QTimer(QCoreApplication.instance())
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    last = [time.perf_counter(), time.thread_time()]

    def tick() -> None:
        now, used = time.perf_counter(), time.thread_time()
        gaps.append((now - last[0]) * 1000)
        if worked is not None:
            worked.append(used - last[1])
        last[:] = now, used

    timer.timeout.connect(tick)
    timer.start(10)
    return tick


def summary(gaps: list[float]) -> dict[str, float]:
    ordered = sorted(gaps)
    at = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999}
    return {name: round(ordered[int(len(ordered) * share)], 2) for name, share in at.items()} | {
        "max": round(ordered[-1], 2), "ticks": len(ordered)
    }  # fmt: skip


def percentiles(times: list[float]) -> dict[str, float]:
    """Of seconds, in milliseconds."""
    ordered = sorted(times)
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {
        name: round(1e3 * ordered[min(int(len(ordered) * share), len(ordered) - 1)], 1) for name, share in at.items()
    }
