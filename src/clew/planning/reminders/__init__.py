"""When to remind a person."""
