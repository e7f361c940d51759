"""The reading room as files: to be put on any web host, or opened from a folder."""
