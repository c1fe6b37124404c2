"""What `check` looks for, one file a kind of finding. Nothing here writes."""
