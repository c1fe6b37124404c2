"""The subcommands of `overlap-engine`: a file for each kind, and what they take and give in common."""
