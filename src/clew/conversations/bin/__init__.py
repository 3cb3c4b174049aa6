"""Threads that were removed and can be restored for a while."""
