"""`overlap-engine`: the engine on a terminal. The doors are a promise of `doors.md`.

stdout carries the result alone (with `--json` exactly one JSON document), stderr progress and messages. Each
subcommand imports what it needs when it runs: `stats` and `sample` never load torch.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from engine.commands import augmentations, comparing, exporting, labels, learning, ranking, rates, scoring
from engine.commands.answering import DONE
from engine.errors import EngineError
from engine.processes.interrupts import INTERRUPTED
from engine.terminal import WRONG, Parser, prepare_streams, printable, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def main(argv: Sequence[str]) -> int:
    """The exit status of `argv`: 0 done, 1 something was found or skipped, 2 wrong call or input (one line on stderr),
    130 interrupted."""
    prepare_streams()
    arguments = argparse.Namespace(left=lambda _: "")
    try:
        if "" in argv:  # Python would take it for the folder one stands in
            raise EngineError("an argument is empty, as a variable is that nobody has set; name what is meant")
        _parser().parse_args(list(argv), arguments)
        return arguments.run(arguments)
    except SystemExit as end:  # argparse: --help, or a wrong call
        return end.code if isinstance(end.code, int) else DONE
    except EngineError as error:
        return _wrong(str(error))
    except BrokenPipeError:  # whoever read stdout has gone: `overlap-engine stats FOLDER | head -1`
        return DONE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _wrong(f"{place}{error.strerror or error}")
    except KeyboardInterrupt:
        say(f"overlap-engine: interrupted{arguments.left(arguments)}\n", sys.stderr)
        return INTERRUPTED


def _wrong(message: str) -> int:
    say(f"overlap-engine: {printable(' '.join(message.split()))}\n", sys.stderr)
    return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="overlap-engine", description="Train vision models on your own pictures, and measure them.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=says, description=says, allow_abbrev=False)
        added.set_defaults(run=run)
        added.add_argument("--json", action="store_true", help="one JSON document on stdout and nothing else there")
        return added

    for kind in (labels, learning, rates, exporting, comparing, scoring, ranking, augmentations):
        kind.add(command)
    return parser
