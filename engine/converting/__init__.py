"""Converting folders: a scene is read once, whatever its format, and each target format has one writer."""
