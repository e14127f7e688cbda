"""How far rules look, so that after an edit of a few items it is known which of them may say something else, and of what.

Most rules go through the items they judge and ask for all others by name: they can judge a part of a project (see
`window`). The others are named here, each with what could move what it finds. `tests/test_partial.py` judges each item of
whole projects alone, and projects after all sorts of edits, so a rule that looks further than it says does not pass unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tpo_docs.schema import Schema

_SCOPE = frozenset(("links release", "links parent", "links depends_on", "living", "done"))
"""What the scope of a release rests on."""
_SERVED = frozenset(("links realizes", "links specifies", "links supports"))
_SIZES = ("field estimate", "field external")


class Edit(NamedTuple):
    """What of some items is another now, and what of the project decides whether that matters."""

    moved: frozenset[str]
    """`title`, `kind`, `status`, `category`, `living`, `done`, `field NAME`, `links ROLE`; `transition` where the item
    prepares a rollout."""
    types: frozenset[str]
    """All types of which there are items."""
    used: frozenset[str]
    """All fields that any item has or had."""
    schema: Schema
    strict: bool
    """Whether a release in work makes anything strict."""
    awaited: bool
    """Whether anything depends on one of the items."""
    past: bool
    """Whether anything is known of the project's past."""
    audiences: bool
    """Whether the project tells audiences apart."""
    released: bool
    """Whether a release is done."""

    def scope(self, *facts: str) -> bool:
        """Whether the scope of a release, or one of these facts, may be another now."""
        return not self.moved.isdisjoint(_SCOPE.union(facts))


SILENT = frozenset(
    (
        *("TPO002", "TPO003", "TPO004", "TPO005", "TPO006", "TPO101", "TPO704", "TPO705"),  # of what cannot be read
        *("TPO306", "TPO802", "TPO803", "TPO903"),  # of records
        *("TPO105", "TPO107"),  # of ids, and of a version to compare with
        "TPO207",  # of links in texts, where these and all that they can lead to are the same
    )
)
"""Rules that find nothing else where what cannot be read, all ids and the links in texts are the same, and there are no
records."""

FAR: Mapping[str, Callable[[Edit], bool]] = {
    "TPO203": lambda edit: any(
        f"links {role.name}" in edit.moved for role in edit.schema.roles.values() if role.acyclic
    ),
    "TPO307": lambda edit: edit.released and edit.scope("category"),
    "TPO312": lambda edit: "rollout" in edit.used and edit.scope("transition", "links realizes", "links specifies"),
    "TPO403": lambda edit: (
        not edit.used.isdisjoint(("wip", "capacity")) and edit.scope("category", "field team", "field estimate")
    ),
    "TPO405": lambda edit: edit.past and edit.scope(*_SIZES),
    "TPO406": lambda edit: "capacity" in edit.used and edit.scope("field priority", "field estimate"),
    "TPO805": lambda edit: edit.past and edit.scope(*_SIZES),
    "TPO901": lambda edit: "clause" in edit.types and not edit.moved.isdisjoint(("living", "field clause")),
    "TPO904": lambda edit: edit.audiences,
}
"""Rules that go through more of a project than they judge, clauses left aside: whether an edit may change what they find."""


def strictness(edit: Edit) -> bool:
    """Whether what a release in work makes strict may be something else after an edit."""
    facts = _SCOPE | _SERVED if edit.awaited else (_SCOPE | _SERVED) - {"done"}
    return edit.strict and not edit.moved.isdisjoint(facts)
