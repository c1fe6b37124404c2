"""`python -m engine`: the command line, and `serve` for a window's engine process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from engine.processes import allocation

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status of the command in `arguments` (None: those of the process)."""
    allocation.prepare()  # before anything that allocates
    words = list(sys.argv[1:] if arguments is None else arguments)
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
    if words == ["serve"]:
        from engine.processes import serving

        return serving.serve()
    from engine import cli

    return cli.main(words)


if __name__ == "__main__":
    sys.exit(main())
