"""What the window itself reads of a checkpoint: its name and its recipe. Everything else stays with the engine."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.recipes import RECIPES
from engine.runs import RunFiles
from gui.runs.run_folders import run_number

if TYPE_CHECKING:
    from pathlib import Path

MOST = 64 << 20  # bytes of a header, as in engine.checkpoint, which needs torch and so cannot be asked


def recipe_of(checkpoint: Path) -> str:
    """The recipe in the header of a checkpoint. Raises EngineError where it is none this program can go on from."""
    try:
        with checkpoint.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(MOST, checkpoint.stat().st_size):
                raise ValueError("its header is too long")
            recipe = json.loads(json.loads(file.read(length))["__metadata__"]["overlap"])["recipe"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, struct.error) as error:
        raise EngineError(f"{checkpoint}: this is no checkpoint of ours ({error})") from error
    if recipe not in RECIPES:
        raise EngineError(f"{checkpoint}: its recipe is not one of this version")
    return str(recipe)


def checkpoint_name(checkpoint: Path) -> str:
    """What people are told it is: the run it is of, or its file."""
    number = run_number(checkpoint.parent)
    return f"run {number}" if number and checkpoint == RunFiles(checkpoint.parent).best else checkpoint.stem
