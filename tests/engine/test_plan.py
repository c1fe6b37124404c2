"""What is said before a run starts: how much there is to learn from, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets.splits import Split
from engine.recipes import RECIPES
from engine.runs import FitSettings
from engine.training.beginning import begin
from engine.training.phases import Course
from engine.training.plan import lacks, plan
from tests.engine.training_for_tests import NAMES, SPLIT, finish

if TYPE_CHECKING:
    from engine.datasets.index import Index

RECIPE = RECIPES["multi-small"]


def with_classes(found: Index, labels: list[int]) -> Index:
    """The scenes with these image labels, of the classes red, green and blue."""
    return replace(found, classes=("blue", "green", "red"), image_label=np.array(labels, np.int32))


def test_a_folder_that_has_everything_lacks_nothing(found: Index) -> None:
    full = with_classes(found, [0, 1] * 6)
    assert len(full.mask_classes) > 1 and lacks(RECIPE, RECIPE, full, SPLIT) == []
    binary = replace(full, mask_classes=("star",))
    assert lacks(RECIPE, RECIPE, binary, SPLIT) == ["the masks have one class, star: it is told from the background"]


def test_missing_labels_are_named_head_by_head(found: Index) -> None:
    bare = replace(with_classes(found, [0, 1] * 6), has_mask=np.zeros_like(found.has_mask))
    made = RECIPE.with_heads(("class", "box"))
    assert lacks(RECIPE, made, bare, SPLIT) == ["no picture has a mask: masks are not learnt"]
    some = found.has_mask.copy()
    some[:5] = False
    assert "3 of 8 pictures to learn from have a mask" in lacks(RECIPE, RECIPE, replace(bare, has_mask=some), SPLIT)
    some[:8] = False
    said = lacks(RECIPE, RECIPE, replace(bare, has_mask=some), SPLIT)
    assert "no picture to learn from has a mask: what is known of it stays as it is" in said


def test_classes_that_cannot_be_learnt_or_measured_are_named(found: Index) -> None:
    made = RECIPE.with_heads(("class",))
    one = with_classes(found, [1] * 12)
    assert lacks(made, made, one, SPLIT) == [
        "everything here is of one class, green: there is no other to tell it from"
    ]
    only_tested = with_classes(found, [0, 1] * 5 + [2, 0])
    assert lacks(made, made, only_tested, SPLIT) == [
        "the class red is in no picture to learn from, and will never be said rightly",
        "the class green is in no picture of the test part: how well it is learnt is not measured",
    ]
    lonely = Split(SPLIT.train[:1], SPLIT.validation, SPLIT.test)
    assert "there is one picture to learn from: it will be learnt by heart, and little else" in lacks(
        made, made, only_tested, lonely
    )


def test_the_plan_says_it_to_people_and_to_programs(found: Index) -> None:
    settings = FitSettings(str(found.dataset.root), RECIPE.name, "", weights="none")
    beginning = finish(begin(settings, found))
    how = beginning.hyperparameters(settings)
    step = plan(beginning, RECIPE, Course(10, 6), how, found, SPLIT, NAMES[:2], "CPU, 2 threads")
    assert step.kind == "plan" and step.what.startswith(
        "Learning from 8 pictures (8 with a class, 8 with a box, 8 with a mask), 2 choose the epoch; starting from "
        "random weights, as asked for, the backbone stays as it is for 6 epochs, then everything learns for 4. "
        "2 corrected pictures are seen 2 times as often"
    )
    values = dict(step.values)
    missing = values.pop("missing")
    assert isinstance(missing, list) and missing == lacks(RECIPE, RECIPE, found, SPLIT)
    counts = {"train": 8, "validation": 2, "class": 8, "box": 8, "mask": 8}
    assert values == {
        "frozen": True,
        "counts": counts,
        "corrected": 2,
        "epochs": 10,
        "frozen_epochs": 6,
        "device": "CPU, 2 threads",
    }
    lonely = plan(
        beginning, RECIPE, Course(2, 1), how, found, Split(*map(tuple, (NAMES[:1], NAMES[1:2], NAMES[2:]))), (), "CPU"
    )
    assert lonely.what.startswith("Learning from 1 picture (1 with a class, 1 with a box, 1 with a mask), 1 chooses")
    assert "for 1 epoch, then" in lonely.what


def test_recipes_meant_for_random_weights_need_not_be_asked(found: Index) -> None:
    assert [name for name, recipe in RECIPES.items() if recipe.random_start]
    settings = FitSettings(str(found.dataset.root), "unet", "")
    beginning = finish(begin(settings, found))
    assert not beginning.known and beginning.origin == "random weights, which unet is made for"
    assert beginning.hyperparameters(settings).frozen_epochs(5) == 0
