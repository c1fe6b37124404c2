"""PASCAL VOC's twenty classes. A module without numpy, so that the window may know them when it starts."""

from __future__ import annotations

VOC_CLASSES = (
    "aeroplane",
    "bicycle",
    "bird",
    "boat",
    "bottle",
    "bus",
    "car",
    "cat",
    "chair",
    "cow",
    "diningtable",
    "dog",
    "horse",
    "motorbike",
    "person",
    "pottedplant",
    "sheep",
    "sofa",
    "train",
    "tvmonitor",
)
"""Class id v > 0 of a VOC mask is `VOC_CLASSES[v - 1]` where a folder names no classes of its own."""
