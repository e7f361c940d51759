"""The query language, and the index behind one small protocol."""
