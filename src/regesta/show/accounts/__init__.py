"""Who may read and decide: accounts, sessions, roles; nothing here knows of pages."""
