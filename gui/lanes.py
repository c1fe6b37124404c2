"""The window's engine processes. None of them starts before its first request."""

from __future__ import annotations

from dataclasses import dataclass, fields

from gui.lane import Lane, stop_all
from gui.runs.training import spare_threads


@dataclass(frozen=True, slots=True)
class Lanes:
    """Reader processes for folders, their labels, pictures, thumbnails, checks, matching, surveys and reports, so that
    a long index never holds up what is waited for; the predictor; the process of a run, that of an export, of a
    conversion or of a copy to work in, of augmented pictures to look at, of changes of many pictures, of the search for
    copies that divides a folder and of counting its parts, and of tools that help to draw."""

    folder: Lane
    labels: Lane
    pictures: Lane
    thumbnails: Lane
    more_thumbnails: Lane
    checks: Lane
    survey: Lane
    reports: Lane
    matching: Lane
    predict: Lane
    run: Lane
    export: Lane
    convert: Lane
    augmentations: Lane
    batches: Lane
    parts: Lane
    assist: Lane

    def stop(self) -> None:
        """For good, within 5 s."""
        stop_all(getattr(self, field.name) for field in fields(self))


def make_lanes() -> Lanes:
    """The window comes first, then what is waited for, then what goes on behind it."""
    return Lanes(
        folder=Lane("folder", 1, 1),
        labels=Lane("labels", 1, 5),
        pictures=Lane("pictures", 1, 1),
        thumbnails=Lane("thumbnails", 1, 5),
        more_thumbnails=Lane("thumbnails2", 1, 5),  # another core, for who scrolls fast
        checks=Lane("checks", 1, 10),
        survey=Lane("survey", 1, 10),
        reports=Lane("reports", 1, 5),
        matching=Lane("matching", 1, 5),
        predict=Lane("predict", 1, 5),
        run=Lane("run", spare_threads(), 10),
        export=Lane("export", 1, 5),
        convert=Lane("convert", 1, 5),
        augmentations=Lane("augmentations", 1, 5),
        batches=Lane("batches", 1, 1),
        parts=Lane("parts", 1, 10),
        assist=Lane("assist", 1, 1),
    )
