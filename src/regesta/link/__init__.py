"""Many records to references, exchanges, wanted documents and entities; pure."""

from regesta.link.engine import Linked, link
from regesta.link.header import Header, header

__all__ = ["Header", "Linked", "header", "link"]
