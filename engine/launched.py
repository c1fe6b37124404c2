"""What torchrun says of the processes it started: how many there are, and which of them this one is. No torch."""

from __future__ import annotations

import os


def size() -> int:
    """How many processes work together; 1 where torchrun started none."""
    return _number("WORLD_SIZE", 1)


def rank() -> int:
    """Which of them this is, from 0. The first one writes the files and speaks to people."""
    return _number("RANK", 0) if size() > 1 else 0


def on_this_machine() -> int:
    """Which of the processes of this machine this is, from 0."""
    return _number("LOCAL_RANK", 0) if size() > 1 else 0


def count_here() -> int:
    """How many of them this machine has."""
    return max(1, _number("LOCAL_WORLD_SIZE", 1)) if size() > 1 else 1


def _number(name: str, otherwise: int) -> int:
    text = os.environ.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else otherwise
