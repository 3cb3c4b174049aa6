"""Phone numbers of people, and the codes that are sent there."""
