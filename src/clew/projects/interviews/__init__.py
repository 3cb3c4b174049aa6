"""Guided conversations about projects."""
