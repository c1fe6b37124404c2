"""What lies in a folder besides its records: label files without a picture, files nobody reads, links, left-overs."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks.names import hidden_in
from engine.datasets.index import is_of_labels
from engine.datasets.scanning import DEEP, MASKS, PICTURES, folders, is_kind, key, leads_round, may_lead, tree
from engine.limits import OUTSIDE, leads_out, open_plain
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.datasets.record import Dataset, Record

FROM_OTHERS = re.compile(r"thumbs\.db|desktop\.ini|\.ds_store|\.git.*|\..*|__macosx", re.IGNORECASE)
"""What file browsers leave behind; nobody is told of it."""

_LEFT_OVER = re.compile(r"(?:xml|json|txt|png|jpe?g).*(?:~|\.(?:bak|tmp|autosave|swp|orig|old))$", re.IGNORECASE)
_NOT_READ = {"svg", "heic", "heif", "avif", "jxl", "jp2", "psd", "pdf", "eps", "ai", "dng", "cr2", "nef", "arw", "exr"}
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*")

_HEAD = 65_536  # bytes of what may be a label file
_FRACTION = re.compile(rb"-?[01]?(\.\d+)?(e-\d+)?")
_MASKS = ("segmentationclass", "segmentationclasspng", "segmentationobject", "segmentationobjectpng", "trimaps")

Placed = tuple[Path, str, str]
"""What is said of a file: its path, code, message."""


def look(dataset: Dataset) -> Iterator[Placed]:
    """What is odd about the files around the records of a dataset."""
    if not dataset.root.is_dir():  # a COCO file that was opened itself
        dataset = replace(dataset, root=dataset.xml_folder)
    used = {path for record in dataset.records for path in files_of(record)}
    pictures = {record.image.parent for record in dataset.records}
    labels = {path.parent for path in used} - pictures | {dataset.xml_folder} | _mask_folders(dataset.root)
    apart = dataset.root not in pictures and dataset.format in ("voc", "voc_masks", "pets")
    for folder in sorted(pictures | {dataset.root}):
        for entry in entries(folder):
            yield from _entry(Path(entry.path), entry, dataset, used)
            if folder in pictures:
                yield from _among_pictures(Path(entry.path), used, apart)
    for folder in sorted(labels - pictures - {dataset.root}):
        for entry in entries(folder):
            yield from _entry(Path(entry.path), entry, dataset, used)
            yield from _among_labels(Path(entry.path), used, dataset.root)
    yield from _unwritable(dataset)
    for record in dataset.records:
        yield from _record(record)
    if dataset.format != "coco":  # whose files name their pictures whole
        yield from _same_names(dataset)
    if dataset.xml_folder == dataset.root and not dataset.read_only:
        yield from _deeper(dataset.root, pictures)


def other_labels(dataset: Dataset) -> Mapping[str, Mapping[str, Path]]:
    """Label files that are not read since the folder is taken for one of another kind, and whose pictures have no
    labels (a COCO file: where nobody has any): kind -> the file's name without its ending -> the file."""
    bare = {key(record.image.stem) for record in dataset.records if len(files_of(record)) == 1}
    found: dict[str, dict[str, Path]] = defaultdict(dict)
    if bare and dataset.format != "mnist":
        used = {record.label_file for record in dataset.records}
        there = tree(dataset.root, frozenset(("txt", "json")), dataset.root, deep=DEEP)
        for path in (Path(file) for file in there.values() if file not in used):
            named = key(path.stem) in bare
            kind = _kind(path) if named or dataset.format == "images" else ""
            if kind == "COCO" or (kind and named):
                found[kind][key(path.stem)] = path
    return found


def _kind(path: Path) -> str:
    """What kind of label file it is, by how it begins; nothing of a caption or of notes."""
    try:
        with open_plain(path) as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    if path.suffix.lower() == ".txt":
        number, *fractions = next((line.split() for line in head.splitlines() if line.strip()), [b""])
        return "YOLO" if number.isdigit() and len(fractions) > 3 and all(map(_FRACTION.fullmatch, fractions)) else ""
    return "labelme" if b'"shapes"' in head else "COCO" if b'"file_name"' in head else ""


def without_pictures(folder: Path) -> Iterator[Placed]:
    """What is to be said of a folder in which no picture is."""
    yield folder, "no-pictures", "no pictures here; add JPEG or PNG pictures, or open another folder"
    for entry in entries(folder):
        path = Path(entry.path)
        yield from _special(path, entry)
        yield from _among_pictures(path, set(), False)
        if path.suffix.lower() == ".xml":
            yield path, "no-picture", "no picture has this name; add the picture or delete the file"


def files_of(record: Record) -> tuple[Path, ...]:
    """Every file that belongs to a record."""
    found = (record.image, record.xml, record.mask, record.instance_mask, record.labels, record.barred)
    return tuple(path for path in found if path is not None)


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, by name; nothing where we may not look."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _entry(path: Path, entry: os.DirEntry[str], dataset: Dataset, used: set[Path]) -> Iterator[Placed]:
    yield from _special(path, entry)
    if may_lead(entry) and leads_out(path, dataset.root):
        yield from _out(path, path in used, dataset)
        return
    if entry.is_symlink():
        yield from _link(path, path in used)
    spare = path.suffix.lower() == ".xml" and path not in used and not entry.name.startswith(".")
    if spare and not dataset.read_only and is_kind(entry.is_file):
        yield path, "no-picture", "no picture has this name; add the picture or delete the file"
    if _LEFT_OVER.search(entry.name):
        message = "left over from a save or kept by hand; it is not read: compare it with its original, then delete it"
        yield path, "left-over", message


def _special(path: Path, entry: os.DirEntry[str]) -> Iterator[Placed]:
    if path.suffix[1:].lower() not in PICTURES | {"xml", "json", "txt"}:
        return
    try:
        mode = path.stat().st_mode
    except OSError as error:
        where = "a link that leads nowhere" if entry.is_symlink() else f"cannot be read ({error.strerror})"
        yield path, "not-read", f"{where}; put the file here again, or remove it"
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        yield path, "not-read", "this is not a plain file and is never opened; remove it"


def _link(path: Path, used: bool) -> Iterator[Placed]:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return
    if target.is_dir() and leads_round(str(path)):
        yield path, "link", "a link to a folder around this one, which has no end; remove it"
    elif used and path.suffix.lower() == ".xml":
        yield path, "link", f"a link to {target.name}; a save changes the file it leads to"


def _out(path: Path, used: bool, dataset: Dataset) -> Iterator[Placed]:
    """What is said of a link out of the folder: only pictures are read through it."""
    try:
        target = path.resolve()
        folder = target.is_dir()
    except (OSError, RuntimeError) as error:
        yield path, "not-read", f"{OUTSIDE}, to where we may not look ({error}); put what it leads to here"
        return
    masks = set() if used else _mask_folders(dataset.root)
    labels = is_of_labels(path.name.lower())
    if folder and leads_round(str(path)):
        yield path, "link", "a link to a folder around this one, which has no end; remove it"
    elif path in masks | {dataset.xml_folder} or path.parent in masks or path.suffix.lower() == ".xml" or labels:
        yield path, "not-read", f"{OUTSIDE}, to {target}, and it is not read; put what it leads to here"
    elif used or folder:
        yield path, "link", f"a link out of the folder, to {target}; pictures there are shown, and nothing is written"


def _among_pictures(path: Path, used: set[Path], apart: bool) -> Iterator[Placed]:
    """`apart`: the folder is for pictures alone, so that what is none of them is out of place."""
    name, ending = path.name, path.suffix[1:].lower()
    if path in used or not path.is_file():
        return
    if name.startswith("._"):
        if ending in PICTURES and not path.with_name(name[2:]).exists():
            yield path, "hidden", "what a Mac keeps beside a picture that is not here; delete it"
    elif name.startswith("."):
        if ending in PICTURES:
            yield path, "hidden", "a name that begins with a dot is passed over; rename the file if it is wanted"
    elif ending in _NOT_READ:
        yield path, "not-read", f"{ending.upper()} files are not read; save it as PNG or JPEG"
    elif (not ending or ending != ending.strip()) and _is_picture(path):
        yield path, "hidden", "a picture whose name has no ending that says so is passed over; rename the file"
    elif apart and ending not in PICTURES | {"xml", "json", "txt"} and not FROM_OTHERS.fullmatch(name):
        yield path, "foreign", "this is no picture and is passed over; move it elsewhere"


def _mask_folders(root: Path) -> set[Path]:
    inside = folders(root) if root.is_dir() else {}
    if "annotations" in inside:
        inside["trimaps"] = folders(inside["annotations"]).get("trimaps", root)
    return {inside[name] for name in _MASKS if name in inside} - {root}


def _among_labels(path: Path, used: set[Path], root: Path) -> Iterator[Placed]:
    name = path.name
    if path in used or path.parent not in _mask_folders(root) or name.startswith(".") or not path.is_file():
        return
    ending = path.suffix[1:].lower()
    if ending in MASKS:
        yield path, "no-picture", "no picture uses this mask; give both the same name"
    elif ending in PICTURES:
        message = f"{ending.upper()} files do not keep class ids, and this mask is not read; export it as a palette PNG"
        yield path, "not-read", message


def _is_picture(path: Path) -> bool:
    try:
        with open_plain(path) as file:
            return file.read(16).startswith(_MAGIC)
    except OSError:
        return False


def _record(record: Record) -> Iterator[Placed]:
    for path in files_of(record):
        hidden = hidden_in(path.name)
        if hidden or path.name != path.name.strip():
            what = hidden or "a space at its end"
            yield path, "file-name", f"the name holds {what}; rename the file"
    labels = record.xml
    if labels is None:
        return
    try:
        state = labels.stat()
    except OSError:
        return
    if state.st_nlink > 1:
        yield labels, "link", f"the file has {state.st_nlink} names on this disk (hard links); a save changes this one"
    if not os.access(labels, os.W_OK):
        yield labels, "read-only", "the file is write-protected; allow writing before you change its labels"
    elif not os.access(labels.parent, os.W_OK):
        yield labels, "read-only", "its folder is write-protected; allow writing before you change its labels"


def _unwritable(dataset: Dataset) -> Iterator[Placed]:
    """Where no label file is there yet that could be write-protected, the place of the first one may be."""
    folder = dataset.xml_folder if dataset.xml_folder.is_dir() else dataset.root
    if not dataset.read_only and not any(dataset.records.column("xml_file")) and not os.access(folder, os.W_OK):
        yield folder, "read-only", "this folder is write-protected; allow writing before you draw labels"


def _deeper(root: Path, known: set[Path]) -> Iterator[Placed]:
    """Pictures below a plain folder that are not listed: it is looked through one folder down, so that nobody waits for
    a whole disk."""
    there = Counter(Path(file).parent for file in tree(root, PICTURES, deep=DEEP).values())
    for folder in sorted(there.keys() - known):
        many = counted(there[folder], "picture lies here, and is not listed", "pictures lie here, and are not listed")
        yield folder, "unlisted", f"{many}: only one folder down is looked through; open this folder, or move them up"


def _same_names(dataset: Dataset) -> Iterator[Placed]:
    """Two pictures that one label file would belong to: a.jpg and a.png, or é.jpg composed and decomposed."""
    same: dict[tuple[Path, str], list[Record]] = defaultdict(list)
    for record in dataset.records:
        same[record.image.parent, key(record.image.stem)].append(record)
    for alike in same.values():
        if len(alike) > 1:
            others = ", ".join(record.image.name[:60] for record in alike[:-1])
            one = alike[-1].label_file is not None and alike[-1].label_file == alike[0].label_file
            how = "one label file is read for both" if one else "a label file belongs to one"
            yield alike[-1].image, "same-name", f"{others} has the same name, and {how}; rename one"
