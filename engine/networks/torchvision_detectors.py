"""torchvision's detectors, taken apart where we need them: features that can be kept, objects found, a loss.

Their own transforms are left out: pictures come normalised and squashed to a square like everywhere. What they are told
and what they say is in `engine.networks.torchvision_terms`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional
from torchvision.models import detection
from torchvision.models.detection.roi_heads import fastrcnn_loss, project_masks_on_boxes
from torchvision.ops import box_iou

from engine.annotation import VOID
from engine.networks.outputs import Outputs
from engine.networks.torchvision_terms import Levels, Target, ToUnit, found_of, known_of, no_loss, squares_of, target_of
from engine.networks.widening import wide
from engine.suppression import LEAST, MOST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torchvision.models.detection.image_list import ImageList

    from engine.training.targets import Objects

_REGIONS = {
    "fasterrcnn_mobilenet_v3_large_320_fpn": (detection.fasterrcnn_mobilenet_v3_large_320_fpn, 32),
    "fasterrcnn_resnet50_fpn": (detection.fasterrcnn_resnet50_fpn, 4),
    "maskrcnn_resnet50_fpn": (detection.maskrcnn_resnet50_fpn, 4),
}
"""Those that look twice, first for regions; each with the stride of its finest features."""

_SSD = "ssdlite320_mobilenet_v3_large"
_SSD_STRIDE = 16

_LAST = tuple(
    f"roi_heads.{name}"
    for name in ("box_predictor.cls_score", "box_predictor.bbox_pred", "mask_predictor.mask_fcn_logits")
)
"""Layers whose rows are classes, the background first."""

_LEARNT = 128
"""So many regions of a picture are learnt from, a quarter of them objects: torchvision's 512 cost several times the
backbone, and most are the same nothing."""

_OVERLAP = 0.5  # that a kept box may have with a better one of its class


class RegionDetector(nn.Module):
    """Faster R-CNN (Ren et al. 2015) and Mask R-CNN (He et al. 2017) with feature pyramids.

    Forward: normalised pictures N×3×S×S to `Outputs.found`; in two halves as `Network`'s. `last_layers` names those
    whose rows are the background and the classes.
    """

    def __init__(self, name: str, classes: int) -> None:
        super().__init__()
        make, self.stride = _REGIONS[name]
        made = make(
            weights=None,
            weights_backbone=None,
            num_classes=1 + classes,
            box_score_thresh=LEAST,
            box_nms_thresh=_OVERLAP,
            box_detections_per_img=MOST,
            box_batch_size_per_image=_LEARNT,
        )
        self.backbone = Levels(made.backbone)
        self.rpn = made.rpn
        self.roi_heads = made.roi_heads
        self.last_layers = dict.fromkeys(_LAST, "regions")

    def forward(self, pictures: torch.Tensor) -> Outputs:
        return self.read(self.backbone(pictures))

    @wide
    def read(self, pyramid: Sequence[torch.Tensor]) -> Outputs:
        features, (images, side) = _named(pyramid), squares_of(pyramid, self.stride)
        proposals, _ = self.rpn(images, features)
        rows, _ = self.roi_heads(features, proposals, images.image_sizes)
        return Outputs(found=tuple(found_of(row, side) for row in rows))

    def learn_from(self, pictures: torch.Tensor, objects: Sequence[Objects | None]) -> Outputs:
        return self.learn(self.backbone(pictures), objects)

    @wide
    def learn(self, pyramid: Sequence[torch.Tensor], objects: Sequence[Objects | None]) -> Outputs:
        """What the pictures with known objects lose: objectness and edges of the regions, then class and edges of the
        objects, and their masks where somebody has drawn them; the means that torchvision takes."""
        pyramid, known = known_of(pyramid, objects)
        if not known:
            return Outputs(own_loss=no_loss(self.rpn))
        features, (images, side) = _named(pyramid), squares_of(pyramid, self.stride)
        targets = [target_of(each, side, pyramid[0].device) for each in known]
        proposals, losses = self.rpn(images, features, targets)
        proposals, matched, labels, edges = self.roi_heads.select_training_samples(proposals, targets)
        seen = self.roi_heads.box_head(self.roi_heads.box_roi_pool(features, proposals, images.image_sizes))
        logits, moves = self.roi_heads.box_predictor(seen)
        parts = [*losses.values(), *fastrcnn_loss(logits, moves, labels, edges)]
        if self.roi_heads.has_mask():
            regions = [_drawn(*rows) for rows in zip(targets, proposals, matched, labels, strict=True)]
            if any(len(boxes) for boxes, _, _ in regions):
                parts.append(self._mask_loss(features, images, targets, regions))
        return Outputs(own_loss=torch.stack(parts).sum())

    def _mask_loss(
        self,
        features: dict[str, torch.Tensor],
        images: ImageList,
        targets: Sequence[Target],
        regions: Sequence[tuple[torch.Tensor, torch.Tensor, torch.Tensor]],
    ) -> torch.Tensor:
        """Cross entropy of the masks in `regions`, of each picture: boxes, their objects, their classes; the mean over
        all cells. torchvision's own wants a mask of every object."""
        heads = self.roi_heads
        boxes = [part for part, _, _ in regions]
        logits = heads.mask_predictor(heads.mask_head(heads.mask_roi_pool(features, boxes, images.image_sizes)))
        cells, side = logits.shape[-1], images.image_sizes[0][0]
        wanted = [
            project_masks_on_boxes(target["masks"], part * (target["masks"].shape[-1] / side), objects, cells)
            for target, (part, objects, _) in zip(targets, regions, strict=True)
            if len(part)
        ]
        classes = torch.cat([labels for _, _, labels in regions])
        own = logits[torch.arange(len(classes), device=classes.device), classes]
        return functional.binary_cross_entropy_with_logits(own, torch.cat(wanted))


class SsdDetector(nn.Module):
    """SSDlite (Liu et al. 2016, Sandler et al. 2018) on MobileNetV3. As `RegionDetector`.

    A single picture is learnt from twice at once: on the coarsest grid it has one value a channel, and BatchNorm asks
    for two.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        made = detection.ssdlite320_mobilenet_v3_large(
            weights=None,
            weights_backbone=None,
            num_classes=1 + classes,
            score_thresh=LEAST,
            nms_thresh=_OVERLAP,
            detections_per_img=MOST,
            norm_layer=partial(nn.BatchNorm2d, eps=0.001, momentum=0.1),  # torchvision's .03 is for 100,000 steps
        )
        self.backbone = Levels(nn.Sequential(ToUnit(), made.backbone))
        made.backbone = nn.Identity()
        self.ssd = made
        levels = range(len(made.anchor_generator.aspect_ratios))
        self.last_layers = {f"ssd.head.classification_head.module_list.{level}.1": "anchors" for level in levels}

    def forward(self, pictures: torch.Tensor) -> Outputs:
        return self.read(self.backbone(pictures))

    @wide
    def read(self, pyramid: Sequence[torch.Tensor]) -> Outputs:
        images, side = squares_of(pyramid, _SSD_STRIDE)
        anchors = self.ssd.anchor_generator(images, list(pyramid))
        rows = self.ssd.postprocess_detections(self.ssd.head(list(pyramid)), anchors, images.image_sizes)
        return Outputs(found=tuple(found_of(row, side) for row in rows))

    def learn_from(self, pictures: torch.Tensor, objects: Sequence[Objects | None]) -> Outputs:
        if len(pictures) == 1:
            pictures, objects = pictures.repeat(2, 1, 1, 1), (*objects, *objects)
        return self.learn(self.backbone(pictures), objects)

    @wide
    def learn(self, pyramid: Sequence[torch.Tensor], objects: Sequence[Objects | None]) -> Outputs:
        """What the pictures with known objects lose: class and edges of the anchors, among them for each object the
        three hardest of its picture that are nothing; the means that torchvision takes. So a picture without any object
        teaches nothing here."""
        pyramid, known = known_of(pyramid, objects)
        if not known:
            return Outputs(own_loss=no_loss(self.ssd.head))
        if len(known) == 1:
            pyramid, known = [level.repeat(2, 1, 1, 1) for level in pyramid], [*known, *known]
        images, side = squares_of(pyramid, _SSD_STRIDE)
        targets = [target_of(each, side, pyramid[0].device) for each in known]
        anchors = self.ssd.anchor_generator(images, list(pyramid))
        matched = [
            self.ssd.proposal_matcher(box_iou(target["boxes"], places))
            if len(target["boxes"])
            else torch.full((len(places),), -1, dtype=torch.int64, device=places.device)
            for target, places in zip(targets, anchors, strict=True)
        ]
        losses = self.ssd.compute_loss(targets, self.ssd.head(list(pyramid)), anchors, matched)
        return Outputs(own_loss=torch.stack(list(losses.values())).sum())


TorchvisionDetector = RegionDetector | SsdDetector


def detector(name: str, classes: int) -> TorchvisionDetector:
    """The detector that torchvision knows by `name`, with random weights."""
    return SsdDetector(classes) if name == _SSD else RegionDetector(name, classes)


def fitting(tensors: Mapping[str, torch.Tensor], network: TorchvisionDetector) -> dict[str, torch.Tensor]:
    """A state of torchvision's network as the state of ours: its names, and the last layers (whose rows are classes)
    left as they are in ours where the classes are others. What doesn't belong to either is kept, for the loader to
    refuse."""
    own = network.state_dict()
    inner = "backbone.levels.1." if isinstance(network, SsdDetector) else "backbone.levels."
    found: dict[str, torch.Tensor] = {}
    for name, tensor in tensors.items():
        if name.startswith("backbone."):
            new = inner + name.removeprefix("backbone.")
        else:
            new = f"ssd.{name}" if isinstance(network, SsdDetector) else name
        other = new.rpartition(".")[0] in network.last_layers and new in own and own[new].shape != tensor.shape
        found[new] = own[new] if other else tensor
    for name in own.keys() - found.keys():
        if name.endswith("num_batches_tracked"):  # a frozen BatchNorm of torchvision has no counter
            found[name] = own[name]
    return found


def _named(pyramid: Sequence[torch.Tensor]) -> dict[str, torch.Tensor]:
    """The levels under the names that the poolings look for; the coarsest is for the regions alone."""
    return {str(number): level for number, level in enumerate(pyramid[:-1])} | {"pool": pyramid[-1]}


def _drawn(
    target: Target, proposals: torch.Tensor, matched: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The proposals that lie on an object with a mask: boxes, their objects, their classes."""
    rows = torch.nonzero(labels > 0)[:, 0]
    if len(target["masks"]):
        drawn = (target["masks"] != VOID).flatten(1).all(1)
        rows = rows[drawn[matched[rows]]]
    return proposals[rows], matched[rows], labels[rows]
