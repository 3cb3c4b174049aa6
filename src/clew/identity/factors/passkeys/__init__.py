"""Passkeys (WebAuthn): keys that an authenticator keeps for a person."""
