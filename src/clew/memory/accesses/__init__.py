"""When a memory was used, for what, and whether it helped."""
