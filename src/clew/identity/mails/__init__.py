"""Mails that Clew writes: kept until they are sent, for administrators to read where nothing sends them."""
