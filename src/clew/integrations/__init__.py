"""Integrations: accounts at other services, and text messages."""
