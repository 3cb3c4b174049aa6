"""How far the assistant has come in a thread."""
