"""The few questions worth a window of their own."""
