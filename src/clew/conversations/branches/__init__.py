"""The branches of a thread, in stretches."""
