"""Many records to references, exchanges, wanted documents and entities; pure."""
