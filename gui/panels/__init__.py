"""The docks; none knows another."""
