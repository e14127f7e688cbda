"""A file's front matter and the text below it, whatever its bytes are; and other texts that are YAML."""

from __future__ import annotations

from typing import NamedTuple

from tpo_docs.frontmatter.origin import Origin
from tpo_docs.frontmatter.simple import read_simple
from tpo_docs.model import Field, Group, Unread


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
    fields = read_simple(head, 2, 1)
    if fields is None:
        group, more = _read_any(head, Origin(path, 2, 1, "front-matter"))
        fields = group.fields if group is not None else ()
        unread += more
    return Head(True, fields, text[after:], head.count("\n") + 3, unread)


def read_yaml(
    text: str, path: str, *, line: int = 1, column: int = 1, about: str = "front-matter"
) -> tuple[Group | None, tuple[Unread, ...]]:
    """The mapping that a YAML text is, None where it is empty or something else; `line` and `column` are its start."""
    text = _with_line_feeds(text.removeprefix("\ufeff"))
    fields = read_simple(text, line, column)
    if fields:
        return Group(fields, fields[0].line, fields[0].column), ()
    return _read_any(text, Origin(path, line, column, about))


def text_of(data: bytes) -> str:
    """A file's text as all places count it: without a byte order mark, lines ended by line feeds."""
    return _decoded(data, "")[0]


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


def _read_any(text: str, source: Origin) -> tuple[Group | None, tuple[Unread, ...]]:
    from tpo_docs.frontmatter.recovery import read_any  # noqa: PLC0415 - a YAML library takes long to import, and few texts need it

    return read_any(text, source)
