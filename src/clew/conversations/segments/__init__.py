"""Compressed segments of long threads."""
