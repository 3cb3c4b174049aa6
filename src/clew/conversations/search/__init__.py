"""Full text over titles and messages."""
