"""What a run will learn from how many pictures, and what is missing: said before it starts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.steps import Step
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.datasets.index import Index
    from engine.datasets.splits import Split
    from engine.hyperparameters import Hyperparameters
    from engine.recipes import Recipe
    from engine.training.beginning import Beginning
    from engine.training.phases import Course

_WORDS = {"class": "a class", "box": "a box", "mask": "a mask", "detections": "their objects"}
_NOT_LEARNT = {
    "class": "no picture has a class: classes are not learnt",
    "box": "no picture has a box: the box is not learnt",
    "mask": "no picture has a mask: masks are not learnt",
    "detections": "no picture has an object: detection is not learnt",
}
_NAMED = 3
"""So many classes are named where there are more."""


def plan(
    beginning: Beginning,
    asked: Recipe,
    course: Course,
    hyperparameters: Hyperparameters,
    index: Index,
    split: Split,
    corrected: Sequence[str],
    device: str,
) -> Step:
    """The Step "plan": sentences, and for programs {"frozen" (whether the backbone is kept at first), "counts"
    {"train", "validation", and of each head the training pictures that teach it}, "missing" (sentences), "corrected"
    (how many pictures), "epochs", "frozen_epochs", "device"}. `asked` is the recipe with all its heads."""
    counts = _counts(beginning.recipe, index, split.train)
    missing = lacks(asked, beginning.recipe, index, split)
    heads = ", ".join(f"{counts[head]} with {_WORDS[head]}" for head in beginning.recipe.heads)
    pictures, choosing = counted(len(split.train), "picture"), counted(len(split.validation), "chooses", "choose")
    said = [
        f"Learning from {pictures} ({heads}), {choosing} the epoch; starting from {beginning.origin}, {_phases(course)}"
    ]
    if corrected:
        said.append(f"{_times(len(corrected), hyperparameters.corrected_weight)}")
    values = {
        "frozen": course.frozen > 0,
        "counts": {"train": len(split.train), "validation": len(split.validation), **counts},
        "missing": missing,
        "corrected": len(corrected),
        "epochs": course.epochs,
        "frozen_epochs": course.frozen,
        "device": device,
    }
    return Step(
        ". ".join(sentence[:1].upper() + sentence[1:] for sentence in (*said, *missing)), kind="plan", values=values
    )


def lacks(asked: Recipe, made: Recipe, index: Index, split: Split) -> list[str]:
    """What is missing, a sentence each: labels of a head, a second class, pictures of a class in a part, a second
    picture."""
    counts = _counts(asked, index, split.train)
    found = [_NOT_LEARNT[head] for head in asked.heads if head not in made.heads]
    for head in made.heads:
        if counts[head] == 0:
            found.append(f"no picture to learn from has {_WORDS[head]}: what is known of it stays as it is")
        elif counts[head] < len(split.train):
            have = "has" if counts[head] == 1 else "have"
            found.append(f"{counts[head]:,} of {len(split.train):,} pictures to learn from {have} {_WORDS[head]}")
    if len(split.train) == 1:
        found.append("there is one picture to learn from: it will be learnt by heart, and little else")
    if "class" in made.heads or "detections" in made.heads:
        found += _of_classes(_classes(made, index, split))
    if "mask" in made.heads and len(index.mask_classes) == 1:
        found.append(f"the masks have one class, {index.mask_classes[0]}: it is told from the background")
    return found


def _counts(recipe: Recipe, index: Index, names: Sequence[str]) -> dict[str, int]:
    places = [index.position(name) for name in names]
    targets = [index.target(place) for place in places]
    every = {
        "class": sum(label >= 0 for label, _ in targets),
        "box": sum(box is not None for _, box in targets),
        "mask": int(index.has_mask[places].sum()),
        "detections": int(index.told[places].sum()),
    }
    return {head: every[head] for head in recipe.heads}


def _classes(recipe: Recipe, index: Index, split: Split) -> dict[str, Counter[str]]:
    """How often each class occurs in each part: pictures, or objects where those are found."""
    found = {}
    for part in ("train", "validation", "test"):
        places = [index.position(name) for name in getattr(split, part)]
        if "class" in recipe.heads:
            labels = [int(index.image_label[place]) for place in places]
        else:
            inside = set(places)
            labels = [int(label) for owner, label in zip(index.owner, index.label, strict=True) if int(owner) in inside]
        found[part] = Counter(index.classes[label] for label in labels if label >= 0)
    return found


def _of_classes(parts: Mapping[str, Counter[str]]) -> list[str]:
    there = sorted(set().union(*parts.values()))
    if len(there) == 1:
        return [f"everything here is of one class, {there[0]}: there is no other to tell it from"]
    found = []
    unlearnt = [name for name in there if not parts["train"][name]]
    if unlearnt:
        found.append(f"{_listed(unlearnt)} in no picture to learn from, and will never be said rightly")
    unmeasured = [name for name in there if parts["train"][name] and not parts["test"][name]]
    if unmeasured and parts["test"]:
        found.append(f"{_listed(unmeasured)} in no picture of the test part: how well it is learnt is not measured")
    return found


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    words = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"the class {words} is" if len(names) == 1 else f"the classes {words} are"


def _phases(course: Course) -> str:
    if course.frozen >= course.epochs:
        return "the backbone stays as it is"
    if course.frozen == 0:
        return "everything learns"
    rest = course.epochs - course.frozen
    return f"the backbone stays as it is for {counted(course.frozen, 'epoch')}, then everything learns for {rest}"


def _times(count: int, weight: int) -> str:
    pictures = counted(count, "corrected picture is", "corrected pictures are")
    return f"{pictures} seen {weight} times as often" if weight > 1 else f"{pictures} seen as often as the others"
