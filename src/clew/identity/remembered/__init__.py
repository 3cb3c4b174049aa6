"""What is remembered about the safety of accounts: decisions of the gate, and events."""
