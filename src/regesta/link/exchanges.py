"""Exchanges: records tied by answering and citing one another, with what is missing among them."""
