"""Tab walks from one disagreement to the next, through this picture and on to the next that has one; Enter takes the
prediction for it, Backspace leaves the label as it is and passes it over from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.changing.taking import PARTS
from gui.review import disagreements, pairs
from gui.wording import tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.review.disagreements import Disagreement, Place
    from gui.review.matching import Counts


def connect(window: MainWindow) -> None:
    window.walking = Walking(window)


class Walking(QObject):
    """`changed` when another disagreement, or none, is the `current` one."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.current: Disagreement | None = None
        self._place: Place | None = None
        self._record = ""
        self._rejected: set[tuple[str, Place]] = set()
        window.document.opened.connect(self._rejected.clear)  # other objects have these names there
        self._bound, self._way = -1, 0
        self._on = QTimer(self, singleShot=True, interval=0)
        self._on.timeout.connect(self._go_on)
        acts, document = window.acts, window.document
        acts.on("next_disagreement", lambda: self.step(1))
        acts.on("previous_disagreement", lambda: self.step(-1))
        acts.on("reject", self.reject)
        window.instances.offer([acts[name] for name in (*PARTS, "accept")])
        window.instances.reject_wanted.connect(self.reject)
        window.instances.offer_walk(False)
        self.changed.connect(self._offer)
        acts.on("hide_object", lambda: window.instances.toggle("eye"))
        acts.on("lock", lambda: window.instances.toggle("lock"))
        self.changed.connect(window.commands.refresh_soon)
        document.shown.connect(self._shown)
        window.reviewing.arrived.connect(self._arrived)
        window.reviewing.moved.connect(self._moved)
        window.reviewing.ended.connect(self._say_end)
        for signal in (document.changed, document.prediction_changed, window.viewing.changed):
            signal.connect(self._look_again)

    # walking

    def step(self, way: int) -> None:
        """Go to the next disagreement (`way` 1) or the one before (-1), in this picture or another of the list."""
        window = self._window
        self._way = 0
        if window.document.prediction is None and not window.training.checkpoint:
            said = tr("There are no predictions to compare with. Train a network or open a checkpoint first.")
            window.toasts.say(said)
            return
        found = disagreements.following(self.here(), self._place, way)
        if found is not None:
            self._go_to(found)
        else:
            self._leave(way)

    def _say_end(self, said: str) -> None:
        """Once, however long a key is held."""
        if all(note.text != said for note in self._window.toasts.shown()):
            self._window.toasts.say(said)

    def here(self) -> tuple[Disagreement, ...]:
        """Those of the shown picture that are walked to."""
        document, viewing = self._window.document, self._window.viewing
        if document.picture is None or document.record is None:
            return ()
        found = disagreements.disagreements(
            document.truth, document.prediction, viewing.confidence, viewing.iou_threshold
        )
        hidden = viewing.hidden_classes
        return tuple(
            each
            for each in found
            if not {each.label or each.guessed, each.guessed or each.label} <= hidden
            and (document.record.name, each.place) not in self._rejected
        )

    def _go_to(self, found: Disagreement) -> None:
        window = self._window
        if window.viewing.view in ("truth", "prediction"):
            window.viewing.view = "difference"  # half of what is walked to would not be seen
        self._place = found.place
        window.document.select(found.truth)
        if found.truth is None and found.prediction is not None:
            window.instances.choose("prediction", found.prediction)
        window.canvas.camera.zoom_to(found.box)
        self._show(found)

    def _show(self, found: Disagreement | None) -> None:
        self.current = found
        self._window.canvas.scene.walk_to(() if found is None else found.keys)
        self._window.strip.say_walked("" if found is None else found.kind, "" if found is None else found.words)
        self.changed.emit()

    def _offer(self) -> None:
        found = self.current
        pair = (None, None) if found is None else (found.truth, found.prediction)
        self._window.instances.offer_walk(found is not None, *pair)

    def _leave(self, way: int) -> None:
        """To the next picture of the list that has a disagreement, or may have one."""
        window = self._window
        step = way
        while (position := window.images.neighbour(step)) is not None:
            counts = window.matching.counts(position)
            if counts is None or self._worth(counts):
                self._bound, self._way = position, way
                window.reviewing.go(position)
                return
            step += way
        end = tr("That was the last disagreement of the list.") if way > 0 else tr("That was the first of the list.")
        window.toasts.say(end)

    def _worth(self, counts: Counts) -> bool:
        """Whether a picture with these counts has something to walk to."""
        wrong, worst = counts.false + counts.missed + counts.mislabelled > 0, counts.worst_iou
        return wrong or (worst is not None and worst < pairs.stricter(self._window.viewing.iou_threshold))

    def _moved(self, position: int) -> None:
        if position != self._bound:
            self._way = 0  # somebody went elsewhere

    def _arrived(self, position: int) -> None:
        if self._way and position == self._bound:
            self._on.start()

    def _go_on(self) -> None:
        """A picture that the walk went to is there: to its first (or last) disagreement, or on if it has none."""
        way, self._way = self._way, 0
        if not way:
            return
        found = disagreements.following(self.here(), None, way)
        if found is not None:
            self._go_to(found)
        elif self._window.document.prediction is None and self._window.document.picture is not None:
            self._window.strip.say_walked("", tr("Not predicted yet"))
        else:
            self._leave(way)

    # what changes meanwhile

    def _shown(self) -> None:
        record = self._window.document.record
        name = "" if record is None else record.name
        if name != self._record:
            self._record, self._place = name, None
            self._show(None)
        else:
            self._look_again()

    def _look_again(self) -> None:
        """Edits and sliders may have settled the current one, or moved it among the objects."""
        if self.current is not None:
            again = next((each for each in self.here() if each.place == self._place), None)
            if again != self.current:
                self._show(again)

    # deciding

    def partner(self, guess: int, partner: int | None) -> int | None:
        """The true object that a predicted one takes the place of: that of the walk, where it has come to this one."""
        current = self.current
        return current.truth if current is not None and current.prediction == guess else partner

    def taken(self) -> tuple[int, int | None] | None:
        """The predicted object that Enter takes, and the true one it takes the place of; None where there is none."""
        if self.current is not None and self.current.prediction is not None:
            return self.current.prediction, self.current.truth
        row = self._window.instances.to_accept()
        return None if row is None else (row.index, row.partner)

    def why_not_taken(self) -> str:
        """Which keys decide the current disagreement, where it has nothing to take; "" where it has, or there is
        none."""
        if self.current is None or self.current.prediction is not None:
            return ""
        acts = self._window.acts
        delete, reject = (acts.keys_text(name).partition(",")[0] or acts[name].text() for name in ("delete", "reject"))
        said = tr("Nothing was predicted here. {delete} deletes the label, {reject} leaves it as it is.")
        return said.format(delete=delete, reject=reject)

    def reject(self) -> None:
        """Leave the label of the current disagreement as it is: the walk passes it over until the program ends."""
        found = self.current
        if found is None:
            return
        self._rejected.add((self._record, found.place))
        self._window.document.select(None)
        self._show(None)
        self._window.strip.say_walked("", tr("{words}: left as it is").format(words=found.words))
