"""`compare`: two reports beside each other. It loads no torch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands.answering import DONE, give
from engine.commands.values import new_file
from engine.errors import EngineError
from engine.terminal import follow, printable
from engine.wording import counted

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
    compare.add_argument("--out", type=new_file, metavar="PAGE.html", help="also write what changed as a page")


def _compare(arguments: argparse.Namespace) -> int:
    from engine.reporting.comparing import compare
    from engine.reporting.comparison_page import comparison_page
    from engine.runs import write

    a, b = _read(arguments.a), _read(arguments.b)
    result = follow(compare(a, b))
    if arguments.out is not None:
        page = comparison_page(result, (arguments.a, arguments.b))
        write(Path(arguments.out), page.encode(errors="backslashreplace"))
    give(arguments, result, lambda: _text(result))
    return DONE


def _read(path: str) -> Report:
    from engine.reporting.report import Report
    from engine.runs import RunFiles

    place = Path(path)
    if place.is_dir():
        place = RunFiles(place).report
        cure = "let the run end with fit --resume, or name a report.json"
    else:
        cure = "name a run's folder, or a report.json: fit writes one, and `evaluate --json` prints one"
    try:
        return Report.from_json(place.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EngineError(f"{place}: there is no report here to compare; {cure}") from error
    except (OSError, UnicodeDecodeError, EngineError) as error:
        said = f"it cannot be read ({error.strerror})" if isinstance(error, OSError) else str(error)
        raise EngineError(f"{place}: {said}; {cure}") from error


def _classes(found: dict[str, Any]) -> list[str]:
    """The classes that surely changed: zero lies outside their interval."""
    sure = [
        (name, one) for name, one in found.items() if one["interval"] and one["interval"][0] * one["interval"][1] > 0
    ]
    sure.sort(key=lambda pair: pair[1]["difference"])
    return [
        f"    {name:<22}{one['a']:.3f} -> {one['b']:.3f}  {one['difference']:+.3f}"
        f"  ({one['interval'][0]:+.3f} to {one['interval'][1]:+.3f})"
        for name, one in sure
    ]


def _text(found: dict[str, Any]) -> str:
    lines = [f"{counted(found['images'], 'picture')} in both, with the same truth"]
    for name, one in found["differences"].items():
        spread = f"  ({one['interval'][0]:+.3f} to {one['interval'][1]:+.3f})" if one["interval"] else ""
        lines.append(f"  {name:<24}{one['a']:.3f} -> {one['b']:.3f}  {one['difference']:+.3f}{spread}")
        lines += _classes(one.get("classes", {}))
    for word in ("regressed", "fixed"):
        names = found[word]
        some = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
        lines.append(f"  {len(names):,} {word}{': ' if names else ''}{some}")
    lines += [f"  {note}" for note in found["notes"]]
    return "\n".join(printable(line) for line in lines)
