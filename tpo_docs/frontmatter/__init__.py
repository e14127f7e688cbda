"""Front matter and other YAML as text with places: every key, value and list entry knows its line and column.

All values stay text, whatever YAML would guess; only a plain `~` or `null`, which programs write for "no value",
becomes empty text. What is no YAML becomes an `Unread`, and the lines around it are read as well as they can be.
"""

from tpo_docs.frontmatter.reading import Head, read, read_yaml, text_of

__all__ = ["Head", "read", "read_yaml", "text_of"]
