"""How a list about people is asked for."""

from clew.infra.listing import PageQuery


class AcrossQuery(PageQuery):
    """The query of rows about people."""

    everyone: bool = False
    """Those about everybody, not only one's own; needs the permission to list them, and is written down."""
