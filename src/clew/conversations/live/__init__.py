"""What changes in a person's threads, told while it happens."""
