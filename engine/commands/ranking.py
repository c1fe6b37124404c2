"""`rank`: which pictures deserve a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.answering import DONE, give
from engine.commands.values import add_machine, count, folder
from engine.terminal import follow, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `command(name, run, says)` makes its parser."""
    rank = command("rank", _rank, "the pictures that deserve a look: worst, overlooked, doubtful, probably mislabelled")
    rank.add_argument("checkpoint")
    rank.add_argument("folder", type=folder)
    kinds = ("worst", "false", "missed", "uncertain", "mislabelled")
    rank.add_argument("--by", required=True, choices=kinds)
    rank.add_argument("--limit", type=count, metavar="N", help="only the first N")
    add_machine(rank)


def _rank(arguments: argparse.Namespace) -> int:
    from engine.review.ranking import rank

    work = rank(
        arguments.checkpoint, arguments.folder, arguments.by, arguments.limit, arguments.device, arguments.threads
    )
    found = follow(work)
    lines = [f"{one.score:8.3f}  {one.image}  {one.why}" for one in found]
    text = "\n".join(printable(line) for line in lines) or "no picture stands out"
    give(arguments, [one.plain() for one in found], lambda: text)
    return DONE
