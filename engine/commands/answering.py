"""What a subcommand says when it is done: its exit status, and the result on stdout."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from engine.terminal import silence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

DONE, FOUND = 0, 1
"""Exit status: done; done, but something was found or skipped."""


def give(arguments: argparse.Namespace, document: object, text: Callable[[], str]) -> None:
    """The result on stdout: one JSON document, or what people read."""
    try:
        print(json.dumps(document, indent=1, allow_nan=False) if arguments.json else text())
        sys.stdout.flush()
    except OSError:
        silence(sys.stdout)  # what is left in its buffer would fail once more when Python ends
        raise
