"""Leaving: nothing is lost unasked, a run leaves what it has learnt, every thread and process is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.document import Document
    from gui.runs.training import Training
    from gui.settings import Settings


def may_lose(window: QWidget, document: Document, settings: Settings) -> bool:
    """Whether the open folder may be left. Edits are saved where the setting says so or a person does."""
    if document.records.held:
        from gui.dialogs import questions  # dialogs are read when they are asked for

        if not questions.stop_writing(window, len(document.records.held)):
            return False
    if document.unsaved and settings.flag("autosave"):
        document.save_all()
    if not document.unsaved:
        return True
    from gui.dialogs import questions  # dialogs are read when they are asked for

    answer = questions.unsaved(window, document.unsaved, document.note())
    if answer == "discard":
        document.given_up.emit()
    return answer in ("discard", "later") or (answer == "save" and document.save_all())


def may_stop(window: QWidget, training: Training) -> bool:
    """Whether a run that is under way may be stopped; True where there is none."""
    if training.state == "idle":
        return True
    from gui.dialogs import questions

    return questions.close_while_training(window, training.number)
