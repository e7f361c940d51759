"""The reading room: the archive as a web site and JSON under the same addresses."""
