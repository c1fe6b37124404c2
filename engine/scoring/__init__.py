"""Scoring boxes and masks that already exist as files: no network, no torch, and no pictures need to be there."""
