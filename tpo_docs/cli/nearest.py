"""What may have been meant by a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpo_docs.model import Item, Project


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'list'?`, or nothing. Upper and lower case do not count."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where a name is wrong

    folded = {name.casefold(): name for name in reversed(list(known))}
    near = get_close_matches(word.casefold(), folded, 1)
    return f"; did you mean '{folded[near[0]]}'?" if near else ""


def nearest_item(word: str, project: Project) -> str:
    """The same of the ids of a project, among ten thousand too."""
    from tpo_docs.rules.nearest import nearest_id  # noqa: PLC0415 - as above

    near = nearest_id(project, word)
    return f"; did you mean '{near}'?" if near else ""


def nearest_criterion(word: str, item: Item) -> str:
    """The same of the criteria of an item; all of them where none comes close."""
    known = [criterion.id for criterion in item.criteria if criterion.id]
    return nearest(word, known) or (f"; its criteria are {', '.join(known)}" if known else "; it has none")
