"""Leaving: nothing is lost unasked, a run leaves what it has learnt, every thread and process is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.document import Document
    from gui.main_window import MainWindow
    from gui.settings import Settings


def may_lose(window: QWidget, document: Document, settings: Settings) -> bool:
    """Whether the open folder may be left. Edits are saved where the setting says so or a person does."""
    if document.records.held:
        from gui.dialogs import questions  # dialogs are read when they are asked for

        if not questions.stop_writing(window, len(document.records.held)):
            return False
    if document.unsaved and settings.flag("autosave") and not document.unwritable:
        document.save_all()
    if not document.unsaved:
        return True
    from gui.dialogs import questions  # dialogs are read when they are asked for

    answer = questions.unsaved(window, document.unsaved, document.note())
    document.given_up.emit(answer == "discard")  # each time: who stays after all may answer otherwise the next time
    return answer in ("discard", "later") or (answer == "save" and document.save_all())


def may_stop(window: MainWindow) -> bool:
    """Whether a run, and what writes files of its own, may be stopped; True where nothing is under way."""
    training, writing = window.training, window.lanes.convert.busy or window.lanes.export.busy
    from gui.dialogs import questions

    return (training.state == "idle" or questions.close_while_training(window, training.number)) and (
        not writing or questions.stop_files(window)
    )
