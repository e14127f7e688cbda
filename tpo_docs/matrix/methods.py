"""How something is verified: the four methods of ISO/IEC/IEEE 29148:2018, 6.5 (test, demonstration, inspection, analysis)."""

from __future__ import annotations

from tpo_docs.model import Item

_KINDS = ("inspection", "analysis", "demonstration")


def method_of(item: Item) -> str:
    """The method of a test: as it says, else by its kind, else `test`; of a requirement the one that it asks for.
    Empty for all else, and for a requirement that asks for none."""
    if item.type != "test":
        return item.text("verification").strip().casefold()
    return item.text("method").strip().casefold() or (item.kind if item.kind in _KINDS else "test")
