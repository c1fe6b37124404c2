"""Scores: counts first, figures after; numpy only."""
