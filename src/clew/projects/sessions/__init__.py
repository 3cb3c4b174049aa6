"""Attempts of the assistant at tasks."""
