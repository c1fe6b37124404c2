"""The window's engine processes. None of them starts before its first request."""

from __future__ import annotations

import os
from dataclasses import dataclass

from gui.lane import Lane, stop_all


@dataclass(frozen=True, slots=True)
class Lanes:
    """Reader processes for folders, their labels, pictures, thumbnails, checks, matching, surveys and reports, so that
    a long index never holds up what is waited for; the predictor; the process of a run, and that of an export."""

    folder: Lane
    labels: Lane
    pictures: Lane
    thumbnails: Lane
    checks: Lane
    survey: Lane
    reports: Lane
    matching: Lane
    predict: Lane
    run: Lane
    export: Lane

    def stop(self) -> None:
        """For good, within 5 s."""
        readers = self.pictures, self.thumbnails, self.checks, self.matching, self.labels, self.folder
        stop_all((self.run, self.predict, self.export, self.survey, self.reports, *readers))


def make_lanes() -> Lanes:
    """The window comes first, then what is waited for, then what goes on behind it."""
    spare = max(1, (os.cpu_count() or 2) - 1)
    return Lanes(
        folder=Lane("folder", 1, 1),
        labels=Lane("labels", 1, 5),
        pictures=Lane("pictures", 1, 1),
        thumbnails=Lane("thumbnails", 1, 5),
        checks=Lane("checks", 1, 10),
        survey=Lane("survey", 1, 10),
        reports=Lane("reports", 1, 5),
        matching=Lane("matching", 1, 5),
        predict=Lane("predict", 1, 5),
        run=Lane("run", spare, 10),
        export=Lane("export", 1, 5),
    )
