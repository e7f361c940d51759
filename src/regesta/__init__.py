"""Regesta turns a folder of diplomatic documents into an archive.

The archive can be read, searched, cited, checked and published, and knows what each
document refers to.
"""

__version__ = "0.1.0"
