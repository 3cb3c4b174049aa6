"""What a person wants to do."""
