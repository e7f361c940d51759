"""Documents that the archive lacks: absent references that mean one document, merged into one.

All that its citations tell of it is gathered; conflicting facts never merge.
"""
