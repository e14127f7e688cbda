"""Blocks as HTML: what a page, an item or a role asks for, drawn for the page that shows it."""

from tpo_docs.pages.page_blocks.canvas import Canvas
from tpo_docs.pages.page_blocks.drawing import drawn, embedding

__all__ = ["Canvas", "drawn", "embedding"]
