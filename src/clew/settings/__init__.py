"""Settings of the system, kept as rows."""
