"""One child process of the window's: started, met, spoken to, let go. `engine.processes.process` is the face of it."""

from __future__ import annotations

import json
import os
import queue
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from multiprocessing import AuthenticationError, connection
from pathlib import Path
from typing import TYPE_CHECKING

from engine.processes.messages import ENVIRONMENT, Order, Post
from engine.processes.parcels import Parcels, new_stem, sweep_strangers

if TYPE_CHECKING:
    from collections.abc import Callable

TICK = 0.05  # seconds
START = 60.0  # seconds to start in; a bundle's first start is looked at by virus scanners
KEPT = 2**16  # bytes of what the process said last
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)


def command() -> list[str]:
    """What starts an engine process: the executable beside the window's in a bundle, this Python otherwise."""
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_name("overlap-engine" + Path(sys.executable).suffix)), "serve"]
    return [sys.executable, "-P", "-m", "engine", "serve"]  # -P: a folder `engine` where we were started is not ours


class Child:
    """Not `multiprocessing.Process`: in a bundle that starts the window's executable again, from source it loads Qt."""

    def __init__(self, threads: int, niceness: int) -> None:
        sweep_strangers()
        stem, key = new_stem(), secrets.token_bytes(32)
        self._parcels = Parcels(stem)
        self._folder: str | None = None
        if sys.platform == "win32":
            self._listener = connection.Listener(None, "AF_PIPE", authkey=key)
        else:
            # Nobody else's to enter, and gone once the two have met. A socket's path has at most 103 characters.
            place = tempfile.gettempdir()
            self._folder = tempfile.mkdtemp(prefix="overlap-", dir=place if len(os.fsencode(place)) < 80 else "/tmp")
            self._listener = connection.Listener(f"{self._folder}/door", "AF_UNIX", authkey=key)
        letter = {"address": self._listener.address, "key": key.hex(), "parcels": stem, "niceness": niceness}
        try:
            self._process = _start(_environment(threads, json.dumps(letter)), niceness)
        except BaseException:
            self._close_door()
            raise
        self._said = b""
        self._ear: int | None = None
        self._post: Post | None = None
        if self._process.stdout is not None:
            self._ear = self._process.stdout.fileno()
            os.set_blocking(self._ear, False)

    @property
    def pid(self) -> int:
        return self._process.pid

    def lives(self) -> bool:
        return self._process.poll() is None

    def is_ready(self) -> bool:
        """Whether it lives and has nothing to say: between two calls that could only be its end."""
        return self.lives() and self._post is not None and not self._post.connection.poll()

    def meet(self, unwanted: Callable[[], bool]) -> None:
        """Wait until the process has called back. Raises EOFError if it ends first or `unwanted` comes true."""
        arrived: queue.SimpleQueue[connection.Connection | None] = queue.SimpleQueue()
        threading.Thread(target=_accept, args=(self._listener, arrived), name="door", daemon=True).start()
        deadline = time.monotonic() + START
        met: connection.Connection | None = None
        opened = False  # the thread at the door answers once: with nobody, if the process ended while they met
        try:
            while not opened and self.lives() and not unwanted() and time.monotonic() < deadline:
                with suppress(queue.Empty):
                    met = arrived.get(timeout=TICK)
                    opened = True
                self._listen()
            if met is None:
                raise EOFError("the engine process did not start")
            self._post = Post(met, self._parcels)
        finally:
            if not opened:
                self._knock(arrived)
            self._close_door()

    def send(self, order: Order) -> None:
        """Raises ConnectionError when the process is gone, TypeError and the like for what must not cross."""
        if self._post is None:
            raise EOFError
        self._post.send(order)

    def receive(self, timeout: float) -> object:
        """Its next answer, or None after `timeout` seconds. Raises EOFError or ConnectionError when it is gone."""
        if self._post is None:
            raise EOFError
        pipe = self._post.connection
        ready = connection.wait([pipe] if self._ear is None else [pipe, self._ear], timeout)
        if self._ear in ready:
            self._listen()
        if pipe in ready:
            return self._post.receive()
        if not self.lives() and not pipe.poll():  # its own children may hold the pipe open
            raise EOFError
        return None

    def kill(self) -> None:
        self._process.kill()

    def hang_up(self) -> None:
        """Nothing more will be asked: it ends by itself."""
        if self._post is not None:
            self._post.connection.close()
            self._post = None

    def let_go(self, patience: float) -> None:
        """Hang up, and kill it if it is still there after `patience` seconds."""
        self.hang_up()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._listen()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._parcels.sweep()

    def last_words(self) -> tuple[str, str]:
        """How it ended, as the end of "The engine process ...", and what it said last. For one that is gone."""
        self.let_go(patience=1.0)
        status = self._process.returncode
        if status < 0:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else "?"
            how = f"was killed (signal {-status}, {name})"
        else:
            how = f"ended by itself (exit status {status if status < 256 else hex(status)})"
        return how, self._said.decode(errors="replace").strip()

    def _listen(self) -> None:
        while self._ear is not None:
            try:
                text = os.read(self._ear, KEPT)
            except BlockingIOError:
                return
            if not text:
                self._ear = None
            self._said = (self._said + text)[-KEPT:]

    def _knock(self, arrived: queue.SimpleQueue[connection.Connection | None]) -> None:
        """Wake the thread at the door: the process it waits for will not come."""
        self.kill()
        with suppress(OSError):
            connection.Client(self._listener.address).close()
        late = arrived.get()
        if late is not None:
            late.close()

    def _close_door(self) -> None:
        self._listener.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _accept(listener: connection.Listener, arrived: queue.SimpleQueue[connection.Connection | None]) -> None:
    try:
        arrived.put(listener.accept())
    except (OSError, EOFError, AuthenticationError):
        arrived.put(None)


def _start(environment: dict[str, str], niceness: int) -> subprocess.Popen[bytes]:
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | (subprocess.BELOW_NORMAL_PRIORITY_CLASS if niceness > 0 else 0)
        null = subprocess.DEVNULL
        return subprocess.Popen(command(), stdin=null, stdout=null, stderr=null, env=environment, creationflags=flags)
    return subprocess.Popen(
        command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )


def _environment(threads: int, letter: str) -> dict[str, str]:
    environment = {**os.environ, ENVIRONMENT: letter, **dict.fromkeys(THREAD_VARIABLES, str(threads))}
    if getattr(sys, "frozen", False):
        environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # the other executable is a program of its own
    else:
        root = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    return environment
