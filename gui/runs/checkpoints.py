"""What the window itself reads of a checkpoint, its name and its recipe, and which one a folder was shown with last.
Everything else stays with the engine."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.recipes import RECIPES
from engine.runs import RunFiles, read_settings
from gui.runs.run_folders import run_number
from gui.wording import tr

if TYPE_CHECKING:
    from gui.settings import Settings

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
        why = (isinstance(error, OSError) and error.strerror) or tr("its header cannot be read")
        said = tr("{file}: this is no checkpoint of ours ({why}); open one that a run here has made")
        raise EngineError(said.format(file=checkpoint, why=why)) from error
    if recipe not in RECIPES:
        raise EngineError(tr("{file}: its recipe is not one of this version").format(file=checkpoint))
    return str(recipe)


def checkpoint_name(checkpoint: Path) -> str:
    """What people are told it is: the run it is of, or its file."""
    number = run_number(checkpoint.parent)
    of_run = number and checkpoint == RunFiles(checkpoint.parent).best
    return tr("run {number}").format(number=number) if of_run else checkpoint.stem


class CheckpointsShown:
    """Of each folder the checkpoint whose predictions were shown last, for as long as its file is one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def remember(self, folder: Path, checkpoint: str) -> None:
        self._settings.note("checkpoints", folder, checkpoint)

    def of(self, folder: Path) -> str:
        """Its path; "" where there is none that can be gone on from."""
        checkpoint = self._settings.noted("checkpoints", folder)
        try:
            return checkpoint if checkpoint and recipe_of(Path(checkpoint)) else ""
        except EngineError:
            return ""

    def of_run_on(self, folder: Path) -> str:
        """Its path where a run on `folder` made it; else ""."""
        checkpoint = self.of(folder)
        try:
            return checkpoint if checkpoint and read_settings(Path(checkpoint).parent).folder == str(folder) else ""
        except EngineError:
            return ""
