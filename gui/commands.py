"""What each action of the table does."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, QUrl
from PySide6.QtWidgets import QApplication, QWidget

from engine import places
from gui.actions import CONDITIONS
from gui.acts import Refusal
from gui.canvas.view import ZOOM_NOTCH
from gui.changing import editing
from gui.changing.taking import PARTS, Part
from gui.wording import tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow

LAYERS = {
    "view_truth": "truth",
    "view_prediction": "prediction",
    "view_both": "both",
    "view_side": "side",
    "view_difference": "difference",
    "view_swipe": "swipe",
}
THEMES = {"theme_system": "system", "theme_light": "light", "theme_dark": "dark"}


class Commands(QObject):
    """Connects the window's actions with its parts, and says which of them are able."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        on = window.acts.on
        for name, handler in self._table().items():
            on(name, handler)
        for name, layer in LAYERS.items():
            on(name, partial(setattr, window.viewing, "view", layer))
        for name, choice in THEMES.items():
            on(name, partial(window.settings.set, "theme", choice))
        for digit in range(1, 10):
            on(f"class_{digit}", partial(self._class_key, digit))
        for name in ("select", "box"):
            on(name, partial(setattr, window.canvas, "tool", name))
        for name in ("zoom_in", "zoom_out"):
            window.acts[name].setAutoRepeat(True)

    def _table(self) -> dict:
        window = self._window
        document, canvas, viewing, reviewing = window.document, window.canvas, window.viewing, window.reviewing
        return {
            "open_folder": self._open_folder,
            "open_sample": window.open_sample,
            "open_checkpoint": self._open_checkpoint,
            "save": document.save,
            "save_all": document.save_all,
            "autosave": lambda: window.settings.set("autosave", window.acts["autosave"].isChecked()),
            "quit": window.close,
            "relabel": self._relabel,
            "delete": self.delete,
            "difficult": self._mark_difficult,
            "accept": self._accept,
            **{name: partial(self._accept, part) for name, part in PARTS.items()},
            "masks": lambda: setattr(viewing, "show_masks", window.acts["masks"].isChecked()),
            "outlines": lambda: setattr(viewing, "show_outlines", window.acts["outlines"].isChecked()),
            "colour_by_class": lambda: setattr(viewing, "colour_by_class", window.acts["colour_by_class"].isChecked()),
            "fit": canvas.fit,
            "actual_size": canvas.actual_size,
            "zoom_in": partial(canvas.zoom_by, ZOOM_NOTCH),
            "zoom_out": partial(canvas.zoom_by, 1 / ZOOM_NOTCH),
            "images_dock": lambda: window.left.setVisible(window.acts["images_dock"].isChecked()),
            "instances_dock": lambda: window.right.setVisible(window.acts["instances_dock"].isChecked()),
            "bottom_dock": self._toggle_bottom,
            "next_dock": self._next_dock,
            "next": partial(reviewing.step, 1),
            "previous": partial(reviewing.step, -1),
            "next_unverified": reviewing.next_unverified,
            "verify": reviewing.verify,
            "unverify": partial(editing.verify, document, False),
            "search": self._search,
            "train": self._train,
            "evaluate": self._evaluate,
            "predict": window.training.predict,
            "weights": self.choose_weights,
            "shortcuts": self._show_keys,
            "log": self._show_log,
        }

    def refresh_soon(self, *_: object) -> None:
        """Refresh once, however many signals ask for it before the event loop goes on."""
        self._later.start()

    def refresh(self) -> None:
        """Switch every action on or off, and show which are on."""
        window = self._window
        window.status.zoom.setVisible(window.document.picture is not None)
        document, acts = window.document, window.acts
        able = {
            "folder": document.dataset is not None,
            "picture": document.picture is not None,
            "editable": document.truth is not None,
            "selected": document.selected is not None,
            "unsaved": document.dirty,
            "any_unsaved": bool(document.unsaved),
            "undo": document.undo.canUndo(),
            "redo": document.undo.canRedo(),
            "prediction": document.truth is not None and window.walking.taken() is not None,
            "walked": window.walking.current is not None,
            "object": window.instances.chosen() is not None,
            "prediction_kept": document.truth is not None and document.prediction is not None,
            "toned": not window.viewing.tone.plain,
            "verified": document.truth is not None and document.truth.verified,
            "checkpoint": document.dataset is not None and bool(window.training.checkpoint),
        }
        acts.allow({name for name, is_so in able.items() if is_so})
        chosen = {
            "autosave": window.settings.flag("autosave"),
            "masks": window.viewing.show_masks,
            "outlines": window.viewing.show_outlines,
            "colour_by_class": window.viewing.colour_by_class,
            "difficult": editing.are_difficult(document, document.selection),
            "images_dock": not window.left.isHidden(),
            "instances_dock": not window.right.isHidden(),
            "bottom_dock": not window.bottom.is_folded,
            window.canvas.tool: True,
            f"theme_{window.settings.text('theme')}": True,
            f"language_{window.settings.text('language')}": True,
            f"view_{window.viewing.view}": True,
        }
        for name, is_on in chosen.items():
            if name in acts.by_id:
                acts[name].setChecked(is_on)

    def delete(self) -> None:
        document = self._window.document
        if document.selected is not None:
            editing.delete(document, *sorted(document.selection))

    def _mark_difficult(self) -> None:
        editing.mark_difficult(self._window.document, self._window.document.selection)
        self.refresh_soon()  # where it was refused the tick must not stay

    def ask_label(self, place: QPoint, index: int) -> None:
        """Let a person choose the class of the truth instance `index`, in a popup beside `place` on the screen."""
        from gui.dialogs.label_popup import LabelPopup

        window = self._window
        truth = window.document.truth
        if truth is None or not 0 <= index < len(truth.instances):
            return
        label = truth.instances[index].label or window.document.last_label
        popup = LabelPopup(window.instances.classes.names(), label, window)
        record = window.document.record
        popup.chosen.connect(partial(self._label, record and record.name, truth.instances[index].origin))
        popup.show_at(place)

    def take_class(self, label: str) -> None:
        """Give the selected object this class, and the next box that is drawn."""
        document = self._window.document
        editing.relabel_all(document, document.selection, label)
        document.last_label = label

    def choose_weights(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # dialogs are read when they are asked for

        chosen = QFileDialog.getExistingDirectory(
            self._window, tr("Folder of pretrained weights"), self._window.settings.text("weights")
        )
        if chosen:
            self._window.settings.set("weights", chosen)

    def _label(self, record: str | None, key: int | None, label: str) -> None:
        """Give the object with this key a class, if it and the picture that it is of are still there."""
        document = self._window.document
        if document.truth is None or document.record is None or document.record.name != record:
            return
        index = next((at for at, one in enumerate(document.truth.instances) if one.origin == key), None)
        if index is not None:
            self._window.instances.classes.add(label)
            chosen = document.selection
            editing.relabel_all(document, chosen if index in chosen else (index,), label)
            document.last_label = label

    def _relabel(self) -> None:
        window = self._window
        if window.document.selected is not None:
            self.ask_label(window.canvas.screen_place(window.document.selected), window.document.selected)

    def accept(self, guess: int, partner: int | None, part: Part = "all") -> None:
        """Make the predicted object `guess`, or a part of it, truth, in place of the true object `partner` if it has
        one."""
        editing.accept(self._window.document, guess, self._window.walking.partner(guess, partner), part)

    def _accept(self, part: Part = "all") -> None:
        wanted = self._window.walking.taken()
        if wanted is None:  # pressed before the action was switched off
            raise Refusal(self._window.walking.why_not_taken() or tr(CONDITIONS["prediction"]))
        self.accept(*wanted, part)

    def _class_key(self, digit: int) -> None:
        label = self._window.instances.classes.at(digit)
        if label is None:
            said = tr("No class has the digit {digit}. The list of classes says which have one.")
            self._window.toasts.say(said.format(digit=digit))
        elif not self._window.drawing.takes(label):
            self.take_class(label)

    def _open_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        recent = self._window.settings.texts("recent")
        start = str(Path(recent[0]).parent) if recent else str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Open a folder of pictures"), start)
        if chosen:
            self._window.open_path(Path(chosen))

    def _open_checkpoint(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a checkpoint"), str(places.data()), tr("Checkpoints (*.safetensors)")
        )
        if chosen:
            self._window.use_checkpoint(chosen)

    def _train(self) -> None:
        self._window.bottom.unfold(self._window.train_panel)
        self._window.train_panel.focus_start()

    def _evaluate(self) -> None:
        self._window.bottom.unfold(self._window.evaluation_panel)

    def _toggle_bottom(self) -> None:
        bottom = self._window.bottom
        if bottom.is_folded:
            bottom.unfold()
        else:
            bottom.fold()

    def _search(self) -> None:
        self._window.left.show()
        self._window.images.search.setFocus()
        self._window.images.search.selectAll()

    def _next_dock(self) -> None:
        """Canvas, images, instances, bottom, the newest note, round and round; docks put away are passed over."""
        window = self._window
        stops: list[tuple[QWidget, QWidget]] = [
            (window.strip, window.strip.first),
            (window.middle, window.canvas if window.canvas.isVisible() else window.welcome.open),
        ]
        stops += [(window.left, window.images.list)] if window.left.isVisible() else []
        stops += [(window.right, window.instances.list)] if window.right.isVisible() else []
        stops += [] if window.bottom.is_folded else [(window.bottom, window.bottom.tabs.tabBar())]
        stops += [(note, note.way_in) for note in window.toasts.shown()[-1:]]
        focus = QApplication.focusWidget()
        here = next((i for i, (home, _) in enumerate(stops) if focus is not None and home.isAncestorOf(focus)), -1)
        stops[(here + 1) % len(stops)][1].setFocus(Qt.FocusReason.TabFocusReason)

    def _show_keys(self) -> None:
        from gui.dialogs.shortcuts import Shortcuts  # dialogs are read when they are asked for

        Shortcuts(self._window.acts, self._window).open()

    def _show_log(self) -> None:
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(places.data() / "log")))
