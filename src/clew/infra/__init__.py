"""Mechanisms with I/O that know nothing of the product."""
