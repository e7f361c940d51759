"""One module a format; brothers that do not know one another."""
