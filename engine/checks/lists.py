"""The lists of a folder: Pets' list.txt, the image lists of the parts, the class names."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from engine.checks.names import hidden_in
from engine.datasets.copies import same_bytes
from engine.datasets.lists import name_in, read_text
from engine.errors import LabelError
from engine.formats.pets import SPECIES, breed_in, columns
from engine.limits import LIMITS
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.checks.finding import Odd
    from engine.datasets.record import Dataset, Record

_BREEDS = 37  # the data set's README
_PER_PICTURE = 50  # more pictures outside the lists are told in one line
_LEAKS = (("train", "val"), ("train", "test"), ("val", "test"), ("trainval", "test"))


def look(path: Path, known: Mapping[str, Record], dataset: Dataset) -> Iterator[Odd]:
    """What is odd in the list `path`: `list.txt`, an image list, or the class names of a folder with these records."""
    try:
        text, encoding = read_text(path, dataset.root)
    except LabelError as error:
        yield error.line, "list", str(error).partition(": ")[2]
        return
    if encoding not in ("utf-8", "utf-8-sig"):
        yield None, "encoding", f"this is {encoding.upper()}, which other programs read as nonsense; save it as UTF-8"
    lines = list(enumerate(text.split("\n"), 1))
    if not any(line.strip() and not line.startswith("#") for _, line in lines):
        yield None, "list-empty", "it names nothing; fill it, or delete it"
    if path.name in ("class_names.txt", "labels.txt"):
        yield from _class_names(lines)
        return
    rows = [(number, line.strip()) for number, line in lines if line.strip() and not line.startswith("#")]
    for number, line in rows:
        yield from _line(number, line)
    if dataset.format == "pets" and path.name == "list.txt":
        yield from _breeds(rows)
        yield from _left_out(rows, dataset)
    yield from _names(rows, known)


def _line(number: int, line: str) -> Iterator[Odd]:
    name = line.split()[0]
    if len(line) > LIMITS["name"].most:
        yield number, "list-line", f"a line of {len(line):,} letters; correct it"
    elif "\\" in name or name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        yield number, "list-path", f"{name[:60]} leads out of the folder and is not followed; write the picture's name"
    elif hidden := hidden_in(line.replace("\t", " ")):
        yield number, "list-line", f"it holds {hidden}, which nobody sees; write it anew"


def _names(rows: list[tuple[int, str]], known: Mapping[str, Record]) -> Iterator[Odd]:
    missing, endings, seen = [], [], Counter()
    for number, line in rows:
        name = name_in(line, known.keys())
        seen[name] += 1
        if name not in known:
            missing.append((number, name))
        elif line.split()[0] != name and line.split()[0].startswith(f"{name}."):
            endings.append((number, line.split()[0]))
        if seen[name] == 2:
            yield number, "list-repeated", f"{name[:60]} is named twice; keep one line"
    if missing:
        number, name = missing[0]
        what = f"{len(missing):,} pictures that are not here" if len(missing) > 1 else "a picture that is not here"
        message = f"it names {what} ({name[:60]}{', ...' if len(missing) > 1 else ''})"
        yield number, "list-missing", f"{message}; put them here, or delete the lines"
    if endings:
        number, name = endings[0]
        yield number, "list-line", f"{name[:60]} is written with its ending; other programs look for the name alone"


def _breeds(rows: list[tuple[int, str]]) -> Iterator[Odd]:
    """Lines `name class species id`: whole numbers, 1 to 37, 1 cat or 2 dog; a breed has one number."""
    numbers: dict[str, Counter[int]] = defaultdict(Counter)
    usable: list[tuple[int, str, int, int]] = []
    for number, line in rows:
        words = columns(line)
        if len(line.split()) != 4:
            columned = counted(len(line.split()), "column")
            message = f"{columned}, not 4: name, class, species and id, without a space in the name"
            yield number, "list-line", f"{message}; write the line anew"
        if len(words) < 3:
            continue
        values = [int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0 for word in words[1:3]]
        if not 1 <= values[0] <= _BREEDS:
            yield number, "list-line", f"class {words[1][:40]} is no number from 1 to {_BREEDS}; correct it"
            continue
        if values[1] not in (1, 2):
            yield number, "list-line", f"species {words[2][:40]} is neither 1 (cat) nor 2 (dog); correct it"
            continue
        usable.append((number, words[0], values[0], values[1]))
        numbers[breed_in(words[0]) or words[0]][values[0]] += 1
    for number, name, breed, species in usable:
        word = breed_in(name)
        if word is None:
            continue
        usual = numbers[word].most_common(1)[0][0]
        if breed != usual:
            yield number, "list-line", f"{name[:60]} has class {breed}, other {word[:60]} have {usual}; correct one"
        if (species == 1) != name[0].isupper():
            message = f"{name[:60]} is a {SPECIES[species - 1]} here, and names of cats alone begin with a capital"
            yield number, "list-line", f"{message}; correct the name or the species"


def _left_out(rows: list[tuple[int, str]], dataset: Dataset) -> Iterator[Odd]:
    """Pictures of the image lists that list.txt does not name."""
    known = set(dataset.records.name)
    here = {name_in(line, known) for _, line in rows}
    left = sorted(known.intersection(chain.from_iterable(dataset.lists.values())) - here)
    if left and rows:
        what = f"{len(left):,} pictures of the other lists" if len(left) > 1 else "a picture of the other lists"
        message = f"it leaves out {what} ({left[0][:60]}{', ...' if len(left) > 1 else ''})"
        yield None, "list-missing", f"{message}; add their lines"


def _class_names(lines: list[tuple[int, str]]) -> Iterator[Odd]:
    first: dict[str, int] = {}
    for number, line in lines:
        line = line.removesuffix("\r")
        name = line.strip()
        if line != name:
            yield number, "list-line", f"{name[:60]} has spaces at its ends; other programs take them as its name"
        if name and first.setdefault(name, number) != number:
            message = f"{name[:60]} stands in line {first[name]} too, so the numbers of later classes are unclear"
            yield number, "list-repeated", f"{message}; name each class once"


def unlisted(dataset: Dataset) -> Iterator[tuple[Record | None, str]]:
    """Pictures in none of the folder's lists, and what to say of them; None for all at once where they are many."""
    if not dataset.lists:
        return
    listed = {name for members in dataset.lists.values() for name in members}
    left = [record for record in dataset.records if record.name not in listed]
    if len(left) > _PER_PICTURE:
        yield None, f"{len(left):,} pictures are in none of the lists ({left[0].name[:60]}, ...); add them to one"
        return
    for record in left:
        yield record, "it is in none of the lists; add it to one"


def leaks(dataset: Dataset) -> Iterator[tuple[Record, str]]:
    """Pictures that are in two parts, by name or by their bytes, and what to say of each."""
    parts = {name: set(members) for name, members in dataset.lists.items()}
    pairs = [pair for pair in _LEAKS if all(name in parts for name in pair)]
    if not pairs:
        return
    called = {name: name if dataset.read_only else f"{name}.txt" for name in parts}
    for record in dataset.records:
        for one, other in pairs:
            if record.name in parts[one] and record.name in parts[other]:
                said = f"it is in {called[one]} and in {called[other]}"
                yield record, f"{said}, so the scores will be too good; keep one"
    for places in same_bytes([record.image for record in dataset.records]):
        same = [dataset.records[place] for place in places] if len(places) > 1 else []
        for one, other in pairs:
            a = next((record for record in same if record.name in parts[one] - parts[other]), None)
            b = next((record for record in same if record.name in parts[other] - parts[one]), None)
            if a is not None and b is not None:
                said = f"the same picture is in {called[one]} as {a.image.name[:60]}"
                yield b, f"it is in {called[other]}, and {said}; keep one of them"
