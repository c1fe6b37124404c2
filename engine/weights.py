"""Pretrained weights: one door. A folder someone names, the bundle, the caches, else a download with its hash checked.

Nothing is trained on random weights because these were not found: that is an error with its cure.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import struct
import tempfile
import urllib.error
import urllib.request
import warnings
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn
from torchvision.models import MobileNet_V2_Weights

from engine import places
from engine.errors import EngineError, WeightsMissing
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

NONE = "none"
"""What someone says who wants random weights."""

TIMEOUT = 15.0
"""Seconds without a byte after which a download is given up."""

_CHUNK = 1 << 18
_ENDINGS = (".pth", ".pt", ".safetensors")
_MAX_TENSORS = 4 << 30
# What torch and safetensors raise on damaged or forged files, each seen on 3,000 of them.
_DAMAGE = (
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SafetensorError,
    TypeError,
    UnpicklingError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where weights come from. The URL's file name carries the first digits of its SHA-256, as torch.hub has it."""

    name: str
    url: str

    @property
    def file(self) -> str:
        return self.url.rsplit("/", 1)[1]

    @property
    def digits(self) -> str:
        found = re.search(r"-([a-f0-9]{8,})\.", self.file)
        return found.group(1) if found else ""


SOURCES = {"mobilenet_v2": Source("mobilenet_v2", str(MobileNet_V2_Weights.IMAGENET1K_V1.url))}


def find(name: str, where: str | None) -> Path | None:
    """The file of the weights `name`: in the folder (or the file) `where`, else in the bundle, torch's cache or ours.

    Raises WeightsMissing where `where` is given and has none: what was asked for is never replaced silently.
    """
    if where is not None:
        found = _in_folder(Path(where), name)
        if found is None:
            raise WeightsMissing(f"{where}: no weights of {name} here; a file {name}*.pth or .safetensors is wanted")
        return found
    source = SOURCES[name]
    known = (Path(torch.hub.get_dir()) / "checkpoints", places.cache() / "weights")
    for folder in known:
        if (folder / source.file).is_file():
            return folder / source.file
    return _in_folder(places.resources() / "weights", name)


def pretrained(name: str, where: str | None) -> Generator[Step, None, Path]:
    """The file of the weights `name`, downloaded where it lies nowhere. Steps "download" with done and total in bytes.

    Raises WeightsMissing with the cure where that fails too.
    """
    found = find(name, where)
    if found is not None:
        return found
    source = SOURCES[name]
    try:
        return (yield from download(source, places.cache() / "weights"))
    except (OSError, http.client.HTTPException, EngineError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()  # it is the answer too, and holds the connection
        raise WeightsMissing(
            f"the pretrained weights of {name} are not here and could not be downloaded ({_why(error)}); give a folder "
            f"that holds {source.file} (--weights FOLDER, or Weights in the settings), try the sample, or say "
            "--weights none to learn from scratch"
        ) from error


def download(source: Source, folder: Path) -> Generator[Step, None, Path]:
    """Fetch the weights into `folder`, whole and with the right hash or not at all; cancelled by closing.

    torch.hub's own function shows its progress on stderr, which a windowed program doesn't have, and cannot be
    cancelled; the file's place, name and check are the same. Raises OSError or HTTPException for a network that
    fails, EngineError for a file that came short or changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".partial", dir=folder)
    try:
        digest, done = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(source.url, timeout=TIMEOUT) as answer:
            total = int(answer.headers.get("Content-Length") or 0)
            yield Step(f"Downloading {source.name}", 0, total, "download")
            while chunk := answer.read(_CHUNK):
                file.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                yield Step(f"Downloading {source.name}", done, total, "download")
            file.flush()
            os.fsync(file.fileno())
        if done < total:
            raise EngineError(f"the connection was cut after {done} of {total} bytes")
        if not digest.hexdigest().startswith(source.digits):
            raise EngineError(f"what came is not {source.file}: its SHA-256 begins {digest.hexdigest()[:8]}")
        Path(name).replace(folder / source.file)
    finally:
        with suppress(OSError):
            Path(name).unlink()
    return folder / source.file


def load_backbone(path: Path, backbone: nn.Module) -> None:
    """Put the weights of the file into the backbone. Every tensor must be there with its shape, all finite, nothing
    foreign but the classifier that ImageNet's file carries. Raises EngineError that names the file; runs no code."""
    tensors = _read(path)
    wanted = backbone.state_dict()
    foreign = [name for name in tensors if name not in wanted and not name.startswith("classifier.")]
    counters = {name for name in wanted if name.endswith("num_batches_tracked")}  # files from before torch 0.4.1
    missing = [name for name in wanted if name not in tensors and name not in counters]
    if foreign or missing:
        odd = (missing or foreign)[0]
        raise EngineError(f"{path}: these are not the weights wanted: {odd} is {'missing' if missing else 'foreign'}")
    for name in wanted:
        tensor = tensors.get(name)
        if tensor is None:
            continue
        if tensor.shape != wanted[name].shape or not bool(torch.isfinite(tensor).all()):
            raise EngineError(f"{path}: {name} has a wrong shape or values that are no numbers")
    backbone.load_state_dict(wanted | {name: tensors[name] for name in wanted if name in tensors})


def _read(path: Path) -> dict[str, torch.Tensor]:
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        _check_archive(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the age of the format; of no use to anyone here
            found = torch.load(path, map_location="cpu", weights_only=True)
    except _DAMAGE as error:
        raise EngineError(f"{path}: these weights cannot be read ({_why(error)}); fetch the file again") from error
    if not isinstance(found, dict) or not all(
        isinstance(name, str) and isinstance(tensor, torch.Tensor) for name, tensor in found.items()
    ):
        raise EngineError(f"{path}: this is no table of tensors; save a network's state_dict")
    for name, tensor in found.items():
        if tensor.layout != torch.strided or tensor.numel() * tensor.element_size() > tensor.untyped_storage().nbytes():
            raise EngineError(f"{path}: {name[:80]} claims more values than the file holds")
    return found


def _check_archive(path: Path) -> None:
    """`weights_only` still accepts a bad checksum and a small file that inflates to a huge one."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
        if size > min(_MAX_TENSORS, path.stat().st_size + 1024):
            raise ValueError(f"it would inflate to {size} bytes")
        damaged = archive.testzip()
        if damaged is not None:
            raise ValueError(f"{damaged[:80]} is damaged")


def _in_folder(folder: Path, name: str) -> Path | None:
    if folder.is_file():
        return folder
    if not folder.is_dir():
        return None
    return min((file for file in folder.glob(f"{name}*") if file.suffix in _ENDINGS and file.is_file()), default=None)


def _why(error: BaseException) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code}"
    if isinstance(error, urllib.error.URLError):
        return f"no connection: {error.reason}"
    text = str(error).splitlines()
    return text[0][:160] if text else type(error).__name__
