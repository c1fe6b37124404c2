"""The phases of a run: first the heads learn while the backbone stays as it came, then everything does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phase:
    """Epochs `first` to `last`, counted from 1, both included, with a learning rate and an optimizer of their own."""

    first: int
    last: int
    frozen: bool

    @property
    def epochs(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Course:
    """`epochs` in all, of which the first `frozen` keep the backbone."""

    epochs: int
    frozen: int

    def phase(self, epoch: int) -> Phase:
        """The phase that `epoch` lies in."""
        if epoch <= self.frozen:
            return Phase(1, min(self.frozen, self.epochs), True)
        return Phase(self.frozen + 1, self.epochs, False)

    def cut(self, epoch: int) -> Course:
        """This course where the phase of `epoch` ends with it; the next one is as long as it was to be."""
        if epoch < self.frozen < self.epochs:
            return Course(epoch + self.epochs - self.frozen, epoch)
        return self if epoch == self.frozen else Course(epoch, min(self.frozen, epoch))
