"""Retrieval: whatever can be recalled, from wherever it comes."""
