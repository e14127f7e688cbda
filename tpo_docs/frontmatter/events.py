"""Any YAML, from the events of its parser, with the place of every value."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, NamedTuple

import yaml

from tpo_docs.frontmatter.mistakes import in_plain_words
from tpo_docs.frontmatter.origin import NULLS, Origin, Place
from tpo_docs.model import Field, Group, Scalar, Sequence, Unread, Value

MAX_DEPTH = 50
MAX_EXPANDED = 10_000
"""How many values aliases may bring in: enough for any honest file, little for an alias bomb."""
_CORE_TAG = "tag:yaml.org,2002:"
_CORE_TYPES = frozenset(
    ("binary", "bool", "float", "int", "map", "merge", "null", "omap", "pairs", "seq", "set", "str", "timestamp")
)
# libyaml's events, where PyYAML was built with it; the same interface in Python otherwise.
_Parser = getattr(yaml.cyaml, "CParser", yaml.SafeLoader) if hasattr(yaml, "cyaml") else yaml.SafeLoader
# What YAML takes for a line's end although no editor does.
_OTHER_BREAK = re.compile("[\x85\u2028\u2029]")


class Broken(NamedTuple):
    """Why a text is no YAML."""

    place: Place
    reason: str
    mend: str


class _TooDeep(Exception):  # noqa: N818  # it stops the reading of one text and goes no further
    """A list or mapping too deep inside others."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


class Anchors:
    """What the anchors above a place name, and how many values that is; None for one that is still being read."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[Value, int] | None] = {}
        self.expanded = 0
        self.has_overflown = False


class Reading:
    """One pass over the events of a YAML text."""

    def __init__(self, text: str, source: Origin, anchors: Anchors) -> None:
        self.unread: list[Unread] = []
        self.broken: Broken | None = None
        self._text = text
        self._source = source
        self._end = len(text.rstrip())
        self._length = max(len(text), 1)
        self._parser = _Parser(text)
        self._anchors = anchors
        self._nodes = 0
        self._starts: list[int] = []
        if _OTHER_BREAK.search(text) is not None:
            self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def whole(self) -> Value | None:
        """The first document, None where there is none or an empty one; `broken` says why nothing can be read."""
        root: Value | None = None
        try:
            self._next()
            if not self._parser.check_event(yaml.StreamEndEvent):
                self._next()
                event = self._next()
                if not (isinstance(event, yaml.ScalarEvent) and not event.value and event.implicit[0]):
                    root = self._value(event, 0)
                self._next()
                if not self._parser.check_event(yaml.StreamEndEvent):
                    place = self._place(self._parser.peek_event().start_mark)
                    self._say(place, "a second YAML document starts here", "keep one document")
        except _TooDeep as error:
            self.broken = Broken(error.place, f"nested deeper than {MAX_DEPTH} levels", "nest less deeply")
        except yaml.MarkedYAMLError as error:
            self.broken = self._explained(error)
        return root

    def _next(self) -> Any:  # the stubs know only a part of what events have
        return self._parser.get_event()

    def _value(self, event: Any, depth: int) -> Value:
        place = self._place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            return self._aliased(str(event.anchor), place)
        before = self._nodes
        anchor = event.anchor
        if anchor is not None:
            self._anchors.named[anchor] = None
        if event.tag is not None and event.tag != "!":
            self._tagged(event.tag, place)
        value: Value
        if isinstance(event, yaml.ScalarEvent):
            empty = event.implicit[0] and event.value in NULLS
            value = Scalar("" if empty else event.value, *place)
        elif depth >= MAX_DEPTH:
            raise _TooDeep(place)  # and not skipped: libyaml takes minutes for a megabyte of brackets
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(place, depth)
        else:
            value = self._group(place, depth)
        self._nodes += 1
        if anchor is not None:
            self._anchors.named[anchor] = value, self._nodes - before
        return value

    def _sequence(self, place: Place, depth: int) -> Sequence:
        entries = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            entries.append(self._value(event, depth + 1))
        return Sequence(tuple(entries), *place)

    def _group(self, place: Place, depth: int) -> Group:
        fields: dict[str, Field] = {}
        merged: list[Field] = []
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            name = self._value(event, depth + 1)
            if isinstance(event, yaml.ScalarEvent):
                name = Scalar(event.value, name.line, name.column)  # `null` too is a name
            value = self._value(self._next(), depth + 1)
            at = name.line, name.column
            if not isinstance(name, Scalar):
                self._say(at, "a list or a mapping cannot be a name", "put the value in quotes, if it is one")
            elif not name.text:
                self._say(at, "a value has no name", "write the name before the colon")
            elif name.text == "<<" and isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
                merged += self._merged(value)
            elif name.text in fields:
                first = fields[name.text].line
                self._say(at, f"`{name.text}` stands here a second time, line {first} counts", "write the name once")
            else:
                fields[name.text] = Field(name.text, value, *at)
        for field in merged:
            fields.setdefault(field.name, field)
        return Group(tuple(fields.values()), *place)

    def _merged(self, value: Value) -> list[Field]:
        groups = value.entries if isinstance(value, Sequence) else (value,)
        fields: list[Field] = []
        for group in groups:
            if isinstance(group, Group):
                fields += group.fields
            else:
                self._say((group.line, group.column), "`<<` takes in mappings only", "name a mapping's anchor, `*name`")
        return fields

    def _aliased(self, name: str, place: Place) -> Value:
        if name not in self._anchors.named:
            self._say(place, f"`*{name}` names no anchor above", "put the value in quotes")
            return Scalar(f"*{name}", *place)
        anchored = self._anchors.named[name]
        if anchored is None:
            self._say(place, f"`*{name}` stands inside what it names", "name something else")
            return Scalar("", *place)
        value, size = anchored
        if self._anchors.expanded + size > MAX_EXPANDED:
            if not self._anchors.has_overflown:
                self._say(place, f"aliases bring in more than {MAX_EXPANDED} values", "write the values out")
            self._anchors.has_overflown = True
            return Group((), *place) if isinstance(value, Group) else Scalar("", *place)
        self._anchors.expanded += size
        self._nodes += size
        return value._replace(line=place[0], column=place[1])

    def _tagged(self, tag: str, place: Place) -> None:
        if tag.startswith(_CORE_TAG) and tag[len(_CORE_TAG) :] in _CORE_TYPES:
            return
        shown = f"!!{tag[len(_CORE_TAG) :]}" if tag.startswith(_CORE_TAG) else tag
        self._say(place, f"the YAML tag `{shown}` is not followed", "take it out, or put the value in quotes")

    def _say(self, place: Place, reason: str, mend: str) -> None:
        self.unread.append(self._source.unread(place, reason, mend))

    def _place(self, mark: yaml.Mark) -> Place:
        if not mark.column and mark.index >= self._length:
            return self._at(self._end)
        if not self._starts:
            return self._source.line + mark.line, self._source.column + mark.column
        line = bisect_right(self._starts, mark.index)
        return self._source.line + line - 1, self._source.column + mark.index - self._starts[line - 1]

    def _explained(self, error: yaml.MarkedYAMLError) -> Broken:
        last = max(self._end - 1, 0)
        index = last if error.problem_mark is None else error.problem_mark.index
        opened = index if error.context_mark is None else error.context_mark.index
        if index > last:
            index = min(opened, last)
        problem = f"{error.problem or ''} {error.context or ''}"
        opened, reason, mend = in_plain_words(problem, self._text, index, min(opened, last))
        return Broken(self._at(opened), reason, mend)

    def _at(self, index: int) -> Place:
        before = self._text[:index]
        return self._source.line + before.count("\n"), self._source.column + index - before.rfind("\n") - 1
