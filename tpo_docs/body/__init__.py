"""The Markdown below a front matter: statement, sections, acceptance criteria, references, placeholders.

A scan of the lines is enough for most bodies; one that the scan is not sure of is parsed as CommonMark with tables.
Both give the same, which tests show on real and on made-up texts; so nothing here depends on which of them was taken.
"""

from tpo_docs.body.bundles import ITEM_MARK, BundleItem, split_items, stray_items
from tpo_docs.body.reading import read, title

__all__ = ["ITEM_MARK", "BundleItem", "read", "split_items", "stray_items", "title"]
