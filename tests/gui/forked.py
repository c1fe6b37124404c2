"""Engine processes for the window's tests, forked off one that has imported already: a tenth of the time each.

Run as a program it is that one: it takes a process's environment and output over a socket, forks, and says its pid and
later its status into a pipe. That processes start as people's do is for the tests of jobs, of deaths and of the whole
program, which don't use it.
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
import traceback
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[2]
MOST = 2**20  # bytes of an environment
READY = (
    "engine.__main__",
    "engine.datasets.index",
    "engine.processes.allocation",
    "engine.processes.serving",
    "engine.reading",
    "engine.safekeeping.upkeep",
    "engine.thumbnails",
)


class Forker:
    """The process that has imported. It ends with the tests that started it."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-P", "-m", "tests.gui.forked", str(theirs.fileno())]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment)

    def start(self, environment: dict[str, str], _niceness: int) -> Forked:
        """As `engine.processes.child._start`."""
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
        self.pid = int(status.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self.returncode = int(self._status.readline())
            self._status.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None and not select.select([self._status], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("a forked engine process", timeout or 0.0)
        status = self.poll()
        assert status is not None
        return status

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def main(number: int) -> None:
    """Fork as often as is asked for over the socket `number`, until the other end is gone."""
    for name in READY:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that watch
    with socket.socket(fileno=number) as orders:
        while True:
            text, given, _, _ = socket.recv_fds(orders, MOST, 2)
            if not text:
                return
            if os.fork() == 0:
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
    main(int(sys.argv[1]))
