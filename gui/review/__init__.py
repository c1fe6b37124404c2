"""Truth beside prediction: matched, ranked, walked through, measured."""
