"""The board: what is planned and carried out."""
