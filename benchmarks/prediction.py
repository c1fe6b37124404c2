"""How quick is a prediction?  `python -m benchmarks.prediction [--picture FILE] [--rounds 40] [--recipe NAME ...]`

One picture of 500×375 from its file to the result in its own pixels (class, box, mask), on one core:

ours    `Predictor`: ONNX Runtime
torch   the same code round torch's eager network
plain   torch eager as it is usually written: Pillow, torchvision's resize, the network, `interpolate`, `argmax`
raw     ONNX Runtime alone on an input that lies ready: no decoding, no result

for the sample's checkpoint and, with random weights, for the recipes named. Prints one JSON document: medians of
rounds taken in turn, in milliseconds of processor time, and the ratios of ours.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import onnxruntime
import torch
from PIL import Image
from torch.nn import functional
from torchvision.transforms.v2 import functional as transforms

from engine import checkpoint as checkpoints
from engine import places, predictions
from engine.checkpoint import Checkpoint
from engine.datasets.splits import Split
from engine.exporting import kept_sessions
from engine.exporting.sessions import INPUT
from engine.images import read_rgb_for
from engine.networks.making import make
from engine.prediction import ONNX_RUNTIME, Predictor, predict_with
from engine.preprocessing import Preprocessing, normalize, prepare
from engine.processes import allocation
from engine.recipes import RECIPES

if TYPE_CHECKING:
    from collections.abc import Callable

RECIPE = "multi-mobilenet_v2"


def untrained(recipe: str, path: Path) -> Path:
    """A checkpoint with random weights, for three classes and one mask class: as fast as a trained one."""
    torch.manual_seed(0)
    chosen = RECIPES[recipe]
    network = make(chosen, 3, 1)
    about = Checkpoint(
        recipe=chosen,
        classes=("cat", "dog", "owl"),
        mask_classes=("animal",),
        preprocessing=Preprocessing(chosen.input),
        split=Split((), (), ()),
        weights=network.state_dict(),
        fingerprints=np.zeros((0, 16), np.uint8),
    )
    checkpoints.save(path, about)
    return path


def photograph(path: Path) -> Path:
    """A picture of 500×375 with the detail of a photograph: soft shapes and a little grain."""
    chance = np.random.default_rng(0)
    soft = cv2.resize(chance.integers(0, 256, (24, 32, 3), np.uint8), (500, 375), interpolation=cv2.INTER_CUBIC)
    grain = chance.normal(0, 6, soft.shape)
    Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8)).save(path, quality=90)
    return path


def through(predictor: Predictor, picture: Path) -> object:
    pixels, size = read_rgb_for(picture, predictor.side)
    return predictor.predict([pixels], [size])


def eager(network: torch.nn.Module, ours: Predictor, picture: Path) -> object:
    pixels, size = read_rgb_for(picture, ours.side)
    return predict_with(network, torch.device("cpu"), ours.checkpoint, ours.source, [pixels], [size])


@torch.inference_mode()
def plain(network: torch.nn.Module, about: Checkpoint, picture: Path) -> object:
    with Image.open(picture) as image:
        pixels = transforms.pil_to_tensor(image.convert("RGB"))
    side = about.preprocessing.side
    square = transforms.resize(pixels, [side, side], antialias=True).permute(1, 2, 0)[None]
    outputs = network(normalize(square, about.preprocessing))
    scores = None if outputs.classes is None else outputs.classes.softmax(1)[0].max(0)
    box = None if outputs.box is None else outputs.box[0].tolist()
    mask = None
    if outputs.mask is not None:
        large = functional.interpolate(outputs.mask, pixels.shape[-2:], mode="bilinear", align_corners=False)
        mask = large[0].argmax(0).to(torch.uint8).numpy()
    return scores, box, mask


def ways(checkpoint: Path, picture: Path) -> dict[str, Callable[[], object]]:
    about = checkpoints.load(checkpoint)
    kept_sessions.made(predictions.key(checkpoint), about, 1)
    ours = Predictor(checkpoint, "cpu", 1)
    through(ours, picture)
    if ours.runtime != ONNX_RUNTIME:
        raise SystemExit(f"{checkpoint}: ONNX Runtime does not serve this recipe")
    network = about.network()
    data = kept_sessions.path_of(ours.source).read_bytes()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    square = prepare(read_rgb_for(picture, ours.side)[0], ours.side)[None]
    return {
        "ours": partial(through, ours, picture),
        "torch": partial(eager, network, ours, picture),
        "plain": partial(plain, network, about, picture),
        "raw": partial(session.run, None, {INPUT: square}),
    }


def measure(checkpoint: Path, picture: Path, rounds: int) -> dict[str, float]:
    every = ways(checkpoint, picture)
    for way in every.values():
        way()
    times: dict[str, list[float]] = {name: [] for name in every}
    for _ in range(rounds):
        for name, way in every.items():
            began = time.process_time()
            way()
            times[name].append(1000 * (time.process_time() - began))
    medians = {name: statistics.median(values) for name, values in times.items()}
    ratios = {f"ours / {name}": medians["ours"] / medians[name] for name in ("torch", "plain", "raw")}
    return {name: round(value, 3) for name, value in (medians | ratios).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--recipe", action="append", choices=tuple(RECIPES))
    given = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    allocation.prepare()
    answer: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as place:
        os.environ["OVERLAP_CACHE"] = str(Path(place) / "cache")
        picture = given.picture or photograph(Path(place) / "picture.jpg")
        answer["sample"] = measure(places.sample_checkpoint(), picture, given.rounds)
        for recipe in given.recipe or [RECIPE]:
            checkpoint = untrained(recipe, Path(place) / f"{recipe}.safetensors")
            answer[recipe] = measure(checkpoint, picture, given.rounds)
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
