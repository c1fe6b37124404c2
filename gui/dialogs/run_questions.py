"""What is asked before a run goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from gui.dialogs.questions import ask
from gui.wording import plural, tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def delete_run(parent: QWidget, title: str, files: int, size: str, in_use: bool) -> bool:
    """Whether to delete the run called `title`, which is `files` files of `size` together."""
    more = plural(
        files,
        "Its checkpoint, curve and report go: {count} file, {size}. This cannot be undone. Pictures and labels stay.",
        "Its checkpoint, curve and report go: {count} files, {size}. This cannot be undone. Pictures and labels stay.",
        size=size,
    )
    if in_use:
        more += " " + tr("Its checkpoint is the one in use; the window then has none.")
    asked, yes = tr("Delete {what}?").format(what=title), tr("Delete {what}").format(what=size)
    return ask(parent, asked, more, yes, tr("Keep"), QMessageBox.ButtonRole.DestructiveRole)
