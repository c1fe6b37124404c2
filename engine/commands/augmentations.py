"""`augmentations`: what training will really see, as one picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands.answering import DONE, give
from engine.commands.values import count, folder, natural, new_file
from engine.policies import POLICIES
from engine.terminal import follow, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `command(name, run, says)` makes its parser."""
    added = command("augmentations", _augmentations, "a picture grid of what training will really see")
    added.add_argument("folder", type=folder)
    added.add_argument("--recipe", required=True, metavar="NAME", help="`overlap-engine recipes` lists them")
    added.add_argument("--out", required=True, type=new_file, metavar="GRID.png", help="the picture to write")
    added.add_argument("--policy", choices=tuple(POLICIES), help="default: the recipe's own")
    added.add_argument("--images", type=count, default=4, help="rows of the grid")
    added.add_argument("--variants", type=count, default=5, help="columns beside the picture as it is")
    added.add_argument("--seed", type=natural, default=0)


def _augmentations(arguments: argparse.Namespace) -> int:
    from engine.training.preview import augmentations

    given = (arguments.folder, arguments.recipe, arguments.policy, arguments.images, arguments.variants, arguments.seed)
    found: dict[str, Any] = follow(augmentations(*given))
    _write(Path(arguments.out), found["pixels"])
    document = {name: value for name, value in found.items() if name != "pixels"} | {"out": arguments.out}
    give(arguments, document, lambda: f"{found['says']}\nThe pictures: {printable(arguments.out)}")
    return DONE


def _write(out: Path, pixels: Any) -> None:
    import io

    from PIL import Image

    from engine.runs import write

    png = io.BytesIO()
    Image.fromarray(pixels).save(png, "PNG")
    write(out, png.getvalue())
