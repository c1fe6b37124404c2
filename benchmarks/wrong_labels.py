"""Does "probably mislabelled" find labels that are wrong?  `python benchmarks/wrong_labels.py PETS WEIGHTS`

60 labels in a copy of a Pets folder are made wrong: 30 breeds swapped in list.txt, 30 head boxes shifted by at least
half their width. A checkpoint learns from that copy, wrong labels and all, and ranks it. Prints one JSON document:
the shares of the swaps and of the shifts among the first 100 pictures, and where each lies.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SWAPS = SHIFTS = 30
FIRST = 100
_LIST_LINE = re.compile(r"(\S+) (\d+) (\d+) (\d+)")


def swap_breeds(folder: Path, chance: random.Random) -> list[str]:
    """Give `SWAPS` pictures of list.txt the class of another picture."""
    path = folder / "annotations" / "list.txt"
    lines = path.read_text().splitlines()
    rows = {i: found.groups() for i, line in enumerate(lines) if (found := _LIST_LINE.fullmatch(line))}
    kinds = sorted({(number, species) for _, number, species, _ in rows.values()})
    chosen = chance.sample(sorted(rows), SWAPS)
    for i in chosen:
        name, number, species, rest = rows[i]
        other = chance.choice([kind for kind in kinds if kind != (number, species)])
        lines[i] = f"{name} {other[0]} {other[1]} {rest}"
    path.write_text("\n".join(lines) + "\n")
    return [rows[i][0] for i in chosen]


def shift_boxes(folder: Path, chance: random.Random, spared: list[str]) -> list[str]:
    """Move the head boxes of `SHIFTS` pictures sideways by half to all of their width, and some up or down."""
    paths = sorted(path for path in (folder / "annotations" / "xmls").glob("*.xml") if path.stem not in spared)
    moved: list[str] = []
    for path in chance.sample(paths, len(paths)):
        text = path.read_text()
        values = {edge: int(text.split(f"<{edge}>")[1].split("<")[0]) for edge in ("xmin", "ymin", "xmax", "ymax")}
        wide, across = values["xmax"] - values["xmin"], int(text.split("<width>")[1].split("<")[0])
        by = round(wide * chance.uniform(0.5, 1.0))
        ways = [way for way in (by, -by) if values["xmin"] + way >= 1 and values["xmax"] + way <= across]
        if not ways or text.count("<object>") != 1:
            continue
        way = chance.choice(ways)
        for edge in ("xmin", "xmax"):
            text = text.replace(f"<{edge}>{values[edge]}<", f"<{edge}>{values[edge] + way}<")
        path.write_text(text)
        moved.append(path.stem)
        if len(moved) == SHIFTS:
            break
    return moved


def engine(*arguments: str) -> object:
    command = [sys.executable, "-m", "engine", *arguments, "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{arguments[0]} ended with status {done.returncode}")
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pets")
    parser.add_argument("weights")
    parser.add_argument("--recipe", default="multi-mobilenet_v2")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, run = Path(place) / "pets", Path(place) / "run"
        shutil.copytree(asked.pets, folder)
        chance = random.Random(asked.seed)
        swapped = swap_breeds(folder, chance)
        shifted = shift_boxes(folder, chance, swapped)
        begun = time.monotonic()
        fit = ("fit", str(folder), "--recipe", asked.recipe, "--out", str(run), "--weights", asked.weights)
        engine(*fit, "--seed", str(asked.seed))
        learnt = time.monotonic() - begun
        found = engine("rank", str(run / "best.safetensors"), str(folder), "--by", "mislabelled")
        assert isinstance(found, list)
        ranked = [row["image"] for row in found]
        at = {name: ranked.index(name) + 1 if name in ranked else None for name in (*swapped, *shifted)}

        def share(names: list[str]) -> float:
            return round(sum(at[name] is not None and at[name] <= FIRST for name in names) / len(names), 3)

        print(
            json.dumps(
                {
                    "swaps": len(swapped),
                    "swaps in the first 100": share(swapped),
                    "shifts": len(shifted),
                    "shifts in the first 100": share(shifted),
                    "ranked": len(ranked),
                    "seconds to learn": round(learnt, 1),
                    "seconds to rank": round(time.monotonic() - begun - learnt, 1),
                    "places": at,
                },
                indent=1,
            )
        )


if __name__ == "__main__":
    main()
