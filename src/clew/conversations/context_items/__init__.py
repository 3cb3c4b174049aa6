"""What was put before the model for an answer."""
