"""The engine: everything Overlap can do without a window. Imports no Qt."""
