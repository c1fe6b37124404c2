"""What an evaluation returns: counts to figures, JSON, a page."""
