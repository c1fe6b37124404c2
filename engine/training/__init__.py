"""Fine-tuning: a generator of steps."""
