"""Do large folders open at once?  `python benchmarks/folders.py open|index|many|objects [--pictures N] [--like FOLDER]`

open     in a running program, a folder of N pictures with VOC XML until its first picture is painted ("program"), until
         the key D, pressed as soon as the folder is there, is taken ("answered"), until the first is drawn with its
         labels and D, pressed then, is taken ("labelled"), until the picture it leads to is drawn ("next"), and until
         every record is listed, against scandir + one decode + one paint ("bare")
index    reading every label and header for the first time, against a loop of lxml's findtext over the same files; and
         the second opening, against the first: until the index is there, and until every file has been looked at
many     `open` with 100,000 pictures, and the most memory the window and its processes take
objects  one label file of 10,000 objects: read, and its picture shown in the window

The folder is made of the pictures and labels of `--like` (a VOC folder; generated scenes without it), named anew.
Prints one JSON document; times are medians of alternating runs in one process each, in seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.window import inside, second

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

VOC = 17_125


def make_folder(place: Path, pictures: int, like: Path | None) -> Path:
    """A VOC root of that many pictures; the pictures are hard links, the labels files of their own."""
    source = like or scenes(place / "scenes")
    labels = sorted((source / "Annotations").glob("*.xml"))
    root = place / "root"
    for name in ("JPEGImages", "Annotations"):
        (root / name).mkdir(parents=True)
    copies: list[tuple[Path, bytes]] = []
    for label in labels:
        image = next(path for path in (source / "JPEGImages").glob(f"{label.stem}.*"))
        own = place / "pictures" / image.name
        own.parent.mkdir(exist_ok=True)
        own.write_bytes(image.read_bytes())
        copies.append((own, label.read_bytes()))
    for number in range(pictures):
        image, text = copies[number % len(copies)]
        os.link(image, root / "JPEGImages" / f"2008_{number:06d}{image.suffix}")
        (root / "Annotations" / f"2008_{number:06d}.xml").write_bytes(text)
    return root


def scenes(place: Path) -> Path:
    from engine.datasets.shapes import write_scenes

    ended(write_scenes(str(place), images=70))
    return place


def ended(call: Generator[object, None, object], until: Callable[[object], bool] = lambda _: False) -> object:
    """The result of the call, or the first of its steps that is waited for."""
    try:
        while True:
            step = next(call)
            if until(step):
                return step
    except StopIteration as stop:
        return stop.value


def indexing(root: Path, rounds: int) -> dict[str, float]:
    """The processor's time: it holds on a busy machine too."""
    from engine import places
    from engine.datasets.index import index

    names = ("findtext", "first", "second", "looked at")
    times: dict[str, list[float]] = {name: [] for name in names}

    def timed(name: str, work: Callable[[], object]) -> None:
        began = time.process_time()
        work()
        times[name].append(time.process_time() - began)

    for _ in range(rounds):
        for kept in (places.cache() / "index").glob("*.npz"):
            kept.unlink()
        timed("findtext", lambda: findtext(root))
        timed("first", lambda: ended(index(str(root))))
        timed("second", lambda: ended(index(str(root)), lambda step: getattr(step, "kind", "") == "index"))
        timed("looked at", lambda: ended(index(str(root))))
    answer = {name: statistics.median(each) for name, each in times.items()}
    return answer | {
        "first to findtext": answer["first"] / answer["findtext"],
        "second to first": answer["second"] / answer["first"],
        "looked at to first": answer["looked at"] / answer["first"],
    }


def findtext(root: Path) -> list[tuple[str | None, ...]]:
    from lxml import etree

    found: list[tuple[str | None, ...]] = []
    for path in sorted(entry.path for entry in os.scandir(root / "Annotations")):
        tree = etree.parse(path)
        size = tree.findtext("size/width"), tree.findtext("size/height")
        for thing in tree.findall("object"):
            edges = (thing.findtext(f"bndbox/{edge}") for edge in ("xmin", "ymin", "xmax", "ymax"))
            found.append((*size, thing.findtext("name"), thing.findtext("difficult"), *edges))
    return found


def objects(place: Path, rounds: int) -> dict[str, float]:
    """One picture with 10,000 objects beside another folder."""
    from engine.datasets import labels
    from engine.datasets.folder import open_folder

    root = make_folder(place, 2, None)  # the key that is pressed leads to the second
    path = root / "Annotations" / "2008_000000.xml"
    text = path.read_text(encoding="utf-8")
    thing = text[text.index("<object>") : text.index("</object>") + len("</object>")]
    path.write_text(text.replace("</annotation>", thing * 10_000 + "</annotation>"), encoding="utf-8")
    dataset = open_folder(root)
    began = time.perf_counter()
    count = len(labels.read(dataset.format, dataset.records[0]).annotation.instances)
    read = time.perf_counter() - began
    shown = statistics.median(inside("program second", str(root))["labelled"] for _ in range(rounds))
    return {"objects": count, "read": read, "shown": shown}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=("open", "index", "many", "objects"))
    parser.add_argument("--pictures", type=int, default=0)
    parser.add_argument("--like", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name).resolve()
        os.environ["OVERLAP_CACHE"] = str(place / "cache")
        pictures = asked.pictures or (100_000 if asked.question == "many" else VOC)
        questions = {
            "open": lambda: second(str(make_folder(place, pictures, asked.like)), asked.rounds),
            "index": lambda: indexing(make_folder(place, pictures, asked.like), asked.rounds),
            "many": lambda: second(str(make_folder(place, pictures, asked.like)), asked.rounds),
            "objects": lambda: objects(place, asked.rounds),
        }
        print(json.dumps(questions[asked.question](), indent=1))


if __name__ == "__main__":
    main()
