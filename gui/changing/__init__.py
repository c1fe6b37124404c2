"""What people change: edits as values, undo, batches over many pictures."""
