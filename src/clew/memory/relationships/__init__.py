"""How memories have to do with one another."""
