"""What was decided, and by which roles."""
