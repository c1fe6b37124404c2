"""Backbones, heads, and the recipes that join them."""
