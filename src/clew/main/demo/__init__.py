"""A believable month in an account, for trials and screenshots."""
