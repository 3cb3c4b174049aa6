"""Browsers that are not asked for a second factor every time."""
