"""`python -m engine`: the command line, and `serve` for a window's engine process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from engine.processes import interrupts

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status of the command in `arguments` (None: those of the process)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except KeyboardInterrupt:  # before the command could say so itself
        if words != ["serve"]:
            print("overlap-engine: interrupted", file=sys.stderr)
        return interrupts.INTERRUPTED
    finally:
        # One that came while a library ran a text as code stays marked as unhandled in CPython, which then ends by the
        # signal, not with our status; the next text clears the mark.
        eval("0")


def _run(words: Sequence[str]) -> int:
    from engine.processes import allocation

    allocation.prepare()  # before anything that allocates
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
    if words == ["serve"]:
        from engine.processes import serving

        return serving.serve()
    interrupts.hear()
    from engine import cli

    return cli.main(words)


if __name__ == "__main__":
    sys.exit(main())
