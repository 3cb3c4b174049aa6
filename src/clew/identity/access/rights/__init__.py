"""What somebody may do, against what others may."""
