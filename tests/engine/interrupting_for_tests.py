"""A child that hears SIGINT whoever started the tests, and that no test leaves behind."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
# A shell starts what runs in the background with SIGINT ignored, and children inherit that.
_HEARING = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


@contextmanager
def engine(*words: object) -> Iterator[subprocess.Popen[str]]:
    """`engine` with these words in a process of its own, killed at the end where it still runs."""
    hearing = [] if sys.platform == "win32" else ["-c", _HEARING]
    command = [sys.executable, *hearing, "-m", "engine", *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()
