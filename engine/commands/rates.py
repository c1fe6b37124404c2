"""`rates`: at which learning rate a recipe learns fastest from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.answering import DONE, give
from engine.commands.values import add_machine, count, folder, natural, new_file
from engine.errors import EngineError
from engine.terminal import follow, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_ENDINGS = (".svg", ".png")


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `command(name, run, says)` makes its parser."""
    rates = command("rates", _rates, "try rising learning rates, and suggest one")
    rates.add_argument("folder", type=folder)
    rates.add_argument("--recipe", required=True, metavar="NAME", help="`overlap-engine recipes` lists them")
    rates.add_argument("--out", type=new_file, metavar="PLOT.svg|PLOT.png", help="the curve as a picture")
    rates.add_argument("--from", dest="start", metavar="CHECKPOINT", help="for a run that goes on from this checkpoint")
    rates.add_argument("--weights", metavar="FOLDER", help="where pretrained weights lie; none: random ones")
    rates.add_argument("--split", metavar="FILE_OR_FRACTIONS", help="as of fit")
    rates.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="as of fit")
    rates.add_argument("--steps", type=count, default=100, help="so many rates are tried")
    rates.add_argument("--seed", type=natural, default=0)
    add_machine(rates)


def _rates(arguments: argparse.Namespace) -> int:
    from engine.hyperparameters import parse
    from engine.runs import FitSettings, write
    from engine.training.rate_finder import find_rate
    from engine.training.rate_plot import plot

    out = None if arguments.out is None else Path(arguments.out)
    if out is not None and out.suffix.lower() not in _ENDINGS:
        raise EngineError(f"{out}: a plot is an SVG or a PNG; name a file that ends in {' or '.join(_ENDINGS)}")
    settings = FitSettings(
        folder=arguments.folder,
        recipe=arguments.recipe,
        out="",
        split=arguments.split,
        start=arguments.start,
        seed=arguments.seed,
        device=arguments.device,
        threads=arguments.threads,
        weights=arguments.weights,
        hyperparameters=dict(map(parse, arguments.set)),
    )
    found = follow(find_rate(settings, arguments.steps))
    if out is not None:
        write(out, plot(found, out.suffix.lower()))
    said = f"{found['suggested']:.2g}; try it with --set {found['hyperparameter']}={found['suggested']:.2g}"
    drawn = "" if out is None else f"\nThe curve: {printable(str(out))}"
    give(arguments, found, lambda: f"The loss falls fastest at a learning rate of {said}{drawn}")
    return DONE
