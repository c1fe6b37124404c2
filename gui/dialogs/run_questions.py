"""What is asked before a run goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from gui.dialogs.questions import make_box

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def delete_run(parent: QWidget, title: str, files: int, size: str, in_use: bool) -> bool:
    """Whether to delete the run called `title`, which is `files` files of `size` together."""
    used = " Its checkpoint is the one in use; the window then has none." if in_use else ""
    box = make_box(
        parent,
        f"Delete {title}?",
        f"Its checkpoint, curve and report go: {files} files, {size}. This cannot be undone. Pictures and labels stay."
        f"{used}",
    )
    accept = box.addButton(f"Delete {size}", QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return clicked is accept
