"""Predictions for scoring, made from the truth of a VOC folder and written in every form there is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import cli
from engine.formats import voc

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True)
class Said:
    """A detection in VOC's pixels, 1-based and inclusive."""

    picture: str
    label: str
    score: float
    corners: tuple[int, int, int, int]


def predicted(folder: Path, seed: int = 0) -> list[Said]:
    """Each object of the VOC folder once or twice, some moved, some called otherwise, some of no object."""
    random = np.random.default_rng(seed)
    found = []
    files = sorted((folder / "Annotations").glob("*.xml"))
    labels = sorted({one.label for path in files for one in voc.parse(path, path.read_bytes()).instances})
    for path in files:
        for one in voc.parse(path, path.read_bytes()).instances:
            for _ in range(int(random.integers(0, 3))):
                x1, y1, x2, y2 = (int(edge) for edge in voc.file_edges(one.box))
                shift = random.integers(-9, 10, 4)
                corners = (x1 + shift[0], y1 + shift[1], max(x2 + shift[2], x1 + 9), max(y2 + shift[3], y1 + 9))
                label = one.label if random.random() < 0.8 else labels[int(random.integers(len(labels)))]
                score = round(float(random.uniform(0.1, 1)), 2)
                found.append(Said(path.stem, label, score, tuple(int(corner) for corner in corners)))
    return found


def as_texts(said: list[Said], out: Path) -> Path:
    out.mkdir()
    for name in {one.picture for one in said}:
        lines = [f"{one.label} {one.score} {' '.join(map(str, one.corners))}" for one in said if one.picture == name]
        (out / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return out


def as_voc(said: list[Said], out: Path) -> Path:
    out.mkdir()
    for name in {one.picture for one in said}:
        objects = "".join(
            f"<object><name>{one.label}</name><score>{one.score}</score><bndbox>"
            + "".join(f"<{edge}>{at}</{edge}>" for edge, at in zip(voc.EDGES, one.corners, strict=True))
            + "</bndbox></object>"
            for one in said
            if one.picture == name
        )
        (out / f"{name}.xml").write_text(f"<annotation>{objects}</annotation>", encoding="utf-8")
    return out


def as_results(said: list[Said], out: Path, truth: Path | None = None) -> Path:
    """A results list with the ids of the COCO file `truth`; without it, with names for ids."""
    file = {"images": [], "categories": []} if truth is None else json.loads(truth.read_text())
    images = {Path(image["file_name"]).stem: image["id"] for image in file["images"]}
    kinds = {kind["name"]: kind["id"] for kind in file["categories"]}
    results = []
    for one in said:
        x1, y1, x2, y2 = one.corners
        box = [x1 - 1, y1 - 1, x2 - x1 + 1, y2 - y1 + 1]
        image, kind = images.get(one.picture, one.picture), kinds.get(one.label, one.label)
        results.append({"image_id": image, "category_id": kind, "bbox": box, "score": one.score})
    out.write_text(json.dumps(results))
    return out


def scored(
    capsys: pytest.CaptureFixture[str], truth: Path, said: Path, protocol: str, *more: str, status: int = 0
) -> dict[str, Any]:
    """The document that the command gives."""
    capsys.readouterr()
    words = ["score", "--truth", str(truth), "--predictions", str(said), "--protocol", protocol, *more, "--json"]
    assert cli.main(words) == status, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], truth: Path, said: Path, protocol: str, *more: str) -> str:
    """The one line that the command says where the input is wrong."""
    capsys.readouterr()
    words = ["score", "--truth", str(truth), "--predictions", str(said), "--protocol", protocol, *more, "--json"]
    assert cli.main(words) == 2
    answer = capsys.readouterr()
    assert answer.out == "" and "Traceback" not in answer.err
    return answer.err.strip().splitlines()[-1]
