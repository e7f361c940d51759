"""The same functions on a cluster."""
