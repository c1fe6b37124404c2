"""Drawn pieces the panels are made of; none knows a panel."""
