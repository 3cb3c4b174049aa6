"""Planning: what a person wants to do, and when to be reminded."""
