"""Record to record with annotations; pure functions, one module a question."""
