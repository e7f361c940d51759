"""Agreements followed through the records, from proposal to signature and after."""
