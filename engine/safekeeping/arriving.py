"""What is done for a folder as it is opened, before its labels are read: it is known again under another name, a save
that a kill broke off is told, and half a copy is not taken for the whole. Nothing is written into the folder.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from engine.datasets import counting
from engine.errors import EngineError
from engine.safekeeping import store, together

if TYPE_CHECKING:
    from pathlib import Path

    from engine.formats.problem import Problem

COPY, CONVERSION = "unfinished-copy.txt", "unfinished-conversion.txt"
"""Files in a folder that is being made and is not whole yet."""

_MAKING = {COPY: "copy", CONVERSION: "conversion"}


def arrive(root: Path) -> tuple[Problem, ...]:
    """Make ready to read the folder `root`; what `together.unfinished` says of it. Raises EngineError where a copy or a
    conversion was broken off."""
    if (marker := broken_off(root)) is not None:
        what = f"a {_MAKING[marker.name]} was broken off here and parts are missing"
        cure = f"delete the folder and make it again, or delete {marker.name} in it to open it as it is"
        raise EngineError(f"{marker.parent}: {what}; {cure}")
    was = store.former(root)
    if was is not None:
        # where it cannot be, it is used where it lies, and tried again the next time; or another process was first
        with contextlib.suppress(OSError, EngineError), counting.moved(was, root):
            store.carry(was, root)
    return together.unfinished(root)


def broken_off(root: Path) -> Path | None:
    """What marks the folder `root`, or the one it is a part of, as not whole."""
    markers = (folder / name for folder in (root, *root.parents[:3]) for name in _MAKING)
    return next((marker for marker in markers if marker.exists()), None)


def marked(what: str) -> bytes:
    """What the file says that marks a folder as not whole, to who finds it; `what` is COPY or CONVERSION."""
    said = (
        f"This {_MAKING[what]} is still being made, or it was broken off and parts are missing. Delete the folder then."
    )
    return f"{said}\n".encode()
