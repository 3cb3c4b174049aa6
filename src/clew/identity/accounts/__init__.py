"""Making accounts, and proving that one is somebody's."""
