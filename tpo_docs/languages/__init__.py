"""Translations of the interface, one module a language: English text → translation."""
