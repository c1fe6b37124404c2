"""`overlap`, `python -m gui`."""

from __future__ import annotations

import sys


def main() -> int:
    """Open the window; the arguments are those of the command line. Returns the exit status."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a frozen child process never gets as far as Qt
    from gui import app

    return app.main()


if __name__ == "__main__":
    raise SystemExit(main())
