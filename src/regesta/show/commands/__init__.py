"""The commands: one module for those that need the same parts; `show.cli` loads the one asked."""
