"""What a thread has used: tokens and money."""
