"""Numbers in the sentences that people read."""

from __future__ import annotations


def counted(number: int, one: str, more: str | None = None) -> str:
    """ "1 picture", "1,203 pictures". `more` where it is not `one` and an s: "2 boxes", "3 pictures are"."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"
