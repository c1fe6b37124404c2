"""Tool tips that carry names from strangers."""

from __future__ import annotations

import html


def plain_tip(text: str) -> str:
    """A tool tip that Qt does not read as markup; lines stay lines."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""
