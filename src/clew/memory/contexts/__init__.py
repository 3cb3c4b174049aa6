"""The circumstances of a memory: when, where, with whom."""
