"""Which label file belongs to which picture, by their names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.datasets.scanning import is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping


def matched(images: Mapping[str, str], xmls: Mapping[str, str]) -> dict[str, str]:
    """The XML of each picture by its name; where that leaves pictures and XMLs over, by its file's whole name
    (a.png.xml, which the second of two gets), then without regard to capitals, leading zeros and folder (A.JPG and
    a.xml, 1284.jpg and 01284.xml), if no two are alike then. The index says so. An XML among pictures (valid/a.xml) is
    never that of a picture in another folder (train/a.jpg): its own was deleted."""
    xmls = as_spelled(images, xmls)
    found = {name: xmls[name] for name in images if name in xmls}
    spare_images, spare_xmls = images.keys() - found.keys(), xmls.keys() - found.keys()
    if spare_images and spare_xmls:
        whole = {name: name + Path(images[name]).suffix for name in spare_images}
        found.update({name: xmls[file] for name, file in whole.items() if file in spare_xmls})
        spare_images, spare_xmls = spare_images - found.keys(), xmls.keys() - {*found, *map(whole.get, found)}
    if spare_images and spare_xmls:
        pictures, files = _loosely(spare_images), _loosely(spare_xmls)
        of_pictures = {_folder(name) for name in images}
        for key in pictures.keys() & files.keys():
            picture, file = pictures[key], files[key]
            if _folder(file) == _folder(picture) or _folder(file) not in of_pictures:
                found[picture] = xmls[file]
    return found


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _loosely(names: set[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name in names:
        last = name.rpartition("/")[2]
        number = last.isascii() and last.isdigit()
        found.setdefault(last.lstrip("0") if number else last.casefold(), []).append(name)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


def as_spelled(images: Mapping[str, str], files: Mapping[str, str]) -> Mapping[str, str]:
    """The `files`, name -> path; of those of two pictures whose names look the same, one of composed letters and one of
    decomposed ones (a Mac's), each goes to the picture that is spelled like it. Their order says nothing of that. Where
    three look the same, a.jpg and a.png among them, they stay as they are: no two may get one file."""
    if "".join(images).isascii():
        return files
    twins = [name for name in images.keys() - files.keys() if not name.isascii() and is_whole(name, images[name])]
    found = dict(files) if twins else files
    for second in twins:
        first = second.rpartition(".")[0]
        if sum(name.rpartition(".")[0] == first for name in twins) > 1:
            continue
        stems = {name: _spelled(images[name], name) for name in (first, second) if name in images}
        alike = [name for name in files if name == first or _is_second(name, files[name], first)]
        own = {_spelled(files[name], name): files[name] for name in alike}
        given = {name: own[stem] for name, stem in stems.items() if stem in own}
        if len(set(stems.values())) == 2 and given:
            kept = {name: path for name, path in found.items() if name not in alike}
            found = kept | given
    return found


def _is_second(name: str, path: str, first: str) -> bool:
    return name.rpartition(".")[0] == first and is_whole(name, path)


def _spelled(path: str, name: str) -> str:
    """The name of the file `path` without its ending, as the folder has it; `name` is what we call it."""
    return "/".join(Path(path).parts[-1 - name.count("/") :]).rpartition(".")[0]
