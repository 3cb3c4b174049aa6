"""Instructions for coding assistants, in versions."""
