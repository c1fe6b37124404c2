"""The window: a thin Qt program on the engine."""
