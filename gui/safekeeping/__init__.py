"""Labels stay safe: saved whole, journalled, watched, brought back."""
