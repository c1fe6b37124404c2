"""A network for other programs, and for ONNX Runtime here: made, checked, kept and run."""
