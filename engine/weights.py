"""Pretrained weights: one door. A folder someone names, the bundle, the caches, else a download with its hash checked.

Nothing is trained on random weights because these were not found: that is an error with its cure.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import tempfile
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torchvision import models
from torchvision.models import detection, segmentation

from engine import places
from engine.errors import EngineError, WeightsMissing
from engine.formats.voc_classes import VOC_CLASSES
from engine.networks.network import Network
from engine.networks.torchvision_detectors import fitting
from engine.steps import Step
from engine.weight_files import check, fill, read, rows
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from engine.networks.making import AnyNetwork

NONE = "none"
"""What someone says who wants random weights."""

_OTHERWISE = "try the sample, or say --weights none to learn from scratch"

TIMEOUT = 15.0
"""Seconds without a byte after which a download is given up."""

_TAUGHT = ("", *VOC_CLASSES)
"""What the rows of torchvision's last layers for masks stand for, the background first."""

_FEATURES, _BODY, _HEAD = "features.", "backbone.", "classifier."
_HEADS = (_HEAD, "aux_classifier.", "fc.")
_CHUNK = 1 << 18
_ENDINGS = (".pth", ".pt", ".safetensors")


@dataclass(frozen=True, slots=True)
class Source:
    """Where weights come from. The URL's file name carries the first digits of its SHA-256, as torch.hub has it.

    `backbone` names the weights that the backbone alone was begun with: the next best in a folder without these.
    """

    name: str
    url: str
    backbone: str | None = None

    @property
    def file(self) -> str:
        return self.url.rsplit("/", 1)[1]

    @property
    def digits(self) -> str:
        found = re.search(r"-([a-f0-9]{8,})\.", self.file)
        return found.group(1) if found else ""


_V3 = "mobilenet_v3_large"
_SOURCES = (
    Source("mobilenet_v2", str(models.MobileNet_V2_Weights.IMAGENET1K_V1.url)),
    Source(_V3, str(models.MobileNet_V3_Large_Weights.IMAGENET1K_V1.url)),
    Source("resnet50", str(models.ResNet50_Weights.IMAGENET1K_V1.url)),
    Source("vgg16", str(models.VGG16_Weights.IMAGENET1K_V1.url)),
    Source(f"deeplabv3_{_V3}", str(segmentation.DeepLabV3_MobileNet_V3_Large_Weights.DEFAULT.url), _V3),
    Source("deeplabv3_resnet50", str(segmentation.DeepLabV3_ResNet50_Weights.DEFAULT.url), "resnet50"),
    Source(f"lraspp_{_V3}", str(segmentation.LRASPP_MobileNet_V3_Large_Weights.DEFAULT.url), _V3),
    Source(f"fasterrcnn_{_V3}_320_fpn", str(detection.FasterRCNN_MobileNet_V3_Large_320_FPN_Weights.DEFAULT.url)),
    Source("fasterrcnn_resnet50_fpn", str(detection.FasterRCNN_ResNet50_FPN_Weights.DEFAULT.url)),
    Source(f"ssdlite320_{_V3}", str(detection.SSDLite320_MobileNet_V3_Large_Weights.DEFAULT.url)),
    Source("maskrcnn_resnet50_fpn", str(detection.MaskRCNN_ResNet50_FPN_Weights.DEFAULT.url)),
)
SOURCES = {source.name: source for source in _SOURCES}


def find(name: str, where: str | None) -> Path | None:
    """The file of the weights `name`: in the folder (or the file) `where`, else in the bundle, torch's cache or ours.

    A folder `where` without them may hold those of their backbone alone; the file's name says which it is. Raises
    WeightsMissing where it has neither: what was asked for is never replaced silently.
    """
    source = SOURCES[name]
    if where is not None:
        found = _in_folder(Path(where), name)
        if found is None and source.backbone is not None:
            found = _in_folder(Path(where), source.backbone)
        if found is None:
            least = "" if source.backbone is None else f", or of its backbone, {source.backbone}*"
            wanted = f"give a folder that holds a file {name}*.pth or .safetensors{least}"
            raise WeightsMissing(f"{where}: no weights of {name} here; {wanted} (--weights FOLDER), {_OTHERWISE}")
        return found
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
            f"that holds {source.file} (--weights FOLDER, or Weights in the settings), {_OTHERWISE}"
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


def load(path: Path, network: AnyNetwork, mask_classes: Sequence[str]) -> str:
    """Put the weights of the file into the network's backbone (a classifier that it carries is left out), into all of a
    detector of torchvision's, or also into the mask head where it is torchvision's and the file has it too: of its last
    layers those of the classes both know, by name. Says in a few words what was taken.

    Every tensor must be there with its shape, all finite, nothing foreign. Raises EngineError that names the file."""
    tensors = read(path)
    if not isinstance(network, Network):
        fill(path, fitting(tensors, network), network)
        return f"the pretrained weights {path.name}"
    fill(path, _of_backbone(tensors), network.backbone)
    last = [name.removeprefix("heads.mask.") for name, head in network.last_layers.items() if head == "mask"]
    given = {f"layers.{name.removeprefix(_HEAD)}": values for name, values in tensors.items() if name.startswith(_HEAD)}
    if not any(f"{layer}.weight" in given for layer in last):
        return f"the pretrained backbone {path.name}"
    head = network.heads["mask"]
    fill(path, given, head, last)
    known = [name for name in mask_classes if name in _TAUGHT]
    own = head.state_dict()
    for name in (f"{layer}.{part}" for layer in last for part in ("weight", "bias")):
        if name not in given:
            raise EngineError(f"{path}: these are not the weights wanted: {name} is missing")
        known_rows = given[name].shape[0] if given[name].ndim else 0
        check(path, name, given[name], (known_rows, *own[name].shape[1:]))
        if known_rows == len(_TAUGHT):  # of other classes nobody knows the names
            own[name] = rows(own[name], given[name], ("", *mask_classes), _TAUGHT)
    head.load_state_dict(own)
    taken = f"{len(known)} of {counted(len(mask_classes), 'mask class', 'mask classes')}"
    return f"the pretrained weights {path.name} ({taken} known to them)"


def _of_backbone(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The tensors of torchvision's file that are its backbone's, by our names: `features.` and torchvision's own."""
    found = {name: tensor for name, tensor in tensors.items() if not name.startswith(_HEADS)}
    if any(name.startswith(_BODY) for name in found):
        found = {name.removeprefix(_BODY): tensor for name, tensor in found.items()}
    if any(name.startswith(_FEATURES) for name in found):
        return found
    return {_FEATURES + name: tensor for name, tensor in found.items()}


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
