"""Runs as the window starts, follows, finds and scores them."""
