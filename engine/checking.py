"""`check`: everything that is wrong or doubtful in a folder's pictures, labels, masks and lists. It never writes."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks import boxes, lists, masks, names, pictures, surroundings, voc_files
from engine.checks.finding import Finding, Findings, severity
from engine.datasets import counting
from engine.datasets.facts import read_bytes, read_facts
from engine.datasets.index import index
from engine.datasets.lists import read_class_names
from engine.datasets.read_only import is_there
from engine.datasets.record import READ_ONLY
from engine.datasets.scanning import PICTURES, folders, stems
from engine.errors import EngineError, LabelError, PictureError
from engine.formats import voc
from engine.steps import Step
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from engine.annotation import Box
    from engine.checks.finding import Odd
    from engine.checks.surroundings import Placed
    from engine.datasets.index import Index
    from engine.datasets.record import Dataset, Record

_EVERY = 0.1  # seconds between steps
_OWN = frozenset(("picture", "no-picture", "list", "not-read"))
"""Codes of the index's problems that this room finds by itself, with more to say."""


def check(folder: str) -> Generator[Step, None, Findings]:
    """Look at every file of the dataset in `folder`; pictures are decoded whole. Steps of kind "progress".

    One bad file never stops it, and no pictures are a finding. Raises EngineError where the folder cannot be opened.
    """
    try:
        found = yield from index(folder)
    except EngineError:
        if not Path(folder).is_dir() or _has_pictures(Path(folder)):
            raise
        root = Path(folder).resolve()
        return Findings(0, tuple(_Desk(root, ()).placed(surroundings.without_pictures(root))))
    desk = _Desk(found.dataset.root, found.dataset.records)
    findings = [desk.problem(each) for each in found.problems if each.code not in _OWN or _foreign(found, each.code)]
    reported = {(finding.file, finding.code) for finding in findings}
    said, total = time.monotonic(), len(found.dataset.records)
    for done, record in enumerate(found.dataset.records, 1):
        for path, (line, code, message) in _record(found, record):
            finding = desk.finding(path, line, code, message, record)
            if (finding.file, code) not in reported or line is not None:
                findings.append(finding)
        if time.monotonic() - said > _EVERY:
            said = time.monotonic()
            yield Step(f"Checking {record.image.name}", done, total)
    yield Step("Looking around", total, total)
    findings += _folder(found, desk)
    return Findings(total, tuple(sorted(set(_aimed(found, findings)), key=_order)))


class _Desk:
    """Writes findings: knows where the root is, and whose file is whose."""

    def __init__(self, root: Path, records: Iterable[Record]) -> None:
        self._root = root if root.is_dir() else root.parent
        self._owner = {path: record for record in records for path in surroundings.files_of(record)}
        self._by_name: dict[str, list[Path]] = defaultdict(list)
        for path in self._owner:
            self._by_name[path.name].append(path)

    def finding(self, path: Path, line: int | None, code: str, message: str, record: Record | None = None) -> Finding:
        owner = record or self._owner.get(path)
        file = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else str(path)
        return Finding(file, line, code, severity(code), message, owner.name if owner else None)

    def placed(self, found: Iterable[Placed]) -> Iterator[Finding]:
        return (self.finding(path, None, code, message) for path, code, message in found)

    def problem(self, problem: object) -> Finding:
        """The finding of an index's problem, which knows its file by name only."""
        file, line, code, message = (getattr(problem, name) for name in ("file", "line", "code", "message"))
        paths = self._by_name.get(file, [])
        if len(paths) == 1:
            return self.finding(paths[0], line, code, message)
        return Finding(file, line, code, severity(code), message)


def _aimed(found: Index, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those about a line of a VOC file with the box of the object that stands there."""
    of_record: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        of_record[finding.record if finding.line is not None else None].append(finding)
    yield from of_record.pop(None, ())
    for name, some in of_record.items():
        record = found.dataset.records[found.position(name)] if name is not None else None
        yield from (replace(finding, box=box) for finding, box in zip(some, _boxes(found, record, some), strict=True))


def _boxes(found: Index, record: Record | None, findings: list[Finding]) -> list[Box | None]:
    if record is None or record.xml is None or found.dataset.format in READ_ONLY:
        return [None] * len(findings)
    try:
        root = voc.tree(record.xml, read_bytes(record.xml) or b"")
        facts = read_facts(found.dataset.format, record)
    except (LabelError, PictureError):
        return [None] * len(findings)
    lines = [element.sourceline or 0 for element in root.findall(root.tag[: -len("annotation")] + "object")]
    box_of = {instance.origin: instance.box for instance in facts.instances}
    return [box_of.get(bisect_right(lines, finding.line or 0) - 1) for finding in findings]


def _order(finding: Finding) -> tuple[str, int, str, str]:
    return finding.file, finding.line or 0, finding.code, finding.message


def _has_pictures(folder: Path) -> bool:
    """Whether a picture lies in the folder, or up to two folders down: then something else is wrong with it."""
    level = [folder]
    for _ in range(3):
        if any(True for each in level for _ in stems(each, PICTURES)):
            return True
        level = [child for each in level for child in folders(each).values()][:1000]
    return False


def _foreign(found: Index, code: str) -> bool:
    return found.dataset.format in READ_ONLY and code != "picture"


def _record(found: Index, record: Record) -> Iterator[tuple[Path, Odd]]:
    """All that is odd about one record's files."""
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


def _folder(found: Index, desk: _Desk) -> Iterator[Finding]:
    """What only shows when the whole folder is known."""
    dataset = found.dataset
    if dataset.format not in READ_ONLY:
        yield from desk.placed(surroundings.look(dataset))
        yield from _lists(dataset, desk)
    elif dataset.format in ("yolo", "labelme"):
        yield from desk.placed(surroundings.same_names(dataset))
    yield from _classes(found, desk)
    yield from _unlabelled(found, desk)
    if dataset.format in counting.FORMATS and boxes.zero_based(found):
        message = "boxes begin at 0 and none reaches its picture's width or height, as in 0-based files; they are read"
        cure = (
            "as 1-based, a pixel too far to the left and top: if so, choose to read them as 0-based (check --read-as 0)"
        )
        yield desk.finding(dataset.xml_folder, None, "zero-based", f"{message} {cure}")


def _lists(dataset: Dataset, desk: _Desk) -> Iterator[Finding]:
    known = {record.name: record for record in dataset.records}
    for path in _list_files(dataset):
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


def _unlabelled(found: Index, desk: _Desk) -> Iterator[Finding]:
    dataset = found.dataset
    if not found.annotated.any():
        return
    taught = set(dataset.lists.get("trainval", ())) if any(record.xml for record in dataset.records) else set()
    for record, annotated in zip(dataset.records, found.annotated.tolist(), strict=True):
        if dataset.format == "pets" and record.xml is None and record.name in taught:
            message = "it is in trainval.txt and has no box file; draw its box, or take it from the list"
            yield desk.finding(record.image, None, "no-boxes", message, record)
        elif not annotated and not any(path.exists() for path in surroundings.files_of(record)[1:]):
            yield desk.finding(record.image, None, "no-label", "no label file belongs to it; draw its labels", record)
