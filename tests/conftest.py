"""What every test stands on: its own caches and settings, a window system that needs no screen, and no leaks."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QThread

ROOT = Path(__file__).resolve().parent.parent
GRACE = 5.0  # seconds a thread or process that was told to end may take

# Before anything imports Qt or torch. Processes that a test starts inherit all of it.
_PLACE = tempfile.TemporaryDirectory(prefix="overlap-tests-", ignore_cleanup_errors=True)
os.environ["OVERLAP_CACHE"] = str(Path(_PLACE.name) / "cache")
os.environ["OVERLAP_DATA"] = str(Path(_PLACE.name) / "data")
os.environ["XDG_CONFIG_HOME"] = str(Path(_PLACE.name) / "config")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")


def _own_screen() -> None:
    """An X server for this process alone: on one screen the windows of several would take each other's focus."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    atexit.register(server.kill)
    os.close(writing)
    with os.fdopen(reading) as said:
        os.environ["DISPLAY"] = f":{said.readline().strip()}"


if os.environ["QT_QPA_PLATFORM"] == "xcb" and "PYTEST_XDIST_WORKER" in os.environ:
    _own_screen()

# how long an example takes says nothing on a machine that is busy with something else
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

_started: weakref.WeakSet[QThread] = weakref.WeakSet()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pictures and weights beside the checkout; tests that need it are skipped without it."""
    place = Path(os.environ.get("OVERLAP_SHARED") or ROOT.parent / "shared")
    if not (place / "data").is_dir():
        pytest.skip(f"no real data at {place} (OVERLAP_SHARED may name another place)")
    return place


@pytest.fixture(scope="session", autouse=True)
def watched_qthreads() -> None:
    """Remember every QThread that is started, as long as somebody holds it."""
    from PySide6.QtCore import QThread

    start = QThread.start

    def remember(self: QThread, *arguments: object) -> None:
        _started.add(self)
        start(self, *arguments)

    QThread.start = remember


@pytest.fixture(scope="session", autouse=True)
def own_settings() -> None:
    """QSettings of the tests never touch a person's own, on any platform."""
    from PySide6.QtCore import QSettings

    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(Path(_PLACE.name) / "config"))
    if sys.platform != "linux":  # the registry and property lists know no setPath
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def one_torch_thread() -> Iterator[None]:
    """A test that asked torch for more threads does not leave them to the next one."""
    yield
    torch = sys.modules.get("torch")
    if torch is not None and torch.get_num_threads() != 1:
        torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fails a test that leaves a thread, a running QThread or a process behind."""
    threads, qthreads, children = _threads(), _qthreads(), _children()
    yield
    end = time.monotonic() + GRACE
    while True:
        left = [f"thread {thread.name}" for thread in _threads() - threads]
        left += [f"QThread {thread!r}" for thread in _qthreads() if all(thread is not old for old in qthreads)]
        left += [f"process {name}" for pid, name in _children().items() if pid not in children]
        if not left or time.monotonic() > end:
            break
        time.sleep(0.02)
    if left:
        pytest.fail(f"left running by this test: {', '.join(left)}")


def _threads() -> set[threading.Thread]:
    # a thread Qt made is known to Python as a dummy that never ends; _qthreads sees the real one
    return {
        thread
        for thread in threading.enumerate()
        if thread is not threading.current_thread() and not isinstance(thread, threading._DummyThread)
    }


def _qthreads() -> list[QThread]:
    import shiboken6

    return [thread for thread in _started if shiboken6.isValid(thread) and thread.isRunning()]


def _children() -> dict[int, str]:
    found = {}
    for child in psutil.Process().children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE:
                found[child.pid] = " ".join(child.cmdline())[:120] or child.name()
        except psutil.NoSuchProcess:
            continue
    return found
