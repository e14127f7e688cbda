"""What the tests of charts draw with, and how they read what was drawn."""

from __future__ import annotations

from xml.etree import ElementTree

from tpo_docs.charts import Frame, Part

FRAME = Frame("Coverage <by> type", 'Says "it" & more', "Type")
PARTS = (Part("covered", "covered"), Part("open", "gap"))


def element(html: str) -> ElementTree.Element:
    """The figure as XML."""
    return ElementTree.fromstring(html)


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return ["".join(found.itertext()) for found in element.iterfind(path)]
