"""`overlap`, `python -m gui`."""

from __future__ import annotations

from multiprocessing import freeze_support


def main() -> int:
    """Open the window; the arguments are those of the command line. Returns the exit status."""
    freeze_support()
    from gui import app  # after freeze_support: a frozen child process never gets as far as Qt

    return app.main()


if __name__ == "__main__":
    raise SystemExit(main())
