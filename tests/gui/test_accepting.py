"""Accepting confident predictions in a real window: of this picture, or of all that the list shows, as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import predictions
from engine.annotation import Annotation, Box, Instance
from gui.changing.accepting import Acceptings
from tests.gui.batching import files, on_disk, said, settle
from tests.gui.driving import PATIENCE, act, truth

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.dialogs.accepting import AcceptingDialog
    from gui.main_window import MainWindow

KEY = "0123456789abcdef"


def sure(window: MainWindow, *positions: int) -> None:
    """Keep a confident prediction of a new object, and a faint one, for the pictures at these positions."""
    dataset = window.document.dataset
    assert dataset is not None
    for place in positions:
        new = Instance("ring", Box(1, 1, 12, 12), score=0.95)
        faint = Instance("ring", Box(30, 1, 42, 12), score=0.5)
        predictions.store(KEY, dataset.records[place].image, Annotation(320, 240, (new, faint), source=KEY))
    window.showing.set_checkpoint(KEY)
    window.training.checkpoint = "kept"


def accept_dialog(window: MainWindow) -> AcceptingDialog:
    window.commands.refresh()
    room = window.findChild(Acceptings)
    assert isinstance(room, Acceptings)
    room.ask()
    assert room.dialog is not None
    return room.dialog


def test_all_confident_predictions_of_the_list_are_accepted_as_one_step(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    before = files(folder)
    sure(opened, 0, 1, 2, 5)
    assert opened.document.dataset is not None
    names = opened.document.dataset.records.name
    opened.images.show_only([names[0], names[1], names[5], names[6]], "chosen")
    dialog = accept_dialog(opened)
    qtbot.waitUntil(dialog.counting.does.isEnabled, timeout=PATIENCE)
    assert "3 added, 0 replaced in 3 pictures. 0 left as they are." in dialog.counting.said.text()
    assert "what the list shows (4 pictures)" in dialog.where.text() and dialog.counting.does.text() == "Accept 3"
    dialog.counting.does.click()
    settle(qtbot, opened)
    assert [name for name, each in on_disk(opened).items() if "ring" in each] == [names[0], names[1], names[5]]
    assert "3 objects added, in 3 pictures" in said(opened)
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert files(folder) == before


def test_a_lower_score_is_counted_anew(qtbot: QtBot, opened: MainWindow) -> None:
    sure(opened, 1, 2)
    dialog = accept_dialog(opened)
    qtbot.waitUntil(dialog.counting.does.isEnabled, timeout=PATIENCE)
    dialog.score.setValue(0.4)
    assert not dialog.counting.does.isEnabled()
    qtbot.waitUntil(dialog.counting.does.isEnabled, timeout=PATIENCE)
    assert "4 added" in dialog.counting.said.text()
    dialog.reject()
    assert not opened.document.undo.count()


def test_accepting_here_takes_what_has_no_partner(qtbot: QtBot, opened: MainWindow) -> None:
    here = truth(opened)
    near = here.instances[0].box.moved(1, 0)
    guesses = (
        Instance("ring", Box(1, 1, 12, 12), score=0.95),
        Instance("ring", Box(30, 1, 42, 12), score=0.5),
        Instance(here.instances[0].label, near, score=0.99),
    )
    opened.document.set_prediction(Annotation(here.width, here.height, guesses, source="test"))
    act(qtbot, opened, "accept_here")
    assert [one.label for one in truth(opened).instances] == [*(one.label for one in here.instances), "ring"]
    assert truth(opened).instances[0] == here.instances[0] and "1 has a box already" in said(opened)
    act(qtbot, opened, "undo")
    assert truth(opened).instances == here.instances
