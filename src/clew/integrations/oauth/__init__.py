"""Accounts at other services that a person lets Clew use."""
