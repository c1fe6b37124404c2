"""How far a run is: what `last.safetensors` carries beside the tensors."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.training.phases import Course

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.training.phases import Phase


@dataclass(frozen=True, slots=True)
class Progress:
    """`asked` epochs were asked for; `course` is what became of that, where patience ended a phase. `epoch` is the last
    one done, `best` the best validation score (None before one was measured), `best_loss` what validation lost there,
    `best_epoch` that epoch. `precision` is that of the phase under way, "" before it has one. `corrected` names the
    pictures seen more often."""

    course: Course
    asked: int
    epoch: int = 0
    best: float | None = None
    best_loss: float = 0.0
    best_epoch: int = 0
    precision: str = ""
    corrected: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return self.epoch >= self.course.epochs

    def after(self, epoch: int, score: float | None, lost: float, phase: Phase, patience: int) -> Progress:
        """The progress after `epoch`, whose validation score and loss these are. Where it is the best, or none can be
        measured, `best_epoch` is `epoch`; of epochs with one score, such as a detector's first that find nothing, the
        one that lost least is. `patience` epochs of the phase without a better one end it."""
        if self.best is None or score is None:
            best = True
        else:
            best = score > self.best or (score == self.best and lost < self.best_loss)
        now = replace(self, epoch=epoch)
        if best:
            now = replace(now, best=score, best_loss=lost, best_epoch=epoch)
        waited = epoch - max(now.best_epoch, phase.first - 1)
        return replace(now, course=self.course.cut(epoch)) if patience and waited >= patience else now

    def resumed(self, asked: int, frozen: int) -> Progress:
        """The same, now that `asked` epochs are asked for, of which `frozen` keep the backbone. A backbone that has
        begun to learn goes on learning."""
        if asked == self.asked:
            return self
        kept = self.course.frozen if self.epoch > self.course.frozen else max(frozen, self.epoch)
        return replace(self, asked=asked, course=Course(asked, min(kept, asked)))

    def values(self) -> dict[str, Any]:
        """Plain values that `from_values` takes back."""
        found = asdict(self) | {"corrected": list(self.corrected), "epochs": self.course.epochs}
        return found | {"course": [self.course.epochs, self.course.frozen]}

    @staticmethod
    def from_values(values: Mapping[str, Any]) -> Progress:
        """Raises KeyError, TypeError or ValueError where they are not `values`."""
        epochs, frozen = values["course"]
        best = values["best"]
        return Progress(
            Course(int(epochs), int(frozen)),
            int(values["asked"]),
            int(values["epoch"]),
            None if best is None else float(best),
            float(values.get("best_loss", 0.0)),  # a run of an older version has none
            int(values["best_epoch"]),
            str(values["precision"]),
            tuple(str(name) for name in values["corrected"]),
        )
