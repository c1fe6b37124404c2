"""A folder in the window: opened, shown picture by picture, checked, converted, come back to."""
