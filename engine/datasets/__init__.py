"""Folders of pictures: what lies in them, in which parts, and generated ones."""
