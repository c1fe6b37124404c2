"""What both commands share on a terminal: the wrong call, said in a line; progress on stderr, the result to whoever
asked."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

from engine import launched

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.steps import Step

Result = TypeVar("Result")

_EVERY = 1.0
"""Seconds between two lines; on a terminal the line is drawn over, ten times as often."""

_SAID = ("plan", "epoch")


WRONG = 2
"""Exit status: the call or its input was wrong."""


class Parser(argparse.ArgumentParser):
    """A wrong call is one line, not the whole usage: with the place and the cure."""

    def error(self, message: str) -> NoReturn:
        say(f"{self.prog}: {printable(message)}; {self.prog} --help shows how\n", sys.stderr)
        raise SystemExit(WRONG)


def prepare_streams() -> None:
    """Make stdout and stderr safe to write to: one that is closed (`>&-`) goes nowhere, and a letter that the
    terminal's character set lacks is written as its escape."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.TextIOWrapper(io.FileIO(os.devnull, "w"), "utf-8"))
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if launched.rank():  # the first of several processes answers for all
        sys.stdout = io.StringIO()


def silence(stream: TextIO) -> None:
    """Let what is still written to `stream` go nowhere: whoever read it has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def say(text: str, out: TextIO) -> None:
    """Write `text` and flush. That nobody listens any more stops no work."""
    try:
        out.write(text)
        out.flush()
    except BrokenPipeError:
        silence(out)


def follow(work: Generator[Step, None, Result], out: TextIO | None = None) -> Result:
    """Run `work` to its end, saying on `out` (stderr) how far it is, and return its result.

    An interrupt or an error on the way closes `work` first, so that it can leave things in order.
    """
    progress = Progress(_listener() if out is None else out)
    with closing(work):
        try:
            while True:
                progress.show(next(work))
        except StopIteration as end:
            return end.value
        finally:
            progress.end()


def _listener() -> TextIO:
    """Of several processes that work together one tells how far they are."""
    return sys.stderr if launched.rank() == 0 else io.StringIO()


class Progress:
    """Draws steps: one line that changes on a terminal, at most a line a second elsewhere. Plan and epochs are kept."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._last = float("-inf") if self._live else time.monotonic()  # what is soon done, or wrong, needs no words
        self._what = ""
        self._width = 0

    def show(self, step: Step) -> None:
        now = time.monotonic()
        if step.kind in _SAID:
            self._write(epoch_line(step), keep=True)
        elif now - self._last >= (_EVERY / 10 if self._live else _EVERY):
            self._write(_line(step), keep=False)
        else:
            return
        self._last = now

    def end(self) -> None:
        if self._live and self._width:
            say("\r" + " " * self._width + "\r", self._out)
            self._width = 0

    def _write(self, text: str, keep: bool) -> None:
        if self._live:
            say("\r" + text.ljust(self._width) + ("\n" if keep else ""), self._out)
            self._width = 0 if keep else len(text)
        else:
            say(text + "\n", self._out)


def _line(step: Step) -> str:
    count = f"  {step.done:,} / {step.total:,}" if step.total else ""
    return printable(step.what) + count


def epoch_line(step: Step) -> str:
    """What an epoch brought: `Learning, epoch 3 of 20  train_loss 0.412  val_loss 0.390 ...`."""
    numbers = [
        f"{name} {value:.3f}"
        for name, value in step.values.items()
        if name not in ("epoch", "epochs", "seconds_left") and isinstance(value, float)
    ]
    return "  ".join([printable(step.what), *numbers])


def printable(text: str) -> str:
    """Names are text from strangers: no control characters reach a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
