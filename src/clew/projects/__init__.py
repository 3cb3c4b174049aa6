"""Projects: from an idea to commits."""
