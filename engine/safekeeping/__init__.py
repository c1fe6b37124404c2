"""What keeps labels safe beside the label files themselves: versions, the journal of unsaved edits, the lock."""
