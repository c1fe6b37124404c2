"""`check`: everything that is wrong or doubtful in a folder's pictures, labels, masks and lists. It never writes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks import boxes, lists, masks, names, pictures, surroundings, voc_files
from engine.checks.finding import Finding, Findings, severity
from engine.datasets import counting, elsewhere
from engine.datasets.facts import read_bytes, read_facts
from engine.datasets.index import index
from engine.datasets.lists import read_class_names
from engine.datasets.read_only import is_there
from engine.datasets.record import READ_ONLY
from engine.datasets.scanning import folders, key
from engine.errors import EngineError, LabelError, PictureError
from engine.formats import voc
from engine.safekeeping.arriving import broken_off
from engine.steps import Pace, Step
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator, Mapping

    from engine.annotation import Box
    from engine.checks.finding import Odd
    from engine.checks.surroundings import Placed
    from engine.datasets.index import Index
    from engine.datasets.record import Dataset, Record
    from engine.formats.problem import Problem

_SAID_HERE = frozenset(("picture", "no-picture", "list", "not-read"))
"""Codes of what the index notices that this room finds by itself, with more to say; of a folder that is only read it
finds "picture" alone."""

_AS = {"images": "plain pictures", "voc": "VOC", "voc_masks": "VOC masks", "pets": "Pets", "yolo": "YOLO"}


def check(folder: str) -> Generator[Step, None, Findings]:
    """Look at every file of the dataset in `folder`; pictures are decoded whole. Steps of kind "progress".

    One bad file never stops it, and no pictures among other files are a finding. Raises EngineError where the folder is
    empty or cannot be opened.
    """
    try:
        found = yield from index(folder)
    except EngineError:
        root = Path(folder).resolve()
        nothing = not root.is_dir() or not surroundings.entries(root) or broken_off(root) is not None
        if nothing or elsewhere.holds_pictures(root) or (yield from elsewhere.nearest(root)) is not None:
            raise
        return Findings(0, tuple(_Desk(root, ()).placed(surroundings.without_pictures(root))))
    records, noticed = found.dataset.records, _noticed(found)
    desk = _Desk(found.dataset.root, records)
    pace, findings = Pace(), list[Finding]()
    for row, record in enumerate(records):
        findings += _of_record(found, desk, record, noticed[row])
        if pace.due():
            yield Step(f"Checking {record.image.name}", row + 1, len(records))
    yield Step("Looking around", len(records), len(records))
    findings += _of_folder(found.dataset, desk, noticed[-1])
    told = {(each.file, each.code, None) for each in findings}
    findings += [each for each in _around(found, desk) if (each.file, each.code, each.line) not in told]
    return Findings(len(records), tuple(sorted(dict.fromkeys(findings), key=_order)))


class _Desk:
    """Writes findings: knows where the root is, and whose file is whose."""

    def __init__(self, root: Path, records: Iterable[Record]) -> None:
        self._root = root if root.is_dir() else root.parent
        self._owner = {path: record for record in records for path in surroundings.files_of(record)}

    def finding(
        self, path: Path, line: int | None, code: str, said: str, record: Record | None = None, box: Box | None = None
    ) -> Finding:
        owner = record or self._owner.get(path)
        file = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else str(path)
        return Finding(file, line, code, severity(code), said, owner.name if owner else None, box)

    def placed(self, found: Iterable[Placed]) -> Iterator[Finding]:
        return (self.finding(path, None, code, message) for path, code, message in found)


def _noticed(found: Index) -> defaultdict[int, list[Problem]]:
    """What the index noticed and nobody here says by himself, by the row of its picture; -1 is the folder."""
    said_here = ("picture",) if found.dataset.read_only else _SAID_HERE
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for row, problem in found.noticed:
        if problem.code not in said_here:
            by_row[row].append(problem)
    return by_row


def _order(finding: Finding) -> tuple[str, int, str, str]:
    return finding.file, finding.line or 0, finding.code, finding.message


def _of_record(found: Index, desk: _Desk, record: Record, noticed: Iterable[Problem]) -> Iterator[Finding]:
    """What the index noticed about one record, and what a closer look at its files finds besides; what is said of a
    line, with the box of the object that stands there."""
    image, *others = surroundings.files_of(record)
    files = {path.name: path for path in (image, *reversed(others))}  # a mask is often named as its picture
    odd = [(files.get(each.file, image), (each.line, each.code, each.message)) for each in noticed]
    said = {(path, code, None) for path, (_, code, _) in odd}  # of the whole file nothing is said twice
    odd += [(path, each) for path, each in _looked(found, record) if (path, each[1], each[0]) not in said]
    lines, box_of = _objects(found, record) if any(line for _, (line, _, _) in odd) else ([], {})
    for path, (line, code, message) in odd:
        box = box_of.get(bisect_right(lines, line) - 1) if line is not None else None
        yield desk.finding(path, line, code, message, record, box)


def _objects(found: Index, record: Record) -> tuple[list[int], Mapping[int | None, Box]]:
    """The lines in which the objects of a VOC file begin, and the boxes of those that are shown, by their places."""
    if record.xml is None or found.dataset.read_only:
        return [], {}
    try:
        root = voc.tree(record.xml, read_bytes(record.xml) or b"")
        facts = read_facts(found.dataset.format, record)
    except (LabelError, PictureError):
        return [], {}
    lines = [element.sourceline or 0 for element in root.findall(root.tag[: -len("annotation")] + "object")]
    return lines, {instance.origin: instance.box for instance in facts.instances}


def _looked(found: Index, record: Record) -> Iterator[tuple[Path, Odd]]:
    """What a close look at one record's files finds odd."""
    form = found.dataset.format
    if form != "coco" or is_there(record):
        yield from ((record.image, odd) for odd in pictures.look(record.image))
    try:
        if record.xml is not None and form not in READ_ONLY:
            data = read_bytes(record.xml) or b""
            yield from ((record.xml, odd) for odd in voc_files.lint(record.xml, data, record.image.name))
        facts = read_facts(form, record)
    except (LabelError, PictureError):  # the index has said so
        return
    if form in READ_ONLY and record.labels is not None:
        yield from ((record.labels, odd) for odd in boxes.look(facts.instances))
    if record.mask is not None:
        yield from ((record.mask, odd) for odd in masks.look(form, record.mask, facts, found.mask_classes))
    if record.instance_mask is not None:
        yield from ((record.instance_mask, odd) for odd in masks.look_at_objects(record.instance_mask, facts))


def _of_folder(dataset: Dataset, desk: _Desk, noticed: Iterable[Problem]) -> Iterator[Finding]:
    """What the index noticed in the folder itself. A COCO file it calls by its bare name, which several may have."""
    named = {file for file in dataset.records.column("label_file") if file} if dataset.format == "coco" else ()
    alike = Counter(Path(file).name for file in named)
    files = {Path(file).name: Path(file) for file in named if alike[Path(file).name] == 1}
    for problem in noticed:
        path = files.get(problem.file, dataset.xml_folder / problem.file)
        yield desk.finding(path, problem.line, problem.code, problem.message)


def _around(found: Index, desk: _Desk) -> Iterator[Finding]:
    """What only shows when the whole folder is known."""
    dataset = found.dataset
    if dataset.format != "mnist":  # whose pictures were drawn by the program, elsewhere
        yield from desk.placed(surroundings.look(dataset))
        yield from _lists(dataset, desk)
    yield from _classes(found, desk)
    others, taken = surroundings.other_labels(dataset), _AS.get(dataset.format, dataset.format)
    for kind, files in others.items():
        one, many = f"{kind} file of pictures without labels is", f"{kind} files of pictures without labels are"
        message = f"{counted(len(files), one, many)} not read here, since the folder is taken as {taken}"
        cure = "put such files with their pictures into a folder of their own, and convert that"
        yield desk.finding(min(files.values()), None, "other-labels", f"{message}; {cure}")
    yield from _unlabelled(found, desk, {name for files in others.values() for name in files})
    if dataset.format in counting.FORMATS and boxes.zero_based(found):
        message = "boxes begin at 0 and none reaches its picture's width or height, as in 0-based files; they are read"
        cure = (
            "as 1-based, a pixel too far to the left and top: if so, choose to read them as 0-based (check --read-as 0)"
        )
        yield desk.finding(dataset.xml_folder, None, "zero-based", f"{message} {cure}")


def _lists(dataset: Dataset, desk: _Desk) -> Iterator[Finding]:
    known = {record.name: record for record in dataset.records}
    for path in () if dataset.read_only else _list_files(dataset):
        for line, code, message in lists.look(path, known, dataset):
            yield desk.finding(path, line, code, message)
    for record, message in lists.unlisted(dataset):
        path = record.image if record else dataset.root
        yield desk.finding(path, None, "unlisted", message, record)
    for record, message in lists.leaks(dataset):
        yield desk.finding(record.image, None, "leak", message, record)


def _list_files(dataset: Dataset) -> list[Path]:
    """The lists and the class names of a VOC or Pets folder. Elsewhere a labels.txt may be anything."""
    parts = [f"{name}.txt" for name in ("train", "val", "trainval", "test")]
    if dataset.format == "pets":
        places = [dataset.xml_folder.parent / name for name in ("list.txt", *parts)]
    else:
        sets = folders(dataset.root).get("imagesets")
        inner = folders(sets).values() if sets else ()
        places = [folder / name for folder in inner for name in parts]
    if dataset.format in ("voc", "voc_masks"):
        places += [dataset.root / name for name in ("class_names.txt", "labels.txt")]
    return [path for path in places if path.exists() or path.is_symlink()]


def _classes(found: Index, desk: _Desk) -> Iterator[Finding]:
    """Class names that are odd, alike or unknown; each once, at the first picture that has it."""
    dataset = found.dataset
    first: dict[str, Record] = {}
    counts: Counter[str] = Counter()
    for owner, label in zip(found.owner.tolist(), found.label.tolist(), strict=True):
        name = found.classes[label]
        first.setdefault(name, dataset.records[owner])
        counts[name] += 1
    given = dataset.classes or (read_class_names(dataset.root) if dataset.format in ("voc", "voc_masks") else ())

    def said(name: str, code: str, message: str) -> Finding:
        record = first[name]
        return desk.finding(record.xml or record.labels or record.image, None, code, message, record)

    for name in sorted(counts):
        for odd in names.odd_class(name):
            yield said(name, "class-name", f"class {name[:60]!r}: {odd}")
        if given and name not in given:
            who = counted(counts[name], "object is", "objects are")
            message = f"{who} called {name[:60]}, which the folder's class names do not list"
            yield said(name, "class-unknown", f"{message}; correct one of them")
    for rare, usual in names.confusable(counts):
        message = f"{rare[:60]!r} ({counts[rare]:,}) looks like {usual[:60]!r} ({counts[usual]:,}) and is another class"
        yield said(rare, "class-confusable", f"{message}; give both one name")


def _unlabelled(found: Index, desk: _Desk, others: Collection[str]) -> Iterator[Finding]:
    """Pictures that nobody has labelled, not those called as `others`, whose labels are not read."""
    dataset = found.dataset
    if not found.annotated.any():
        return
    taught = set(dataset.lists.get("trainval", ())) if any(record.xml for record in dataset.records) else set()
    for record, annotated in zip(dataset.records, found.annotated.tolist(), strict=True):
        if dataset.format == "pets" and record.xml is None and record.name in taught:
            message = "it is in trainval.txt and has no box file; draw its box, or take it from the list"
            yield desk.finding(record.image, None, "no-boxes", message, record)
        elif (
            not annotated
            and not any(path.exists() for path in surroundings.files_of(record)[1:])
            and key(record.image.stem) not in others
        ):
            yield desk.finding(record.image, None, "no-label", "no label file belongs to it; draw its labels", record)
