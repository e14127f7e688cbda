"""The pages of the site: a module a page (or family of pages). `makers` lists them; it is read when it is asked for, since
some need one module of these and none of the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tpo_docs.pages.makers import LATER, PAGES, PARTLY, Maker, lay_out

__all__ = ["LATER", "PAGES", "PARTLY", "Maker", "lay_out"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module("tpo_docs.pages.makers"), name)
