"""Persons of several lists known as one: by their names, dates, offices, and what forbids it."""
