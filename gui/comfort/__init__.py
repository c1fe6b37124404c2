"""Keys, the finder, the tour, the tone of what is looked at, what is told of faults."""
