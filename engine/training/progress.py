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
    one done, `best` the best validation score (None before one was measured) and `best_epoch` its epoch. `precision` is
    that of the phase under way, "" before it has one. `corrected` names the pictures seen more often."""

    course: Course
    asked: int
    epoch: int = 0
    best: float | None = None
    best_epoch: int = 0
    precision: str = ""
    corrected: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return self.epoch >= self.course.epochs

    def after(self, epoch: int, score: float | None, phase: Phase, patience: int) -> Progress:
        """The progress after `epoch`, whose validation score this is. Where it is the best, or none can be measured,
        `best_epoch` is `epoch`. `patience` epochs of the phase without a better one end it."""
        best = self.best is None or score is None or score > self.best
        now = replace(self, epoch=epoch, best=score, best_epoch=epoch) if best else replace(self, epoch=epoch)
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
            int(values["best_epoch"]),
            str(values["precision"]),
            tuple(str(name) for name in values["corrected"]),
        )
