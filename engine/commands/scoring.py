"""`score`: boxes and masks that already exist. It loads no network and no torch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands.answering import DONE, FOUND, give
from engine.commands.values import fraction
from engine.errors import EngineError
from engine.terminal import follow, printable, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_TOLD = 20
_PROTOCOLS = ("voc2007", "voc2010", "coco", "single", "masks")


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `command(name, run, says)` makes its parser."""
    score = command(
        "score", _score, "score predictions that lie in files against labels; no network, no pictures needed"
    )
    score.add_argument("--truth", required=True, metavar="FILE_OR_FOLDER", help="labels of any format we read")
    text = "COCO results, a folder of VOC files with scores, of texts `class score xmin ymin xmax ymax`, or of masks"
    score.add_argument("--predictions", required=True, metavar="FILE_OR_FOLDER", help=text)
    score.add_argument("--protocol", required=True, choices=_PROTOCOLS)
    score.add_argument("--iou", type=fraction, metavar="T", help="the IoU to reach (voc2007, voc2010, single); .5")
    score.add_argument("--boundary", action="store_true", help="of masks, the IoU of their edges too; takes longer")


def _score(arguments: argparse.Namespace) -> int:
    from engine.scoring.score import score

    work = score(arguments.truth, arguments.predictions, arguments.protocol, arguments.iou, arguments.boundary)
    try:
        result = follow(work)
    except EngineError as error:
        given, named = Path(arguments.predictions), Path(arguments.predictions).with_name("predictions.json")
        if given.name == "results.json" and str(error).startswith(f"{given.name}:") and named.is_file():
            raise EngineError(f"{error}, or {named}, which names them") from error  # as `predict --to coco` leaves them
        raise
    problems = result["problems"]
    for problem in problems[:_TOLD]:
        say(f"{printable(problem)}\n", sys.stderr)
    if len(problems) > _TOLD:
        say(f"and {len(problems) - _TOLD:,} more\n", sys.stderr)
    give(arguments, result, lambda: _text(result))
    return FOUND if problems else DONE


def _text(result: dict[str, Any]) -> str:
    """The document as people read it: the figures, then those of each class, then what they mean."""
    lines = []
    for name, value in result.items():
        if isinstance(value, float | int) or value is None:
            lines.append(f"{name:<24} {_figure(value)}")
    for name, values in result.items():
        if isinstance(values, dict):
            lines += [
                f"{name}:",
                *(f"  {printable(each):<22} {_figure(_main(value))}" for each, value in values.items()),
            ]
    return "\n".join((*lines, printable(result["definition"])))


def _main(value: Any) -> float | None:
    """A reading of trimaps has figures of its own; the first of them stands for it."""
    return value["mIoU"] if isinstance(value, dict) else value


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
