"""The picture with its layers, and the tools that work on them."""
