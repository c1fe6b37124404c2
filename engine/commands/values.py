"""The values that arguments may take: argparse types that say what is wrong in words; and what several commands ask."""

from __future__ import annotations

import argparse
from pathlib import Path

_MOST = 1 << 31  # what every generator of chance, and every count, can hold


def folder(text: str) -> str:
    """A folder, or a file that stands for one; not one picture, of which nobody can say that its folder is meant."""
    from engine.datasets.scanning import PICTURES

    if Path(text).suffix[1:].lower() in PICTURES and Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{text} is one picture; name the folder it lies in")
    return text


def new_file(text: str) -> str:
    """A file to be written when the work is done; a place where none can be is refused before it begins."""
    if Path(text).is_dir() or not Path(text).parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text} cannot be written here; name a file in a folder that is there")
    return text


def natural(text: str) -> int:
    """A whole number from 0."""
    return _whole(text, 0)


def count(text: str) -> int:
    """A whole number from 1."""
    return _whole(text, 1)


def fraction(text: str) -> float:
    """A number in 0..1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return number


def add_machine(command: argparse.ArgumentParser) -> None:
    """Add where a command computes."""
    command.add_argument("--device", default="auto", metavar="auto|cpu|cuda[:N]")
    command.add_argument("--threads", type=count, help="default: one for each core")


def _whole(text: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no whole number") from None
    if not least <= number < _MOST:
        raise argparse.ArgumentTypeError(f"{text} is below {least}" if number < least else f"{text} is too large")
    return number
