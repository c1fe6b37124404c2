"""`recipes`, `fit`, `evaluate`, `predict`: learning, and what came of it. Each imports what it needs when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.answering import DONE, FOUND, give
from engine.commands.values import add_machine, count, folder, fraction, natural
from engine.errors import EngineError
from engine.terminal import follow, printable, say
from engine.wording import counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from engine.reporting.report import Report


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommands; `command(name, run, says)` makes the parser of one."""
    command("recipes", _recipes, "the networks that can be trained")
    _add_fit(command("fit", _together(_fit), "learn from a folder; prints the report of the test part"))
    evaluate = command("evaluate", _together(_evaluate), "score a checkpoint on a part of a folder")
    evaluate.add_argument("checkpoint")
    evaluate.add_argument("folder", type=folder)
    evaluate.add_argument("--split", default="test", metavar="NAME|all", help="train, validation, test, all")
    evaluate.add_argument("--out", metavar="FOLDER", help="also write report.json and report.html there")
    predict = command("predict", _together(_predict), "write what a checkpoint sees in a folder or a picture")
    so_far = "; what was predicted so far stays in --out"
    predict.set_defaults(left=lambda arguments: so_far if Path(arguments.out).exists() else "")
    predict.add_argument("checkpoint")
    predict.add_argument("path")
    predict.add_argument("--out", required=True, metavar="FOLDER")
    predict.add_argument("--to", required=True, choices=("voc", "coco", "yolo", "labelme", "masks"))
    predict.add_argument("--threshold", type=fraction, default=0.0, metavar="T", help="leave out objects below it")
    for machine in (evaluate, predict):
        add_machine(machine)


def _add_fit(fit: argparse.ArgumentParser) -> None:
    fit.set_defaults(left=_left)
    fit.add_argument("folder", type=folder)
    fit.add_argument("--recipe", required=True, metavar="NAME", help="`overlap-engine recipes` lists them")
    fit.add_argument("--out", required=True, metavar="RUN", help="the run's folder, new or empty")
    fit.add_argument("--epochs", type=count)
    fit.add_argument("--split", metavar="FILE_OR_FRACTIONS", help="lists, fractions such as 70,30, or a JSON file")
    fit.add_argument("--from", dest="start", metavar="CHECKPOINT", help="go on from this checkpoint")
    fit.add_argument("--only", choices=("verified",), help="learn from verified pictures alone")
    fit.add_argument("--seed", type=natural, help="default: 0, or that of the run that goes on")
    fit.add_argument("--weights", metavar="FOLDER", help="where pretrained weights lie; none: train from scratch")
    fit.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a hyperparameter; repeatable")
    fit.add_argument("--resume", action="store_true", help="go on with the run in --out")
    add_machine(fit)


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
    give(arguments, rows, lambda: recipes_text(rows))
    return DONE


def _together(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """`run` as one of the processes that torchrun started, where it did. The first alone says that something was found:
    of a status that is not 0 torchrun thinks that the process failed, and ends the others at their work."""

    def joined(arguments: argparse.Namespace) -> int:
        from engine import distributed

        with distributed.joined(arguments.device):
            status = run(arguments)
            return status if distributed.leads() else DONE

    return joined


def _fit(arguments: argparse.Namespace) -> int:
    from engine import fine_tuning
    from engine.hyperparameters import parse
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
        seed=_seed(arguments),
        device=arguments.device,
        threads=arguments.threads,
        weights=_absolute(arguments.weights),
        resume=arguments.resume,
        hyperparameters=dict(map(parse, arguments.set)),
    )
    report = follow(fine_tuning.fit(settings))
    page = RunFiles(Path(settings.out)).page
    give(arguments, report.plain(), lambda: f"{report_text(report)}\nThe whole report: {printable(str(page))}")
    return FOUND if report.skipped or report.leak["images"] else DONE


def _left(arguments: argparse.Namespace) -> str:
    """What is said of a run that was interrupted: before it has begun there is nothing to go on with."""
    from engine.runs import RunFiles

    return "; the same command with --resume goes on" if RunFiles(Path(arguments.out)).last.exists() else ""


def _seed(arguments: argparse.Namespace) -> int:
    """What was said; else a run that goes on keeps its own."""
    from engine.runs import RunFiles, read_settings

    run = Path(arguments.out)
    if arguments.seed is None and arguments.resume and RunFiles(run).settings.exists():
        return read_settings(run).seed
    return arguments.seed or 0


def _absolute(text: str | None) -> str | None:
    """Paths in settings.json hold from any folder; words (`lists`, `70,30`, `none`) stay as they are."""
    if text is None or text in ("lists", "none") or not Path(text).exists():
        return text
    return str(Path(text).resolve())


def _evaluate(arguments: argparse.Namespace) -> int:
    from engine.evaluation import evaluate
    from engine.reporting.wording import report_text

    work = evaluate(arguments.checkpoint, arguments.folder, arguments.split, arguments.device, arguments.threads)
    if arguments.out is not None:
        _check_out(Path(arguments.out))
    report = follow(work)
    if arguments.out is not None:
        _keep(report, Path(arguments.out))
    give(arguments, report.plain(), lambda: report_text(report))
    return FOUND if report.skipped or report.leak["images"] else DONE


def _check_out(folder: Path) -> None:
    from engine.runs import RunFiles

    nearest = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    if nearest.is_file():
        raise EngineError(f"{nearest}: a report needs a folder, and this is a file; name another with --out")
    if RunFiles(folder).settings.exists():
        raise EngineError(f"{folder}: a run keeps its own report here; name another folder with --out")


def _keep(report: Report, folder: Path) -> None:
    """report.json and report.html in `folder`, once where several processes have counted."""
    from engine import distributed
    from engine.fine_tuning import write_report
    from engine.runs import RunFiles, make_folder

    if distributed.leads():
        make_folder(folder)
        write_report(report, RunFiles(folder))


def _predict(arguments: argparse.Namespace) -> int:
    from engine.delivery import Delivery, deliver

    wanted = Delivery(arguments.out, arguments.to, arguments.threshold)
    result = follow(deliver(arguments.checkpoint, arguments.path, wanted, arguments.device, arguments.threads))
    for skipped in result["skipped"]:
        say(f"{printable(skipped['message'])}\n", sys.stderr)
    text = f"{result['written']:,} of {counted(result['images'], 'picture')} predicted into {result['out']}"
    give(arguments, result, lambda: printable(text))
    return FOUND if result["skipped"] else DONE
