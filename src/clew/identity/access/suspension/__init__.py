"""Taking the use of an account away, and giving it back."""
