"""Personas, and the modules that their system prompts are assembled from."""
