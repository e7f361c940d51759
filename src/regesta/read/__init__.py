"""Bytes to records, or a refusal that says why; one module a format."""
