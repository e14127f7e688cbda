"""A file of many items: each a heading with an id, a block of YAML below it, and what stands below that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tpo_docs.body.outline import Fence, Outline
from tpo_docs.body.plain import plain
from tpo_docs.body.scan import outline_of

ITEM_MARK = "<!--tpo:item {}-->"
"""Stands in the text around items where an item stood."""


class BundleItem(NamedTuple):
    """An item in a file of many: its heading, its `yaml item` block and what stands below."""

    id: str
    title: str
    level: int
    line: int
    """The line of the heading."""
    column: int
    """The column of the id in it."""
    yaml: str
    yaml_line: int
    body: str
    body_line: int


def split_items(text: str, line: int, any_id: re.Pattern[str]) -> tuple[str, tuple[BundleItem, ...]]:
    """The text of a file of many without its items, and the items.

    Where an item stood there is a line with its mark (see `ITEM_MARK`) and empty ones for the rest, so that what stands
    around the items keeps its lines.
    """
    if "yaml item" not in text:
        return text, ()
    outline = outline_of(text)
    lines, stops = outline.lines, outline.stops()
    starts = list(_item_starts(outline, any_id))
    items: list[BundleItem] = []
    around = list(lines)
    for index, (number, found, fence) in enumerate(starts):
        heading = outline.headings[number]
        stop = stops[number]
        if index + 1 < len(starts):
            stop = min(stop, outline.headings[starts[index + 1][0]].start)
        name = found.group()
        around[heading.start : stop] = [ITEM_MARK.format(name), *[""] * (stop - heading.start - 1)]
        rest = heading.text[found.end() :].strip().removeprefix(":").lstrip(" –—-")
        column = lines[heading.start].find(name) + 1
        inner = "\n".join(lines[fence.start + 1 : fence.inner_stop])
        below = "\n".join(lines[fence.stop : stop])
        places = line + fence.start + 1, line + fence.stop
        items.append(
            BundleItem(
                name, plain(rest), heading.level, line + heading.start, column, inner, places[0], below, places[1]
            )
        )
    return "\n".join(around) if starts else text, tuple(items)


def stray_items(text: str, line: int, any_id: re.Pattern[str]) -> tuple[int, ...]:
    """The lines of those `yaml item` blocks that make no item, for there is no heading with an id right above them."""
    outline = outline_of(text)
    used = {fence.start for _, _, fence in _item_starts(outline, any_id)}
    return tuple(
        line + fence.start
        for fence in outline.fences
        if fence.info.split() == ["yaml", "item"] and fence.start not in used
    )


def _item_starts(outline: Outline, any_id: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str], Fence]]:
    fences = {fence.start: fence for fence in outline.fences if fence.info.split() == ["yaml", "item"]}
    for number, heading in enumerate(outline.headings):
        found = any_id.match(heading.text)
        if found is None or not found.group() or heading.text[found.end() : found.end() + 1].isalnum():
            continue
        below = heading.stop
        while below < len(outline.lines) and not outline.lines[below].strip(" \t"):
            below += 1
        if below in fences:
            yield number, found, fences[below]
