"""Text messages: how they are sent and what they cost."""
