"""`stats`, `check`, `convert`, `sample`: what can be done with labels. None of them loads torch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.answering import DONE, FOUND, give
from engine.commands.values import count, folder, natural
from engine.terminal import follow, printable, say
from engine.wording import counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommands; `command(name, run, says)` makes the parser of one."""
    stats = command("stats", _stats, "what lies in a folder: pictures, classes, boxes, masks")
    stats.add_argument("folder", type=folder)
    check = command("check", _check, "what is wrong or doubtful in a folder's pictures, labels, masks and lists")
    check.add_argument("folder", type=folder)
    said = "from now on read this folder's VOC boxes as 0-based, or as 1-based again"
    check.add_argument("--read-as", type=int, choices=(0, 1), help=said)
    _add_convert(command("convert", _convert, "write a folder anew in another format"))
    sample = command("sample", _sample, "generated scenes in VOC layout, to try things on")
    sample.add_argument("folder")
    sample.add_argument("--images", type=count, default=200)
    sample.add_argument("--seed", type=natural, default=0)
    sample.add_argument("--wrong", type=natural, default=0, help="so many labels are wrong on purpose")
    digits = command("digits", _digits, "drawn digits in MNIST's own files, where those are missing")
    digits.add_argument("folder")
    digits.add_argument("--images", type=count, default=2000, help="so many to learn from, and as many to test on")
    digits.add_argument("--seed", type=natural, default=0)


def _add_convert(convert: argparse.ArgumentParser) -> None:
    unfinished = "; the target is unfinished: delete it before the next try"
    convert.set_defaults(left=lambda arguments: unfinished if Path(arguments.target).exists() else "")
    convert.add_argument("source", type=folder)
    convert.add_argument("target", help="a new or empty folder")
    formats = ("voc", "voc_masks", "pets", "coco", "yolo", "labelme")
    convert.add_argument("--to", required=True, choices=formats)


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
    give(arguments, result, lambda: statistics_text(result))
    return FOUND if found.problems else DONE


def _check(arguments: argparse.Namespace) -> int:
    from engine.checking import check
    from engine.datasets.folder import open_folder
    from engine.reporting.wording import findings_text

    if arguments.read_as is not None:
        open_folder(Path(arguments.folder), arguments.read_as)
    found = follow(check(arguments.folder))
    give(arguments, found.plain(), lambda: findings_text(found))
    return FOUND if found.errors else DONE


def _convert(arguments: argparse.Namespace) -> int:
    from engine.conversion import convert

    result = follow(convert(arguments.source, arguments.target, arguments.to))
    for skipped in result["skipped"]:
        say(f"{printable(skipped['message'])}\n", sys.stderr)
    lost = "".join(f"\nlost: {entry['what']}: {entry['count']:,}" for entry in result["lost"])
    text = f"{counted(result['images'], 'picture')} and {counted(result['instances'], 'object')}"
    give(arguments, result, lambda: f"{text} converted to {arguments.to}{lost}")
    return FOUND if result["skipped"] else DONE


def _sample(arguments: argparse.Namespace) -> int:
    from engine.datasets.shapes import write_scenes

    folder = arguments.folder
    wrong = follow(write_scenes(folder, arguments.images, arguments.seed, arguments.wrong))
    document = {"images": arguments.images, "folder": folder, "wrong": list(wrong)}
    text = f"{counted(arguments.images, 'picture')} in {folder}, {len(wrong):,} with a wrong label"
    give(arguments, document, lambda: printable(text))
    return DONE


def _digits(arguments: argparse.Namespace) -> int:
    from engine.datasets.drawn_digits import write_digits

    images = follow(write_digits(arguments.folder, arguments.images, arguments.seed))
    document = {"images": images, "folder": arguments.folder}
    give(arguments, document, lambda: printable(f"{counted(images, 'digit')} in {arguments.folder}"))
    return DONE
