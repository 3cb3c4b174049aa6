"""Rows about people: everybody sees their own, administrators those of everybody."""
