"""The archive folder on disk."""
