"""Engine processes: what crosses, both ends, and how one is started and survives."""
