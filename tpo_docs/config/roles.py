"""The option `roles`: who reads the site, and what the page for them shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from tpo_docs import roles
from tpo_docs.config.nouns import Block, Role
from tpo_docs.config.values import Reader, nearest
from tpo_docs.model import Group, Location, Unread
from tpo_docs.options import BLOCKS


def read_block(kind: str, group: Group, at: Location, about: str) -> tuple[Block, tuple[Unread, ...]]:
    """A block of a kind that `BLOCKS` has, and what could not be read of its options."""
    reader = Reader(at.path, [], about)
    option = next(option for option in BLOCKS if option.name == kind)
    options = reader.group(group, option, "")
    return Block(kind, options, at.path, at.line, at.column, reader.all_places("")), tuple(reader.unread)


def read_roles(written: list[Any], reader: Reader) -> tuple[Role, ...]:
    """The shipped roles with the changes; once one is picked by its plain name, only what is listed."""
    known = {role.name: role for role in shipped_roles()}
    picked = any(isinstance(entry, str) for entry in written)
    found: dict[str, Role] = {} if picked else dict(known)
    for index, entry in enumerate(written):
        trail = f"roles/{index}"
        if isinstance(entry, str):
            if entry in known:
                found[entry] = known[entry]
            elif entry.casefold() != "none":
                reader.note(trail, f"no role '{entry}' is shipped", nearest(entry, (*known, "none")))
            continue
        name = str(entry.get("name") or "")
        if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", name):
            reason = (
                f"'{name}' is no name of a role: lower-case letters, digits and - only"
                if name
                else "a role needs a `name`"
            )
            reader.note(f"{trail}/name", reason, "write `name: product-owner`")
        elif entry.get("enabled") is False:
            found.pop(name, None)
        else:
            found[name] = _role(name, entry, trail, known.get(name), reader)
    return tuple(found.values())


@lru_cache(maxsize=1)
def shipped_roles() -> tuple[Role, ...]:
    """The roles of a project that says nothing of them."""
    return tuple(
        Role(name, title, text, tuple(Block(kind, options) for kind, options in blocks), shipped=True)
        for name, title, text, blocks in roles.ROLES
    )


def _role(name: str, written: Mapping[str, Any], trail: str, shipped: Role | None, reader: Reader) -> Role:
    start = shipped or Role(name, name.replace("-", " ").capitalize())
    blocks = written.get("blocks")
    return Role(
        name,
        str(written.get("title") or start.title),
        str(written.get("text") or start.text),
        start.blocks if blocks is None else tuple(_role_blocks(blocks, f"{trail}/blocks", reader)),
        shipped=shipped is not None and blocks is None,
    )


def _role_blocks(written: list[Mapping[str, Any]], trail: str, reader: Reader) -> Iterator[Block]:
    for index, entry in enumerate(written):
        here = f"{trail}/{index}"
        if len(entry) != 1:
            reason = "an entry of `blocks` has one key: `heading`, `text` or the kind of a block"
            reader.note(here, reason, "write each on a `-` of its own")
        for kind, options in entry.items():
            place = reader.place(f"{here}/{kind}")
            values = reader.values.get(f"{here}/{kind}", place)
            places = reader.all_places(f"{here}/{kind}")
            if not isinstance(options, str):
                yield Block(kind, options, reader.path, place.line, place.column, places)
                continue
            name = "text" if kind in ("heading", "text") else "query"
            places = {name: (values.line, values.column)}
            yield Block(kind, {name: options}, reader.path, place.line, place.column, places)
