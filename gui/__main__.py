"""`overlap`, `python -m gui`."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

BEFORE_QT = (
    "html",
    "json",
    "logging",
    "engine.places",
    "engine.processes.process",
    "engine.recipes",
    "engine.reporting.report",
    "engine.runs",
)
"""What needs no Qt is imported before it, see `spare_reading`."""


def main() -> int:
    """Open the window; the arguments are those of the command line. Returns the exit status."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a frozen child process never gets as far as Qt
    return load().main()


def load() -> ModuleType:
    """Import `gui.app`, in an order that lets the window show soon."""
    for name in (*BEFORE_QT, "PySide6.QtCore"):
        importlib.import_module(name)
    spare_reading()
    from gui import app

    return app


def spare_reading() -> None:
    """PySide reads through the source of every module imported after it for its own name, to know whether a
    `from __feature__ import` could be meant for it. Of ours we know: 20 ms of the start. Where a version of PySide has
    no such place, it reads as before."""
    place = vars(sys.modules.get("shibokensupport.feature", sys))
    reads = place.get("_mod_uses_pyside")
    if reads is not None:
        place["_mod_uses_pyside"] = lambda module: module.__name__.startswith("gui.") or reads(module)


if __name__ == "__main__":
    raise SystemExit(main())
