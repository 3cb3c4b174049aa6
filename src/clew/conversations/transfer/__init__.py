"""Threads as files: export and import."""
