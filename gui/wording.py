"""The engine's one-line messages as sentences: its terminal says "overlap: no such folder", the window a sentence."""

from __future__ import annotations

import re


def sentence(message: str) -> str:
    """`message` with a capital and a full stop. One that begins with a name (a file, a path, an option) keeps it."""
    said = message.strip()
    first = said.split(" ", 1)[0]
    if first.isalpha() and first.islower():
        said = said[0].upper() + said[1:]
    return said if not said or said[-1] in ".!?…" else f"{said}."


def without_options(message: str) -> str:
    """What a message advises for the terminal the window says with its buttons; numbers of errors help nobody."""
    said = re.sub(r"\[Errno -?\d+\] ", "", message)
    wanted = re.search(r"; give a folder that holds (\S+)", said)
    return said if wanted is None else f"{said[: wanted.start()]}. A folder that holds {wanted[1]} helps."
