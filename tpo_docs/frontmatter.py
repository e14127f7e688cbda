"""Front matter and other YAML as text with places: every key, value and list entry knows its line and column.

All values stay text, whatever YAML would guess; only a plain `~` or `null`, which programs write for "no value",
becomes empty text. What is no YAML becomes an `Unread`, and the lines around it are read as well as they can be.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, NamedTuple

import yaml

from tpo_docs.model import Field, Group, Scalar, Sequence, Unread, Value

MAX_DEPTH = 50
MAX_EXPANDED = 10_000
"""How many values aliases may bring in: enough for any honest file, little for an alias bomb."""

_NULLS = frozenset(("~", "null"))
_CORE_TAG = "tag:yaml.org,2002:"
_CORE_TYPES = frozenset(
    ("binary", "bool", "float", "int", "map", "merge", "null", "omap", "pairs", "seq", "set", "str", "timestamp")
)

# libyaml's events, where PyYAML was built with it; the same interface in Python otherwise.
_Parser = getattr(yaml.cyaml, "CParser", yaml.SafeLoader) if hasattr(yaml, "cyaml") else yaml.SafeLoader


class Head(NamedTuple):
    """A file's front matter, read, and the text below it."""

    present: bool
    """Whether a front matter was opened."""
    fields: tuple[Field, ...]
    """In the order written; of a name written twice the first counts."""
    body: str
    body_line: int
    """The line of the file that the body's first line is."""
    unread: tuple[Unread, ...]


def read(data: bytes, path: str) -> Head:
    """The front matter and the body of a file, whatever its bytes are."""
    text, unread = _decoded(data, path)
    if not text.startswith("---"):
        return Head(False, (), text, 1, unread)
    start = (text.find("\n") + 1) or len(text)
    if text[3:start].strip(" \t\n"):
        return Head(False, (), text, 1, unread)
    end, after = _closing(text, start)
    if end < 0:
        return _unclosed(text, start, path, unread)
    head = text[start:end]
    fields = _read_simple(head, 2, 1)
    if fields is None:
        group, more = _read_any(head, _Source(path, 2, 1, "front-matter"))
        fields = group.fields if group is not None else ()
        unread += more
    return Head(True, fields, text[after:], head.count("\n") + 3, unread)


def read_yaml(
    text: str, path: str, *, line: int = 1, column: int = 1, about: str = "front-matter"
) -> tuple[Group | None, tuple[Unread, ...]]:
    """The mapping that a YAML text is, None where it is empty or something else; `line` and `column` are its start."""
    text = _with_line_feeds(text.removeprefix("\ufeff"))
    fields = _read_simple(text, line, column)
    if fields:
        return Group(fields, fields[0].line, fields[0].column), ()
    return _read_any(text, _Source(path, line, column, about))


def text_of(data: bytes) -> str:
    """A file's text as all places count it: without a byte order mark, lines ended by line feeds."""
    return _decoded(data, "")[0]


# ---- the block --------------------------------------------------------------------------------------------------


def _decoded(data: bytes, path: str) -> tuple[str, tuple[Unread, ...]]:
    unread: tuple[Unread, ...] = ()
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = data.decode("utf-16", "replace")
            unread = (Unread(path, 1, 1, "the file is UTF-16, not UTF-8", mend="save it as UTF-8"),)
        else:
            text = data.decode(errors="replace")
            before = _with_line_feeds(data[: error.start].decode().removeprefix("\ufeff"))
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            reason = f"the byte 0x{data[error.start]:02X} is not UTF-8"
            unread = (Unread(path, line, column, reason, mend="save the file as UTF-8"),)
    if text.startswith("\ufeff"):
        text = text[1:]
    return _with_line_feeds(text), unread


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _closing(text: str, start: int) -> tuple[int, int]:
    """Where the line that closes the block starts, and where the body does; (-1, 0) for a block left open."""
    dashes = _marker(text, "\n---", start - 1)
    dots = _marker(text, "\n...", start - 1, dashes)
    found = dots if dots >= 0 else dashes
    if found < 0:
        return -1, 0
    after = text.find("\n", found + 1) + 1
    return found + 1, after or len(text)


def _marker(text: str, marker: str, start: int, stop: int = -1) -> int:
    limit = len(text) if stop < 0 else stop
    found = text.find(marker, start, limit)
    while found >= 0:
        end = text.find("\n", found + 4)
        if not text[found + 4 : end if end >= 0 else None].strip(" \t"):
            return found
        found = text.find(marker, found + 4, limit)
    return -1


def _unclosed(text: str, start: int, path: str, unread: tuple[Unread, ...]) -> Head:
    # Up to the first empty line: below it usually stands the body, whose lines would only look like fields.
    head = text[start:].partition("\n\n")[0]
    group, _ = read_yaml(head, path, line=2)
    fields = group.fields if group is not None else ()
    problem = Unread(path, 1, 1, "the front matter is not closed", mend="write `---` on a line of its own below it")
    return Head(True, fields, "", text.count("\n") + 1, (*unread, problem))


# ---- simple lines, without the YAML machinery -------------------------------------------------------------------

_NAME = re.compile(r"([A-Za-z_][\w-]{0,99}):( .*)?", re.ASCII).fullmatch
_BELOW = re.compile(r"( *)(?:-( .*)|([A-Za-z_][\w-]{0,99}):( .*))", re.ASCII).fullmatch
_SPECIAL = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_SPECIAL_IN_LIST = re.compile(r"[]\[{}:#?&*!|>%@`'\"]").search
_new = tuple.__new__  # half the time of calling a named tuple's class, and there are 300,000 of them


def _read_simple(text: str, line: int, column: int) -> tuple[Field, ...] | None:
    """The fields of a text of simple lines, exactly as `_read_any` gives them; None where it is less simple."""
    if " #" in text or not text.replace("\n", "").isprintable():
        return None
    fields: dict[str, Field] = {}
    blocks: list[_Block] = []
    block: _Block | None = None
    value: Value | None
    line -= 1
    for row in text.split("\n"):
        line += 1
        name, colon, rest = row.partition(": ")
        if colon and rest and name.isidentifier() and len(name) < 100:
            at = column + len(name) + 1
            if rest[0] in _SPECIAL or rest[-1] in " :" or ": " in rest or rest in _NULLS:
                value = _simple_value(f" {rest}", line, at)
            else:
                value = _new(Scalar, (rest, line, at + 1))
        elif (found := _NAME(row)) is not None:
            name, rest = found.groups("")
            value = _simple_value(rest, line, column + len(name) + 1)
        elif not row or row[0] == "#" or (block is not None and block.takes(row, line)) or not row.strip(" "):
            continue
        else:
            return None
        if value is None or name in fields:
            return None
        if rest and not rest.isspace():
            block = None
        else:
            block = _Block(name, column)
            blocks.append(block)
        fields[name] = _new(Field, (name, value, line, column))
    for block in blocks:
        fields[block.name] = block.settled(fields[block.name])
    return tuple(fields.values())


class _Block:
    """The list or mapping below a name that stands alone on its line."""

    def __init__(self, name: str, column: int) -> None:
        self.name = name
        self._column = column
        self._indent = -1
        self._entries: list[Value] = []
        self._members: dict[str, Field] = {}

    def takes(self, row: str, line: int) -> bool:
        """Whether a line is one more entry or member, and simple."""
        found = _BELOW(row)
        if found is None:
            return False
        space, entry, name, rest = found.groups("")
        if self._indent < 0:
            self._indent = len(space)
        if len(space) != self._indent:
            return False
        column = self._column + len(space)
        value = _simple_value(entry or rest, line, column + len(name) + 1)
        if value is None or not (entry or rest).strip(" "):
            return False
        if entry:
            self._entries.append(value)
            return not self._members and isinstance(value, Scalar)
        if self._entries or not space or name in self._members:
            return False
        self._members[name] = _new(Field, (name, value, line, column))
        return True

    def settled(self, field: Field) -> Field:
        """The field with what stands below its name."""
        value: Value = field.value
        if self._entries:
            value = Sequence(tuple(self._entries), self._entries[0].line, self._column + self._indent)
        elif self._members:
            members = tuple(self._members.values())
            value = Group(members, members[0].line, self._column + self._indent)
        return Field(field.name, value, field.line, field.column)


def _simple_value(text: str, line: int, column: int) -> Value | None:
    """What stands behind a name's colon or an entry's dash, at that column; None where it is less simple."""
    value = text.lstrip(" ")
    if not value:
        return _new(Scalar, ("", line, column))
    column += len(text) - len(value)
    first = value[0]
    if first not in _SPECIAL:
        value = value.rstrip(" ")
        if value[-1] == ":" or ": " in value:
            return None
        return _new(Scalar, ("" if value in _NULLS else value, line, column))
    value = value.rstrip(" ")
    if first == "[":
        return _simple_list(value, line, column)
    if first == "{":
        return _simple_group(value, line, column)
    if first in "\"'" and len(value) > 1 and value[-1] == first and value.count(first) == 2 and "\\" not in value:
        return _new(Scalar, (value[1:-1], line, column))
    return None


def _simple_list(text: str, line: int, column: int) -> Sequence | None:
    inner = text[1:-1]
    if text[-1] != "]" or _SPECIAL_IN_LIST(inner) is not None:
        return None
    entries: list[Scalar] = []
    at = column + 1
    for part in inner.split(",") if inner.strip(" ") else ():
        bare = part.lstrip(" ")
        entry = bare.rstrip(" ")
        if not entry or entry[0] == "-":
            return None
        entries.append(_new(Scalar, ("" if entry in _NULLS else entry, line, at + len(part) - len(bare))))
        at += len(part) + 1
    return _new(Sequence, (tuple(entries), line, column))


_MEMBER = re.compile(r"( *)([A-Za-z_][\w-]{0,99}):( +)([^-\s][^\n]*)", re.ASCII).fullmatch
_SPECIAL_IN_GROUP = re.compile(r"""[]\[{}#?&*!|>%@`'"]""").search


def _simple_group(text: str, line: int, column: int) -> Group | None:
    inner = text[1:-1]
    if text[-1] != "}" or _SPECIAL_IN_GROUP(inner) is not None:
        return None
    members: dict[str, Field] = {}
    at = column + 1
    for part in inner.split(",") if inner.strip(" ") else ():
        found = _MEMBER(part)
        if found is None:
            return None
        space, name, gap, entry = found.groups()
        entry = entry.rstrip(" ")
        if ":" in entry or name in members:
            return None
        start = at + len(space)
        value = _new(Scalar, ("" if entry in _NULLS else entry, line, start + len(name) + 1 + len(gap)))
        members[name] = _new(Field, (name, value, line, start))
        at += len(part) + 1
    return _new(Group, (tuple(members.values()), line, column))


# ---- any YAML ---------------------------------------------------------------------------------------------------

# What YAML refuses to hold, and what it takes for a line's end although no editor does.
_REFUSED = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OTHER_BREAK = re.compile("[\x85\u2028\u2029]")

_Place = tuple[int, int]


class _Source(NamedTuple):
    """Where a YAML text stands: `line` and `column` of its first character, the column that of every line."""

    path: str
    line: int
    column: int
    about: str

    def unread(self, place: _Place, reason: str, mend: str) -> Unread:
        return Unread(self.path, *place, reason, self.about, mend=mend)


class _Broken(NamedTuple):
    """Why a text is no YAML."""

    place: _Place
    reason: str
    mend: str


def _read_any(text: str, source: _Source) -> tuple[Group | None, tuple[Unread, ...]]:
    unread: list[Unread] = []
    refused = _REFUSED.search(text)
    if refused is not None:
        before = text[: refused.start()]
        place = source.line + before.count("\n"), source.column + len(before) - before.rfind("\n") - 1
        reason = f"YAML cannot hold the character U+{ord(refused.group()):04X}"
        unread.append(source.unread(place, reason, "take it out"))
        text = _REFUSED.sub("\ufffd", text)
    reading = _Reading(text, source, _Anchors())
    root = reading.whole()
    if reading.broken is not None:
        fields, problems = _piece_by_piece(text, source, reading.broken)
        unread += problems
        root = Group(fields, fields[0].line, fields[0].column) if fields else None
    else:
        unread += reading.unread
    if root is not None and not isinstance(root, Group):
        what = "a list" if isinstance(root, Sequence) else "a text"
        place = root.line, root.column
        unread.append(source.unread(place, f"{what} stands where `name: value` lines should", "write `name: value`"))
        root = None
    return root, tuple(unread)


class _TooDeep(Exception):  # noqa: N818  # it stops the reading of one text and goes no further
    """A list or mapping too deep inside others."""

    def __init__(self, place: _Place) -> None:
        super().__init__(place)
        self.place = place


class _Anchors:
    """What the anchors above a place name, and how many values that is; None for one that is still being read."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[Value, int] | None] = {}
        self.expanded = 0
        self.has_overflown = False


class _Reading:
    """One pass over the events of a YAML text."""

    def __init__(self, text: str, source: _Source, anchors: _Anchors) -> None:
        self.unread: list[Unread] = []
        self.broken: _Broken | None = None
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
            self.broken = _Broken(error.place, f"nested deeper than {MAX_DEPTH} levels", "nest less deeply")
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
            empty = event.implicit[0] and event.value in _NULLS
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

    def _sequence(self, place: _Place, depth: int) -> Sequence:
        entries = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            entries.append(self._value(event, depth + 1))
        return Sequence(tuple(entries), *place)

    def _group(self, place: _Place, depth: int) -> Group:
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

    def _aliased(self, name: str, place: _Place) -> Value:
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

    def _tagged(self, tag: str, place: _Place) -> None:
        if tag.startswith(_CORE_TAG) and tag[len(_CORE_TAG) :] in _CORE_TYPES:
            return
        shown = f"!!{tag[len(_CORE_TAG) :]}" if tag.startswith(_CORE_TAG) else tag
        self._say(place, f"the YAML tag `{shown}` is not followed", "take it out, or put the value in quotes")

    def _say(self, place: _Place, reason: str, mend: str) -> None:
        self.unread.append(self._source.unread(place, reason, mend))

    def _place(self, mark: yaml.Mark) -> _Place:
        if not mark.column and mark.index >= self._length:
            return self._at(self._end)
        if not self._starts:
            return self._source.line + mark.line, self._source.column + mark.column
        line = bisect_right(self._starts, mark.index)
        return self._source.line + line - 1, self._source.column + mark.index - self._starts[line - 1]

    def _explained(self, error: yaml.MarkedYAMLError) -> _Broken:
        last = max(self._end - 1, 0)
        index = last if error.problem_mark is None else error.problem_mark.index
        opened = index if error.context_mark is None else error.context_mark.index
        if index > last:
            index = min(opened, last)
        problem = f"{error.problem or ''} {error.context or ''}"
        opened, reason, mend = _in_plain_words(problem, self._text, index, min(opened, last))
        return _Broken(self._at(opened), reason, mend)

    def _at(self, index: int) -> _Place:
        before = self._text[:index]
        return self._source.line + before.count("\n"), self._source.column + index - before.rfind("\n") - 1


_QUOTE = "put the value in quotes"
_IN_PLAIN_WORDS = (  # what libyaml says, whether to point where it began, what we say, how to mend it
    ("unknown escape", False, "a `\\` in double quotes starts an escape that YAML does not know", "use single quotes"),
    ("quoted scalar", True, "the quote that opens here is not closed", "close it on the same line"),
    ("mapping values are not allowed", False, "a value without quotes holds a colon and a space", _QUOTE),
    ("cannot start any token", False, "a value cannot start with `{at}`", _QUOTE),
    ("node content", False, "a value cannot start with `{at}`", _QUOTE),
    ("alphabetic or numeric", True, "`{opened}` at a value's start is YAML's sign for an anchor", _QUOTE),
    (
        "could not find expected ':'",
        True,
        "this line has no `name: value`",
        "write a colon and a space behind the name",
    ),
    ("block sequence entries", False, "a list cannot start on the line of its name", "start it on the next line"),
    ("',' or", True, "the `{opened}` that opens here is not closed", f"close it, or {_QUOTE}"),
    ("expected", False, "`{at}` cannot follow the value before it", "put the whole value in quotes"),
)


def _in_plain_words(problem: str, text: str, index: int, opened: int) -> tuple[int, str, str]:
    """Where to point, what is wrong and how to mend it, from the words of the YAML library."""
    character = text[index : index + 1]
    is_first = not text[text.rfind("\n", 0, index) + 1 : index].strip()
    if is_first and character == "\t":
        return index, "a tab in the indentation", "indent with spaces"
    if is_first and character == ":":
        return index, "a value has no name", "write the name before the colon"
    if is_first and "did not find expected" in problem and "node content" not in problem and "',' or" not in problem:
        return index, "the indentation does not fit the lines above", "indent it like its neighbours"
    for words, points_back, reason, mend in _IN_PLAIN_WORDS:
        if words in problem:
            shown = reason.replace("{at}", character).replace("{opened}", text[opened : opened + 1])
            return (opened if points_back else index), shown, mend
    return index, f"this is no YAML ({' '.join(problem.split())})", _QUOTE


# ---- what is no YAML --------------------------------------------------------------------------------------------

_MAX_BLOCKS = 5
"""How deep a text that is no YAML is read line by line."""

_NAMED = r"""("[^"\n]*"[ \t]*|'[^'\n]*'[ \t]*|[^\s#\[\]{},&*!|>'"%@`:-].*?):(?:[ \t]+(.*)|$)"""
_TOP_NAME = re.compile(_NAMED).match
_ANY_NAME = re.compile(rf"(\s*){_NAMED}").match
_OWN_NAME = re.compile(r"\s*[A-Za-z_][\w-]*:(?:[ \t]|$)", re.ASCII).match


def _piece_by_piece(text: str, source: _Source, broken: _Broken) -> tuple[tuple[Field, ...], list[Unread]]:
    """The fields of a text that is no YAML: each top-level name with the lines below it is read on its own."""
    fields: dict[str, Field] = {}
    unread: list[Unread] = []
    anchors = _Anchors()
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _TOP_NAME(line)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        piece = source._replace(line=source.line + start)
        found, problems = _piece(lines[start:stop], piece, anchors)
        unread += problems
        for field in found:
            if field.name in fields:
                reason = f"`{field.name}` stands here a second time, line {fields[field.name].line} counts"
                unread.append(source.unread((field.line, field.column), reason, "write the name once"))
            else:
                fields[field.name] = field
    if not unread:
        unread.append(source.unread(*broken))
    return tuple(fields.values()), unread


def _piece(lines: list[str], source: _Source, anchors: _Anchors) -> tuple[tuple[Field, ...], list[Unread]]:
    text = "\n".join(lines)
    simple = _read_simple(text, source.line, source.column)
    if simple is not None:
        return simple, []
    reading = _Reading(text, source, anchors)
    root = reading.whole()
    if reading.broken is not None:
        return _by_line(lines, source, 0), [source.unread(*reading.broken)]
    if root is None or isinstance(root, Group):
        return (root.fields if root is not None else ()), reading.unread
    place = root.line, root.column
    problem = source.unread(place, "this line has no `name: value`", "write a colon and a space behind the name")
    return (), [*reading.unread, problem]


def _by_line(lines: list[str], source: _Source, depth: int) -> tuple[Field, ...]:
    fields: dict[str, Field] = {}
    number = 0
    while number < len(lines):
        found = _ANY_NAME(lines[number])
        at = number
        number += 1
        if found is None:
            continue
        indent = len(found[1])
        is_text = bool(found[3]) and found[3][0] not in "|>\"'[{"
        while number < len(lines) and _belongs(lines[number], indent):
            if is_text and (found[2] == "id" or _OWN_NAME(lines[number])):
                break  # no value goes on like that: a line of its own, only indented by mistake
            number += 1
        name = _bare(found[2])
        line, column = source.line + at, source.column + indent
        start = found.start(3) if found[3] else lines[at].index(":", found.end(2)) + 1
        place = line, source.column + start
        below = source._replace(line=line + 1)
        value = _value_by_line(found[3] or "", lines[at + 1 : number], place, below, depth)
        fields.setdefault(name, Field(name, value, line, column))
    return tuple(fields.values())


def _belongs(line: str, indent: int) -> bool:
    bare = line.lstrip()
    depth = len(line) - len(bare)
    return not bare or depth > indent or (depth == indent and bare.startswith("- "))


def _value_by_line(text: str, below: list[str], place: _Place, source: _Source, depth: int) -> Value:
    rows = [
        (bare, source.line + number, source.column + len(line) - len(bare))
        for number, line in enumerate(below)
        if (bare := line.lstrip())
    ]
    if not text.strip() and rows:
        if rows[0][0].startswith("- "):
            return _entries_by_line(rows)
        if depth < _MAX_BLOCKS and _ANY_NAME(rows[0][0]):
            fields = _by_line(below, source, depth + 1)
            return Group(fields, fields[0].line, fields[0].column)
    if text.strip(" +-123456789") in ("|", ">"):
        text = ""
    if text.startswith("["):
        return _flow_by_line([(text[1:], place[0], place[1] + 1), *rows], place)
    return Scalar(_bare(" ".join([text, *(row.rstrip() for row, _, _ in rows)])), *place)


def _entries_by_line(rows: list[tuple[str, int, int]]) -> Sequence:
    entries: list[tuple[list[str], int, int]] = []
    for row, line, column in rows:
        if row.startswith("- "):
            text = row[1:].lstrip()
            entries.append(([text], line, column + len(row) - len(text)))
        else:
            entries[-1][0].append(row)
    values = (Scalar(_bare(" ".join(row.rstrip() for row in texts)), *place) for texts, *place in entries)
    return Sequence(tuple(values), *rows[0][1:])


def _flow_by_line(rows: list[tuple[str, int, int]], place: _Place) -> Sequence:
    entries: list[Scalar] = []
    for row, line, column in rows:
        inner, closing, _ = row.partition("]")
        at = column
        for part in inner.split(","):
            if text := part.strip().removeprefix("- ").lstrip():
                entries.append(Scalar(_bare(text), line, at + part.index(text)))
            at += len(part) + 1
        if closing:
            break
    return Sequence(tuple(entries), *place)


def _bare(text: str) -> str:
    text = text.strip()
    if text[:1] in ("'", '"'):
        quote = text[0]
        end = text.find(quote, 1)
        if end < 0 or end == len(text) - 1:
            return text.strip(quote)
        return text
    return text.partition(" #")[0].rstrip()
