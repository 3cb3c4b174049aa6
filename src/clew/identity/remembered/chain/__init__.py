"""The chain over what is remembered, which shows whether it was changed."""
