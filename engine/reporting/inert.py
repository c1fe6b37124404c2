"""Names are text from strangers: how they become text of a page and nothing else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from engine.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


def text(value: object) -> str:
    """`value` as HTML's or SVG's text, or as an attribute in double quotes: no markup, no control characters, nothing
    that turns the direction of what stands beside it."""
    return escape(printable(str(value)))


def listed(values: Sequence[object], most: int = 50) -> str:
    """Names one after the other, at most so many, and how many more there are."""
    more = f" and {len(values) - most:,} more" if len(values) > most else ""
    return ", ".join(map(text, values[:most])) + more


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table of `rows`; figures stand right, what is None is left empty. Empty where there is no row."""
    if not rows:
        return ""
    figures = [any(_is_figure(row[column]) for row in rows) for column in range(len(head))]
    titles = "".join(
        f'<th scope="col"{_RIGHT if right else ""}>{text(title)}</th>'
        for title, right in zip(head, figures, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>'


_RIGHT = ' class="n"'


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: object) -> str:
    if not _is_figure(value):
        return f"<td>{'' if value is None else text(value)}</td>"
    return f"<td{_RIGHT}>{value:,}</td>" if isinstance(value, int) else f"<td{_RIGHT}>{value:.3f}</td>"
