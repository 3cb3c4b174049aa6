"""The heart: what happens between a question and its answer."""
