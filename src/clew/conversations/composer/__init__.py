"""What a person has written but not yet said: drafts, and the queue of what is said next."""
