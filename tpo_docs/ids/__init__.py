"""Ids that survive branches: every reference rewritten, and ids taken twice found before two branches meet."""
