"""Second factors, passkeys and phone numbers."""
