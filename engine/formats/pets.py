"""Oxford-IIIT Pet folders: breeds from list.txt or file names, head boxes named by species, trimaps.

Words (design section 1): the picture's label is its breed, and so is that of its boxes; the XML holds the species.
Trimap 1 (pet) -> 1, 2 (background) -> 0, 3 (border) -> 255 void, and back. Source: the data set's README.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from engine.annotation import VOID, Instance
from engine.errors import EngineError, LabelError
from engine.formats import voc_masks

if TYPE_CHECKING:
    from collections.abc import Iterable

SPECIES = ("cat", "dog")
MASK_CLASSES = ("pet",)

_NUMBERED = re.compile(r"(.+)_\d+")
_FROM_TRIMAP = np.full(256, VOID, np.uint8)
_FROM_TRIMAP[1], _FROM_TRIMAP[2] = 1, 0
_TO_TRIMAP = np.full(256, 3, np.uint8)
_TO_TRIMAP[1], _TO_TRIMAP[0] = 1, 2


@dataclass(frozen=True, slots=True)
class Breeds:
    """Breed and species of pictures: from list.txt where they are in it, else from their file name."""

    breed_of: dict[str, str]
    species_of: dict[str, str]

    def breed(self, stem: str) -> str | None:
        return self.breed_of.get(stem) or breed_in(stem)

    def species(self, stem: str) -> str | None:
        """Names of cats begin with a capital letter (the data set's README)."""
        if stem in self.species_of:
            return self.species_of[stem]
        return None if breed_in(stem) is None else SPECIES[not stem[0].isupper()]


def breed_in(stem: str) -> str | None:
    """`american_bulldog` for `american_bulldog_12`, None for a name of another kind."""
    match = _NUMBERED.fullmatch(stem)
    return match[1] if match else None


def read_breeds(lines: Iterable[str]) -> Breeds:
    """From the lines of list.txt: name, class id 1..37, species 1 cat or 2 dog, id in the species.

    A class is called what most of its pictures are called, so a renamed picture keeps its breed. Lines that say
    something else are left out, and their pictures are known by their names.
    """
    ids: dict[str, int] = {}
    species: dict[str, str] = {}
    names: dict[int, Counter[str]] = defaultdict(Counter)
    for line in lines:
        words = columns(line)
        if len(words) < 3 or words[0].startswith("#"):
            continue
        name, number, kind = words[:3]
        if kind in ("1", "2"):
            species[name] = SPECIES[int(kind) - 1]
        if number.isascii() and number.isdigit() and 1 <= len(number) <= 4 and int(number) > 0:
            ids[name] = int(number)
            breed = breed_in(name)
            if breed is not None:
                names[int(number)][breed] += 1
    called = {number: max(counts, key=lambda breed: (counts[breed], breed)) for number, counts in names.items()}
    return Breeds({name: called[number] for name, number in ids.items() if number in called}, species)


def columns(line: str) -> list[str]:
    """Name, class, species and id of a line of list.txt, as far as they are there; a name may have spaces."""
    words = line.rsplit(maxsplit=3)
    return words if len(words) == 4 and all(word.isdigit() for word in words[1:]) else line.split()


def from_file(instances: tuple[Instance, ...], breed: str | None) -> tuple[Instance, ...]:
    """The file's instances with the picture's breed for a label and the species they are named by as an attribute."""
    return tuple(
        replace(instance, label=breed or instance.label, attributes=(("species", instance.label),))
        if instance.label in SPECIES
        else instance
        for instance in instances
    )


def to_file(
    path: Path, instances: tuple[Instance, ...], breed: str | None, species: str | None
) -> tuple[Instance, ...]:
    """The way back: instances named as the file `path` names them.

    A Pets file holds only the species of a box; its breed is the picture's. Raises EngineError for a box of another
    breed, which would come back as the picture's breed.
    """
    return tuple(_named(path, instance, breed, species) for instance in instances)


def _named(path: Path, instance: Instance, breed: str | None, species: str | None) -> Instance:
    own = dict(instance.attributes).get("species") or species
    if own in SPECIES and instance.label == (breed or own):
        return replace(instance, label=str(own), attributes=())
    if instance.label not in SPECIES and instance.origin is not None and not instance.attributes:
        return instance  # the file itself says another name here
    raise EngineError(
        f"{path.name}: Pets files hold only the species of a box, and its breed is the picture's "
        f"({breed or 'unknown'}); {instance.label} cannot be written. Undo the change of class, or move the picture to "
        "that breed in list.txt"
    )


def from_trimap(trimap: np.ndarray) -> np.ndarray:
    """Height×width uint8 trimap values to mask ids: 1 pet, 0 background, 255 void (borders and unknown values)."""
    return _FROM_TRIMAP[trimap]


def to_trimap(mask: np.ndarray) -> np.ndarray:
    """The way back: 1 -> 1, 0 -> 2, all else -> 3."""
    return _TO_TRIMAP[mask]


def trimap_bytes(mask: np.ndarray, like: bytes | None = None) -> bytes:
    """A grey PNG as the data set's own, of a mask of ours; with `like`, the bytes of the trimap it takes the place
    of, in that one's kind of file, with its own values wherever the mask says the same."""
    trimap = to_trimap(mask)
    if like is None:
        out = io.BytesIO()
        Image.fromarray(trimap).save(out, "PNG", compress_level=3)
        return out.getvalue()
    with suppress(LabelError):  # a damaged one is replaced
        was = voc_masks.parse_indices(Path("trimap"), like)
        trimap = np.where(from_trimap(was) == mask, was, trimap) if was.shape == mask.shape else trimap
    return voc_masks.to_bytes(trimap, like)


def parse_trimap(path: Path, data: bytes) -> np.ndarray:
    """The mask of a trimap file's bytes, height×width uint8. Raises LabelError."""
    return from_trimap(voc_masks.parse_indices(path, data))
