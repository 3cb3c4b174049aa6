"""Changes of the code, with messages after Conventional Commits."""
