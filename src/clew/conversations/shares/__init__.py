"""Snapshots of a branch for people without an account."""
