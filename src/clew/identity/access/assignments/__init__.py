"""Who has which role, and what they may do by it."""
