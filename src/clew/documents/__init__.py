"""Documents: files, what they say, and the threads that they are attached to."""
