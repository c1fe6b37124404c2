"""The closed table of calls: what a window may ask of an engine process, and where the work lies.

Each is a generator function: it yields `Step`s at least every 500 ms and returns its result. The functions are found
where they run, so that the window names them without importing them. `build.spec` takes its hidden imports from here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator, Mapping
from typing import cast

from engine.steps import Step

CALLS: Mapping[str, str] = {
    "open": "engine.reading:open_folder",
    "list": "engine.reading:list_folder",
    "picture": "engine.reading:picture",
    "thumbnails": "engine.thumbnails:thumbnails",
    "index": "engine.datasets.index:index",
    "check": "engine.checking:check",
    "sample": "engine.datasets.shapes:write_scenes",
    "look_after": "engine.safekeeping.upkeep:look_after",
    "recover": "engine.safekeeping.upkeep:recover",
    "copy": "engine.safekeeping.upkeep:copy",
    "plan_batch": "engine.batches:plan",
    "write_batch": "engine.batches:write",
    "put_back_batch": "engine.batches:put_back",
    "fit": "engine.fine_tuning:fit",
    "predict": "engine.prediction:predict_folder",
    "evaluate": "engine.evaluation:evaluate",
    "convert": "engine.conversion:convert",
    "device": "engine.device:look",
    "find_rate": "engine.training.rate_finder:find_rate",
    "augmentations": "engine.training.preview:augmentations",
    "runs": "engine.kept_runs:list_runs",
    "compare": "engine.kept_runs:compare_runs",
    "survey": "engine.datasets.surveying:survey",
    "export": "engine.exporting.export:export",
    "match": "engine.matching:match",
    "rank": "engine.review.ranking:rank",
    "changes": "engine.review.changes:changes",
    "fill": "engine.assist:fill",
    "wand": "engine.assist:wand",
    "cut_out": "engine.assist:cut_out",
    "outline": "engine.assist:outline",
    "components": "engine.assist:components",
    "follow": "engine.assist:follow",
    "parts": "engine.folder_parts:parts",
    "part_sizes": "engine.folder_parts:part_sizes",
}

Call = Callable[..., Generator[Step, None, object]]


def find(name: str, table: Mapping[str, str] = CALLS) -> Call:
    """The generator function of the call `name`. Raises LookupError for a name that is not in the table."""
    if name not in table:
        raise LookupError(f"no call is named {name!r}; there are {', '.join(sorted(table))}")
    module, function = table[name].split(":")
    return cast("Call", getattr(importlib.import_module(module), function))
