"""What a person is signed in with: browsers and tokens."""
