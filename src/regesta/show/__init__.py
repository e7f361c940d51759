"""The archive for people and programs: command line, site, exports."""
