"""Calls that do what tests want, and the engine process that offers them: `python calls_for_tests.py`."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import Annotation
from engine.errors import EngineError, LabelError
from engine.processes import allocation, serving
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator


def count(to: int, pause: float = 0.0, kind: str = "epoch") -> Generator[Step, None, int]:
    for number in range(1, to + 1):
        yield Step(f"Number {number}", number, to, kind)
        time.sleep(pause)
    return to


def ticks(path: str) -> Generator[Step, None, None]:
    """Endless; writes to `path` how it ended."""
    number = 0
    try:
        while True:
            number += 1
            yield Step("Ticking", number, kind="tick", values={"at": time.monotonic()})
            time.sleep(0.01)
    except GeneratorExit:
        Path(path).write_text("closed")
        raise


def fail(how: str) -> Generator[Step, None, None]:
    yield Step("About to fail", kind="epoch")
    if how == "label":
        raise LabelError(Path("a") / "b.xml", "xmax is left of xmin", 14)
    if how == "full":
        raise OSError(errno.ENOSPC, "No space left on device", "run/last.safetensors")
    if how == "connection":
        raise ConnectionResetError("a server hung up")
    if how == "unpicklable":
        raise EngineError(threading.Lock())
    raise ValueError("a fault\nof ours")


def deaf(seconds: float) -> Generator[Step, None, str]:
    yield Step("Going deaf", kind="epoch")
    time.sleep(seconds)
    return "heard nothing"


def die(how: str) -> Generator[Step, None, None]:
    yield Step("Reading bad.jpg", kind="epoch")
    print("these are my last words", file=sys.stderr, flush=True)
    if how == "signal":
        os.kill(os.getpid(), signal.SIGSEGV)
    os._exit(3)


def chatter(size: int) -> Generator[Step, None, str]:
    """Says more than a pipe holds."""
    for _ in range(size // 1000):
        print("x" * 999, file=sys.stderr)
        yield Step("Chattering")
    return "done"


def picture(width: int, height: int, times: int = 1) -> Generator[Step, None, Annotation]:
    pixels = np.arange(width * height * 4, dtype=np.uint8).reshape(height, width, 4)
    for number in range(times):
        values = {"pixels": pixels, "small": pixels[:2, :2].copy(), "strided": pixels[:, ::2], "at": time.monotonic()}
        yield Step("Painting", number, times, "picture", values)
    return Annotation(width, height, mask=pixels[:, :, 0].copy())


def total(array: np.ndarray) -> Generator[Step, None, tuple[int, bool]]:
    yield Step("Adding")
    return int(array.sum()), array.flags.writeable


def odd_result(kind: str) -> Generator[Step, None, object]:
    yield Step("Making something odd")
    if kind == "torch":  # by its name: the real one takes seconds to load
        return {"weights": [type("Tensor", (), {"__module__": "torch"})()]}
    return lambda: None


def where() -> Generator[Step, None, dict[str, object]]:
    yield Step("Looking around")
    return {
        "environment": dict(os.environ),
        "niceness": os.getpriority(os.PRIO_PROCESS, 0),
        "folder": str(Path.cwd()),
        "pid": os.getpid(),
        "engine": serving.__file__,
    }


def burn(seconds: float) -> Generator[Step, None, int]:
    """Steps with arrays, as a training with a pinned picture yields them, while a core is busy."""
    until, number = time.monotonic() + seconds, 0
    mask = np.zeros((900, 1200), np.uint8)
    while time.monotonic() < until:
        number += 1
        sum(range(200_000))
        yield Step("Burning", number, kind="epoch", values={"prediction": Annotation(1200, 900, mask=mask)})
    return number


NAMES = ("count", "ticks", "fail", "deaf", "die", "chatter", "picture", "total", "odd_result", "where", "burn")

if __name__ == "__main__":
    allocation.prepare()
    sys.modules["calls_for_tests"] = sys.modules["__main__"]
    sys.exit(serving.serve({name: f"calls_for_tests:{name}" for name in NAMES}))
