"""Roles, permissions and who has them."""
