"""Colours, sizes, icons, style: look as data and what applies it."""
