"""One file a label format, each with `read` and `write`."""
