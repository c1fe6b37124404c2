"""`overlap-engine`: the engine on a terminal. The doors are a promise of `doors.md`.

stdout carries the result alone (with `--json` exactly one JSON document), stderr progress and messages. Each
subcommand imports what it needs when it runs: `stats` and `sample` never load torch.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.terminal import WRONG, Parser, follow, prepare_streams, printable, say, silence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DONE, FOUND, INTERRUPTED = 0, 1, 130

_MOST = 1 << 31  # what every generator of chance, and every count, can hold


def main(argv: Sequence[str]) -> int:
    """The exit status of `argv`: 0 done, 1 something was found or skipped, 2 wrong call or input (one line on stderr),
    130 interrupted."""
    prepare_streams()
    arguments = argparse.Namespace(interrupted="")
    try:
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
        say(f"overlap-engine: interrupted{arguments.interrupted}\n", sys.stderr)
        # One that came while a library ran a text as code stays marked as unhandled in CPython, which then ends by the
        # signal, not with our status; the next text clears the mark.
        eval("0")
        return INTERRUPTED


def _wrong(message: str) -> int:
    say(f"overlap-engine: {printable(' '.join(message.split()))}\n", sys.stderr)
    return WRONG


def _give(arguments: argparse.Namespace, document: object, text: Callable[[], str]) -> None:
    """The result on stdout: one JSON document, or what people read."""
    try:
        print(json.dumps(document, indent=1, allow_nan=False) if arguments.json else text())
        sys.stdout.flush()
    except OSError:
        silence(sys.stdout)  # what is left in its buffer would fail once more when Python ends
        raise


def _stats(arguments: argparse.Namespace) -> int:
    from engine.datasets.index import index
    from engine.datasets.statistics import statistics
    from engine.reporting.wording import statistics_text

    found = follow(index(arguments.folder))
    result = statistics(found)
    for problem in found.problems[:20]:
        say(f"{printable(str(problem))}\n", sys.stderr)
    if len(found.problems) > 20:
        say(f"and {len(found.problems) - 20} more\n", sys.stderr)
    _give(arguments, result, lambda: statistics_text(result))
    return FOUND if found.problems else DONE


def _check(arguments: argparse.Namespace) -> int:
    from engine.checking import check
    from engine.datasets.folder import open_folder
    from engine.reporting.wording import findings_text

    if arguments.read_as is not None:
        open_folder(Path(arguments.folder), arguments.read_as)
    found = follow(check(arguments.folder))
    _give(arguments, found.plain(), lambda: findings_text(found))
    return FOUND if found.errors else DONE


def _sample(arguments: argparse.Namespace) -> int:
    from engine.datasets.shapes import write_scenes

    folder = arguments.folder
    wrong = follow(write_scenes(folder, arguments.images, arguments.seed, arguments.wrong))
    document = {"images": arguments.images, "folder": folder, "wrong": list(wrong)}
    text = f"{arguments.images} pictures in {folder}, {len(wrong)} with a wrong label"
    _give(arguments, document, lambda: printable(text))
    return DONE


def _recipes(arguments: argparse.Namespace) -> int:
    from engine.recipes import RECIPES
    from engine.reporting.wording import recipes_text

    rows = [
        {
            "name": recipe.name,
            "heads": list(recipe.heads),
            "backbone": recipe.backbone,
            "input": recipe.input,
            "parameters": recipe.parameters,
            "from": recipe.pretrained_from,
        }
        for recipe in RECIPES.values()
    ]
    _give(arguments, rows, lambda: recipes_text(rows))
    return DONE


def _fit(arguments: argparse.Namespace) -> int:
    from engine import fine_tuning
    from engine.reporting.wording import report_text
    from engine.runs import FitSettings, RunFiles

    settings = FitSettings(
        folder=str(Path(arguments.folder).resolve()),
        recipe=arguments.recipe,
        out=str(Path(arguments.out).resolve()),
        epochs=arguments.epochs,
        split=_absolute(arguments.split),
        start=_absolute(arguments.start),
        only_verified=arguments.only == "verified",
        seed=arguments.seed,
        device=arguments.device,
        threads=arguments.threads,
        weights=_absolute(arguments.weights),
        resume=arguments.resume,
    )
    report = follow(fine_tuning.fit(settings))
    page = RunFiles(Path(settings.out)).page
    _give(arguments, report.plain(), lambda: f"{report_text(report)}\nThe whole report: {printable(str(page))}")
    return FOUND if report.skipped or report.leak["images"] else DONE


def _absolute(text: str | None) -> str | None:
    """Paths in settings.json hold from any folder; words (`lists`, `70,30`, `none`) stay as they are."""
    if text is None or text in ("lists", "none") or not Path(text).exists():
        return text
    return str(Path(text).resolve())


def _evaluate(arguments: argparse.Namespace) -> int:
    from engine.evaluation import evaluate
    from engine.reporting.wording import report_text

    work = evaluate(arguments.checkpoint, arguments.folder, arguments.split, arguments.device, arguments.threads)
    report = follow(work)
    _give(arguments, report.plain(), lambda: report_text(report))
    return FOUND if report.skipped or report.leak["images"] else DONE


def _predict(arguments: argparse.Namespace) -> int:
    from engine.delivery import Delivery, deliver

    wanted = Delivery(arguments.out, arguments.to, arguments.threshold)
    result = follow(deliver(arguments.checkpoint, arguments.path, wanted, arguments.device, arguments.threads))
    for skipped in result["skipped"]:
        say(f"{printable(skipped['message'])}\n", sys.stderr)
    text = f"{result['written']} of {result['images']} pictures predicted into {result['out']}"
    _give(arguments, result, lambda: printable(text))
    return FOUND if result["skipped"] else DONE


def _convert(arguments: argparse.Namespace) -> int:
    from engine.conversion import convert

    result = follow(convert(arguments.source, arguments.target, arguments.to))
    for skipped in result["skipped"]:
        say(f"{printable(skipped['message'])}\n", sys.stderr)
    lost = "".join(f"\nlost: {entry['count']:,} {entry['what']}" for entry in result["lost"])
    text = f"{result['images']:,} pictures and {result['instances']:,} objects converted to {arguments.to}"
    _give(arguments, result, lambda: f"{text}{lost}")
    return FOUND if result["skipped"] else DONE


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="overlap-engine", description="Train vision models on your own pictures, and measure them.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=says, description=says, allow_abbrev=False)
        added.set_defaults(run=run)
        added.add_argument("--json", action="store_true", help="one JSON document on stdout and nothing else there")
        return added

    stats = command("stats", _stats, "what lies in a folder: pictures, classes, boxes, masks")
    stats.add_argument("folder")
    check = command("check", _check, "what is wrong or doubtful in a folder's pictures, labels, masks and lists")
    check.add_argument("folder")
    said = "from now on read this folder's VOC boxes as 0-based, or as 1-based again"
    check.add_argument("--read-as", type=int, choices=(0, 1), help=said)
    _add_convert(command("convert", _convert, "write a folder anew in another format"))
    sample = command("sample", _sample, "generated scenes in VOC layout, to try things on")
    sample.add_argument("folder")
    sample.add_argument("--images", type=_count, default=200)
    sample.add_argument("--seed", type=_natural, default=0)
    sample.add_argument("--wrong", type=_natural, default=0, help="so many labels are wrong on purpose")
    command("recipes", _recipes, "the networks that can be trained")
    _add_fit(command("fit", _fit, "learn from a folder; prints the report of the test part"))
    evaluate = command("evaluate", _evaluate, "score a checkpoint on a part of a folder")
    evaluate.add_argument("checkpoint")
    evaluate.add_argument("folder")
    evaluate.add_argument("--split", default="test", metavar="NAME|all", help="train, validation, test, all")
    predict = command("predict", _predict, "write what a checkpoint sees in a folder or a picture")
    predict.set_defaults(interrupted="; what was predicted so far stays in --out")
    predict.add_argument("checkpoint")
    predict.add_argument("path")
    predict.add_argument("--out", required=True, metavar="FOLDER")
    predict.add_argument("--to", required=True, choices=("voc", "coco", "yolo", "labelme", "masks"))
    predict.add_argument("--threshold", type=_fraction, default=0.0, metavar="T", help="leave out objects below it")
    for machine in (evaluate, predict):
        _add_machine(machine)
    return parser


def _add_convert(convert: argparse.ArgumentParser) -> None:
    convert.set_defaults(interrupted="; the target is unfinished: delete it before the next try")
    convert.add_argument("source")
    convert.add_argument("target", help="a new or empty folder")
    formats = ("voc", "voc_masks", "pets", "coco", "yolo", "labelme")
    convert.add_argument("--to", required=True, choices=formats)


def _add_fit(fit: argparse.ArgumentParser) -> None:
    fit.set_defaults(interrupted="; the same command with --resume goes on")
    fit.add_argument("folder")
    fit.add_argument("--recipe", required=True, metavar="NAME", help="`overlap-engine recipes` lists them")
    fit.add_argument("--out", required=True, metavar="RUN", help="the run's folder, new or empty")
    fit.add_argument("--epochs", type=_count)
    fit.add_argument("--split", metavar="FILE_OR_FRACTIONS", help="lists, fractions such as 70,30, or a JSON file")
    fit.add_argument("--from", dest="start", metavar="CHECKPOINT", help="go on from this checkpoint")
    fit.add_argument("--only", choices=("verified",), help="learn from verified pictures alone")
    fit.add_argument("--seed", type=_natural, default=0)
    fit.add_argument("--weights", metavar="FOLDER", help="where pretrained weights lie; none: train from scratch")
    fit.add_argument("--resume", action="store_true", help="go on with the run in --out")
    _add_machine(fit)


def _add_machine(command: argparse.ArgumentParser) -> None:
    command.add_argument("--device", default="auto", metavar="auto|cpu|cuda[:N]")
    command.add_argument("--threads", type=_count, help="default: one for each core")


def _natural(text: str) -> int:
    return _whole(text, 0)


def _count(text: str) -> int:
    return _whole(text, 1)


def _whole(text: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no whole number") from None
    if not least <= number < _MOST:
        raise argparse.ArgumentTypeError(f"{text} is below {least}" if number < least else f"{text} is too large")
    return number


def _fraction(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return number
