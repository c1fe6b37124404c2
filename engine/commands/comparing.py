"""`compare`: two reports beside each other. It loads no torch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands.answering import DONE, give
from engine.errors import EngineError
from engine.terminal import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from engine.reporting.report import Report

_SHOWN = 10


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `command(name, run, says)` makes its parser."""
    compare = command("compare", _compare, "what changed from one report to another, figure by figure and picture")
    compare.add_argument("a", metavar="REPORT_A", help="a report.json, or the run's folder that holds it")
    compare.add_argument("b", metavar="REPORT_B")


def _compare(arguments: argparse.Namespace) -> int:
    from engine.reporting.comparing import compare

    result = compare(_read(arguments.a), _read(arguments.b))
    give(arguments, result, lambda: _text(result))
    return DONE


def _read(path: str) -> Report:
    from engine.reporting.report import Report
    from engine.runs import RunFiles

    place = Path(path)
    place = RunFiles(place).report if place.is_dir() else place
    try:
        return Report.from_json(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, EngineError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise EngineError(f"{place}: {said}; name a report.json that fit or evaluate has written") from error


def _text(found: dict[str, Any]) -> str:
    lines = [f"{found['images']:,} pictures in both, with the same truth"]
    for name, one in found["differences"].items():
        spread = f"  ({one['interval'][0]:+.3f} to {one['interval'][1]:+.3f})" if one["interval"] else ""
        lines.append(f"  {name:<24}{one['a']:.3f} -> {one['b']:.3f}  {one['difference']:+.3f}{spread}")
    for word in ("regressed", "fixed"):
        names = found[word]
        some = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
        lines.append(f"  {len(names):,} {word}{': ' if names else ''}{some}")
    lines += [f"  {note}" for note in found["notes"]]
    return "\n".join(printable(line) for line in lines)
