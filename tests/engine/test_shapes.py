"""The sample: generated scenes that open as a VOC folder, the same for the same seed, with faults where asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.annotation import Annotation, main_instance
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.datasets.shapes import CLASSES, draw_scene, write_scenes
from engine.errors import EngineError
from engine.formats.voc_masks import read_indices
from tests.engine.finishing_for_tests import finish
from tests.engine.pictures_for_tests import whole

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, images: int = 20, seed: int = 0, wrong: int = 0) -> tuple[str, ...]:
    return finish(write_scenes(str(folder), images=images, seed=seed, wrong=wrong))


def read(folder: Path) -> dict[str, Annotation]:
    dataset = open_folder(folder)
    return {record.name: labels.read(dataset.format, record).annotation for record in dataset.records}


def test_boxes_and_masks_fit_the_shapes() -> None:
    for seed in range(20):
        scene = draw_scene(np.random.default_rng(seed))
        assert 1 <= len(scene.instances) <= 3 and set(np.unique(scene.objects)) <= {0, 1, 2, 3, 255}
        areas = [instance.box.area for instance in scene.instances]
        assert all(areas[0] > 1.5 * area for area in areas[1:]), "one is clearly the largest"
        for k, instance in enumerate(scene.instances, 1):
            rows, columns = np.nonzero(scene.objects == k)
            box = instance.box
            edges = columns.min() - box.xmin, rows.min() - box.ymin, box.xmax - columns.max(), box.ymax - rows.max()
            assert all(0 <= edge <= 5 for edge in edges), "the border is void, the box holds it"
            assert (scene.classes[scene.objects == k] == CLASSES.index(instance.label) + 1).all()


def test_the_sample_is_written_fast_and_opens_as_voc(sample: Path) -> None:
    assert float((sample / "seconds").read_text()) < 5
    dataset = open_folder(sample / "sample")
    assert dataset.format == "voc" and len(dataset.records) == 200
    assert {name: len(names) for name, names in dataset.lists.items()} == {
        "train": 117,
        "val": 23,
        "trainval": 140,
        "test": 60,
    }
    assert {path.name for path in sample.iterdir()} == {"sample", "seconds"}, "nothing is left beside it"


def test_the_same_seed_gives_the_same_scenes_and_wrong_labels_are_the_named_ones(tmp_path: Path) -> None:
    assert written(tmp_path / "right") == ()
    wrong = written(tmp_path / "wrong", wrong=6)
    assert len(set(wrong)) == 6
    right_labels, wrong_labels = read(tmp_path / "right"), read(tmp_path / "wrong")
    kinds = set()
    for name, right in right_labels.items():
        other = wrong_labels[name]
        picture = f"JPEGImages/{name}.jpg"
        assert (tmp_path / "right" / picture).read_bytes() == (tmp_path / "wrong" / picture).read_bytes()
        assert (right.instances != other.instances) == (name in wrong)
        if name in wrong:
            main, said = main_instance(right.instances), main_instance(other.instances)
            assert main is not None
            if len(other.instances) < len(right.instances):
                kinds.add("missing")
            else:
                assert said is not None
                kinds.add("class" if said.label != main.label else "box")
    assert kinds == {"missing", "class", "box"}
    third = tmp_path / "third"
    written(third, seed=1)
    assert not np.array_equal(
        whole(third / "JPEGImages" / "scene_0000.jpg"),
        whole(tmp_path / "right" / "JPEGImages" / "scene_0000.jpg"),
    )
    assert read_indices(third / "SegmentationObject" / "scene_0000.png").max() == 255


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(EngineError, match="choose a new or empty folder"):
        written(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(EngineError, match="no more wrong than images"):
        written(tmp_path / "new", images=3, wrong=4)


def test_a_cancelled_call_leaves_nothing(tmp_path: Path) -> None:
    call = write_scenes(str(tmp_path / "sample"))
    next(call)
    call.close()
    assert list(tmp_path.iterdir()) == []
