"""What a person may set of a training, and what is said where they set something else."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import pytest

from engine.errors import EngineError
from engine.hyperparameters import Hyperparameters, allowed, checked, parse
from engine.recipes import RECIPES
from engine.runs import FitSettings

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = Hyperparameters(epochs=4)


def test_every_field_is_read_from_its_own_text() -> None:
    for field in fields(Hyperparameters):
        value = getattr(PLAIN, field.name)
        assert parse(f"{field.name}={value}") == (field.name, value)
        assert type(checked(field.name, str(value))) is type(value)


def test_the_recipes_own_values_are_all_ones_a_person_could_set() -> None:
    for recipe in RECIPES.values():
        for own in (recipe.training, recipe.scratch):
            assert own.with_set(asdict(own)) == own


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rat=1", "there is no hyperparameter 'rat'; there are epochs, unfrozen, rate"),
        ("rate", "'rate' is not NAME=VALUE; there are epochs"),
        ("rate=fast", "rate cannot be fast; it is a number from 1e-9 to 10"),
        ("rate=nan", "rate cannot be nan"),
        ("rate=-1", "rate cannot be -1"),
        ("batch=0", "batch cannot be 0; it is a whole number from 1 to 1,000,000"),
        ("batch=1.5", "batch cannot be 1.5; it is a whole"),
        ("optimizer=adam", "optimizer cannot be adam; choose one of adamw, sgd"),
        ("mask_loss=", "mask_loss cannot be ; choose one of cross-entropy, focal, dice, lovasz"),
    ],
)
def test_a_wrong_name_or_value_is_one_line_that_lists_what_there_is(text: str, said: str) -> None:
    with pytest.raises(EngineError) as caught:
        parse(text)
    assert str(caught.value).startswith(said) and "\n" not in str(caught.value)


def test_what_is_set_replaces_what_the_recipe_has() -> None:
    changed = PLAIN.with_set({"rate": 1e-4, "schedule": "one-cycle"})
    assert (changed.rate, changed.schedule, changed.batch) == (1e-4, "one-cycle", PLAIN.batch)
    with pytest.raises(EngineError, match="no hyperparameter 'speed'"):
        PLAIN.with_set({"speed": 1})
    assert allowed("ema") == "it is a number from 0 to 0.99999"


def test_settings_carry_them_as_plain_json(tmp_path: Path) -> None:
    settings = FitSettings(str(tmp_path), "multi-small", "out", hyperparameters={"rate": 0.01, "optimizer": "sgd"})
    assert FitSettings.from_json(settings.to_json()) == settings
    assert FitSettings.from_json('{"folder": "a", "recipe": "b", "out": "c", "gone": 1}').hyperparameters == {}


def test_the_last_epochs_are_those_that_train_the_backbone() -> None:
    assert Hyperparameters(10, unfrozen=3).frozen_epochs(10) == 7
    assert Hyperparameters(10, unfrozen=30).frozen_epochs(10) == 0
    whole = Hyperparameters(10, unfrozen=10)
    assert whole.frozen_epochs(50) == 0 == whole.with_set({"epochs": 50}).frozen_epochs(50)
    assert whole.with_set({"epochs": 50, "unfrozen": 5}).frozen_epochs(50) == 45
