"""Questions about labels that are in two states: in the window and on disk, or here and in a journal. Plain text only:
names come from strangers' files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox, QWidget

from gui.dialogs.questions import make_box
from gui.wording import tr, written

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = 6
"""Records listed by name; the rest is a number."""


def changed_on_disk(
    parent: QWidget, file: str, what: str, usable: bool, decided: Callable[[str], object]
) -> QMessageBox:
    """Ask whose labels count; `decided` hears "mine", "theirs", "both" or "later". Does not wait for the answer. What
    is not `usable` cannot be shown."""
    ways = [tr("Keep mine: what is on disk stays in the History tab.")]
    ways += (
        [tr("Take theirs: you can undo it."), tr("Show both: yours solid, theirs dashed.")]
        if usable
        else [tr("Take theirs: your edits go, and the picture is shown without labels.")]
    )
    said = f"{what} {tr('Nothing has been overwritten.')}\n\n" + "\n".join(ways)
    box = make_box(parent, tr("{file} was changed by another program.").format(file=file), said)
    both = (tr("Show both"), "both", QMessageBox.ButtonRole.ActionRole)
    answers = (
        (tr("Keep mine"), "mine", QMessageBox.ButtonRole.AcceptRole),
        (tr("Take theirs"), "theirs", QMessageBox.ButtonRole.DestructiveRole),
        *([both] if usable else []),
        (tr("Decide later"), "later", QMessageBox.ButtonRole.RejectRole),
    )
    return _open(box, answers, "both" if usable else "later", "later", decided)


def deleted_on_disk(parent: QWidget, file: str, decided: Callable[[str], object]) -> QMessageBox:
    """Ask whether a label file comes back; `decided` hears "mine", "theirs" or "later". Does not wait for the
    answer."""
    ways = (
        tr("Your edits are still here."),
        "",
        tr("Write it again: the file comes back with your labels."),
        tr("Leave it deleted: the picture has no boxes then; you can undo it."),
    )
    box = make_box(parent, tr("{file} was deleted by another program.").format(file=file), "\n".join(ways))
    answers = (
        (tr("Write it again"), "mine", QMessageBox.ButtonRole.AcceptRole),
        (tr("Leave it deleted"), "theirs", QMessageBox.ButtonRole.DestructiveRole),
        (tr("Decide later"), "later", QMessageBox.ButtonRole.RejectRole),
    )
    return _open(box, answers, "mine", "later", decided)


def unsaved_found(
    parent: QWidget, when: str, lines: list[str], usable: bool, decided: Callable[[str], object]
) -> QMessageBox:
    """Offer what a journal holds; `decided` hears "restore", where any of it is `usable`, "discard" or "later". Does
    not wait for the answer."""
    one, more = (
        tr("One picture has edits that were never saved."),
        tr("{count} pictures have edits that were never saved."),
    )
    said = one if len(lines) == 1 else more.format(count=written(len(lines)))
    listed = [f"•  {line}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        listed.append(tr("and {count} more").format(count=written(len(lines) - SHOWN)))
    box = make_box(
        parent,
        said,
        "\n\n".join(
            (
                tr("They are from {time}.").format(time=when),
                "\n".join(listed),
                tr("Restored edits can be undone.") if usable else tr("They are kept until they can be restored."),
            )
        ),
    )
    restore = (tr("Restore"), "restore", QMessageBox.ButtonRole.AcceptRole)
    answers = (
        *([restore] if usable else []),
        (tr("Discard"), "discard", QMessageBox.ButtonRole.DestructiveRole),
        (tr("Later"), "later", QMessageBox.ButtonRole.RejectRole),
    )
    return _open(box, answers, "restore" if usable else "later", "later", decided)


def _open(
    box: QMessageBox,
    answers: tuple[tuple[str, str, QMessageBox.ButtonRole], ...],
    first: str,
    escape: str,
    decided: Callable[[str], object],
) -> QMessageBox:
    buttons = {answer: box.addButton(text, role) for text, answer, role in answers}
    box.setDefaultButton(buttons[first])
    box.setEscapeButton(buttons[escape])

    def answered(_result: int) -> None:
        clicked = box.clickedButton()
        box.deleteLater()
        decided(next((answer for answer, button in buttons.items() if button is clicked), escape))

    box.finished.connect(answered)
    box.open()
    return box
