"""Engine processes for the window's tests, forked off one that has imported already: a tenth of the time each.

Run as a program it is that one: it takes a process's environment and output over a socket, forks, and says its pid and
later its status into a pipe. Torch has a process of its own, which imports it for the first call that needs it: forking
off so large a one takes ten times as long. That processes start as people's do is for the tests of jobs, of deaths and
of the whole program, which don't use it.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.calls import CALLS
from engine.processes.messages import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
MOST = 2**20  # bytes of an environment
BEGIN = b"begin"
READY = (
    "engine.__main__",
    "engine.datasets.index",
    "engine.processes.allocation",
    "engine.processes.serving",
    "engine.reading",
    "engine.safekeeping.upkeep",
    "engine.thumbnails",
)
LEARNT = (
    *READY,
    "engine.device",
    "engine.evaluation",
    "engine.fine_tuning",
    "engine.prediction",
    "engine.training.preview",
    "engine.training.rate_finder",
)
ON_TORCH = frozenset({"augmentations", "device", "evaluate", "find_rate", "fit", "predict"})
"""The calls whose processes are forked off the one that has imported `LEARNT` as well."""


class Forker:
    """The two processes that import. They end with the tests that started them."""

    def __init__(self) -> None:
        assert CALLS.keys() >= ON_TORCH
        self._plain, self._torch = Importer(READY), Importer(LEARNT)
        self._plain.begin()  # a slow machine takes seconds for it, which would be missing where a job is to end in time

    def start(self, environment: dict[str, str], _niceness: int) -> Forked:
        """As `engine.processes.child._start`, but for what is nice of it: two tests at a time leave nothing to who
        stands back, and it could wait for minutes."""
        from PySide6.QtCore import QThread

        from gui.job import Job  # not above: the program that this file is as well has nothing of Qt

        letter = json.loads(environment[ENVIRONMENT]) | {"niceness": 0}
        job = QThread.currentThread()
        importer = self._torch if isinstance(job, Job) and job.call in ON_TORCH else self._plain
        return importer.fork(environment | {ENVIRONMENT: json.dumps(letter)})

    def end(self) -> None:
        self._plain.end()
        self._torch.end()


class Importer:
    """A process that imports the modules `names`, and forks."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-P", "-m", "tests.gui.forked", str(theirs.fileno()), *names]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment)

    def begin(self) -> None:
        """Returns when it has imported, which it does at its first fork otherwise."""
        self._ours.send(BEGIN)
        assert self._ours.recv(len(BEGIN)) == BEGIN

    def fork(self, environment: dict[str, str]) -> Forked:
        output, theirs = os.pipe()
        status, said = os.pipe()
        socket.send_fds(self._ours, [json.dumps(environment).encode()], [theirs, said])
        os.close(theirs)
        os.close(said)
        return Forked(os.fdopen(output, "rb"), os.fdopen(status, "rb", buffering=0))

    def end(self) -> None:
        self._ours.close()
        self._process.kill()
        self._process.wait()


class Forked:
    """What an engine's child uses of a `subprocess.Popen`."""

    def __init__(self, stdout: BinaryIO, status: BinaryIO) -> None:
        self.stdout = stdout
        self._status = status
        self._reading = threading.Lock()  # the window's thread asks too, and only one of them is told
        self.pid = int(status.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        with self._reading:
            if self.returncode is None and self._has_ended(0):
                self.returncode = int(self._status.readline())
                self._status.close()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None and not self._has_ended(timeout):
            raise subprocess.TimeoutExpired("a forked engine process", timeout or 0.0)
        status = self.poll()
        assert status is not None
        return status

    def _has_ended(self, timeout: float | None) -> bool:
        """Whether it does within `timeout` seconds."""
        waiting = select.poll()  # select.select knows no file of a number above 1023
        try:
            waiting.register(self._status, select.POLLIN)
        except ValueError:  # closed: another thread has been told in the meantime
            return True
        return bool(waiting.poll(None if timeout is None else timeout * 1000))

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def main(number: int, names: Sequence[str]) -> None:
    """Import `names` at the first word that comes over the socket `number`, and fork as often as is asked for over it,
    until the other end is gone."""
    with socket.socket(fileno=number) as orders:
        while True:
            text, given, _, _ = socket.recv_fds(orders, MOST, 2)
            if not text:
                return
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for name in names:
                importlib.import_module(name)
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that watch
            if text == BEGIN:
                orders.send(BEGIN)
            elif os.fork() == 0:
                orders.detach()
                os.close(number)
                os._exit(_watch(json.loads(text), *given))
            for file in given:
                os.close(file)


def _watch(environment: dict[str, str], output: int, status: int) -> int:
    """Fork the engine process, and say into the pipe `status` which it is and, later, how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(status)
        os._exit(_serve(environment, output))
    os.close(output)
    os.write(status, b"%d\n" % pid)
    os.write(status, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    return 0


def _serve(environment: dict[str, str], output: int) -> int:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    try:
        return importlib.import_module("engine.__main__").main(["serve"])
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
