"""Memories as files: export and import."""
